"""Accounts at the office's identity provider: linked on purpose, by the officer or an administrator, never by themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from jiban.people import charge
from jiban.people.actions.signing_in import SECOND_FACTOR_WAITS, Pending
from jiban.people.door_errors import (
    OidcLinkedAlreadyError,
    OidcNotLinkedError,
    OidcOneLinkError,
    OidcPasswordFirstError,
    OutsideReachError,
)
from jiban.people.id_tokens import Identity
from jiban.people.models import Officer, OidcLink
from jiban.people.questions import posts_of
from jiban.people.reach import administered

ABOVE = ("post__committee__division__parent__parent__parent", "post__division__parent")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came from the provider. `pending` still needs the second factor kept here, unless `is_complete`."""

    link: OidcLink
    pending: Pending
    is_complete: bool


def link_own(officer: Officer, identity: Identity, *, now: datetime) -> OidcLink:
    """By the officer, signed in with a second factor: the link counts fully at once."""
    return _link(officer, identity.issuer, identity.subject, by=officer, now=now, confirmed_at=now)


def link_for(officer: Officer, subject: str, *, by: Officer, now: datetime) -> OidcLink:
    """By an administrator. The first time, our own second factor is asked for whatever the provider says:
    who writes down a subject must not thereby come in as somebody else."""
    _check_reach(officer, by=by, now=now)
    return _link(officer, settings.OIDC_ISSUER, subject, by=by, now=now, confirmed_at=None)


def unlink(link: OidcLink, *, by: Officer, now: datetime) -> None:
    if by != link.officer:
        _check_reach(link.officer, by=by, now=now)
    link.delete()


def arrive(identity: Identity, *, now: datetime) -> Arrival:
    """Whom the provider's account is linked to. Raises OidcNotLinkedError: no account comes into being by itself."""
    links = OidcLink.objects.select_related("officer").filter(officer__is_active=True)
    link = links.filter(issuer=identity.issuer, subject=identity.subject).first()
    if link is None:
        raise OidcNotLinkedError
    if link.confirmed_at is None and not link.officer.has_second_factor:
        # Who wrote down the account number could come in here and set up a second factor as somebody else.
        raise OidcPasswordFirstError
    strong = bool(identity.methods & set(settings.OIDC_STRONG))
    pending = Pending(link.officer, expires_at=now + SECOND_FACTOR_WAITS)
    return Arrival(link, pending, is_complete=strong and link.confirmed_at is not None)


def came_in(link: OidcLink, *, now: datetime) -> None:
    """The officer is in, by the provider's second factor or by ours."""
    link.last_used_at = now
    link.confirmed_at = link.confirmed_at or now
    link.save(update_fields=["last_used_at", "confirmed_at"])
    Officer.objects.filter(pk=link.officer_id).update(last_login=now)


def _link(
    officer: Officer, issuer: str, subject: str, *, by: Officer, now: datetime, confirmed_at: datetime | None
) -> OidcLink:
    if OidcLink.objects.filter(issuer=issuer, officer=officer).exists():
        raise OidcOneLinkError
    try:
        with transaction.atomic():
            return OidcLink.objects.create(
                issuer=issuer, subject=subject, officer=officer, linked_by=by, linked_at=now, confirmed_at=confirmed_at
            )
    except IntegrityError as taken:
        raise OidcLinkedAlreadyError from taken


def _check_reach(officer: Officer, *, by: Officer, now: datetime) -> None:
    """Where the officer works; of who works nowhere any more, or not yet, where that was or will be."""
    divisions = administered(by, now)
    posts = posts_of(officer, now) or [term.post for term in officer.terms.select_related(*ABOVE)]
    if not any(charge.place_of(post).lies_in(divisions) for post in posts):
        raise OutsideReachError(places="、".join(division.name for division in divisions) or "—")
