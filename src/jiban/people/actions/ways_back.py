"""The way back after a lost password or phone: a link that works once, given by who looks after the account."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from jiban.people.actions.invitations import TOKEN_BYTES, token_hash
from jiban.people.actions.sessions import end_other_sessions
from jiban.people.actions.signing_in import choose_password
from jiban.people.actions.signing_in import sign_in as check_password
from jiban.people.door_errors import (
    AccountClosedAlreadyError,
    AccountReasonMissingError,
    WayBackEndedError,
    WayBackExpiredError,
    WayBackGiverError,
    WayBackRevokedError,
    WayBackUnknownError,
    WayBackUsedError,
)
from jiban.people.looking_after import check_looks_after, looks_after
from jiban.people.models import Officer, WayBack
from jiban.people.tries import Door, clear_tries


@dataclass(frozen=True, slots=True)
class Given:
    """The token is known at this moment alone: show it, print it, keep it nowhere."""

    way_back: WayBack
    token: str


@transaction.atomic
def give_way_back(officer: Officer, *, lost: str, because: str, by: Officer | None, now: datetime) -> Given:
    """The earlier link, if there is one, no longer counts. `by` None: whoever runs the system."""
    if not because.strip():
        raise AccountReasonMissingError
    if by is not None:
        check_looks_after(by, officer, now)
    if not Officer.objects.select_for_update().get(pk=officer.pk).is_active:
        raise AccountClosedAlreadyError
    officer.ways_back.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    way_back = WayBack.objects.create(
        officer=officer,
        lost=lost,
        because=because.strip(),
        given_by=by,
        given_at=now,
        token_hash=token_hash(token),
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    return Given(way_back, token)


def revoke_way_back(way_back: WayBack, *, by: Officer, now: datetime) -> None:
    check_looks_after(by, way_back.officer, now)
    if not WayBack.objects.filter(pk=way_back.pk, used_at=None, revoked_at=None).update(revoked_at=now):
        raise WayBackEndedError


def find_way_back(hashed: str, *, now: datetime) -> WayBack:
    """The open way back of this token hash. Raises WayBackError: unknown, used, revoked, expired, or given by who
    no longer looks after the account: the officer may have risen since, and the link may be in other hands."""
    way_back = WayBack.objects.filter(token_hash=hashed).select_related("officer", "given_by").first()
    if way_back is None:
        raise WayBackUnknownError
    if way_back.used_at is not None:
        raise WayBackUsedError
    if way_back.revoked_at is not None:
        raise WayBackRevokedError
    if way_back.expires_at <= now:
        raise WayBackExpiredError
    if way_back.given_by is not None and not looks_after(way_back.given_by, way_back.officer, now):
        raise WayBackGiverError
    return way_back


def take_way_back(hashed: str, *, password: str, now: datetime) -> Officer:
    """`password`: the new one; for who lost the phone alone the present one, so that the link by itself opens nothing.

    What was not lost is asked for when signing in, right after this: the second factor, or setting up a new one.
    """
    way_back = find_way_back(hashed, now=now)
    if not way_back.needs_new_password:
        # Outside of the transaction: a wrong try must stay counted.
        check_password(way_back.officer.username, password, now)
    return _take(way_back, password, now)


@transaction.atomic
def _take(way_back: WayBack, password: str, now: datetime) -> Officer:
    """All that was lost stops counting, and every session ends."""
    officer = Officer.objects.select_for_update().get(pk=way_back.officer_id)
    if not WayBack.objects.filter(pk=way_back.pk, used_at=None, revoked_at=None).update(used_at=now):
        # Somebody else used or revoked it a moment ago: looking again tells which.
        find_way_back(way_back.token_hash, now=now)
        raise WayBackUnknownError
    if way_back.needs_new_password:
        choose_password(officer, password)
        officer.save(update_fields=["password"])
        clear_tries(Door.PASSWORD, officer.username)
    if way_back.needs_new_authenticator:
        _forget_second_factors(officer)
        clear_tries(Door.SECOND_FACTOR, str(officer.pk))
    # An account elsewhere counts again once the second factor kept here was given with it.
    officer.oidc_links.update(confirmed_at=None)
    end_other_sessions(officer, keep="")
    return officer


def _forget_second_factors(officer: Officer) -> None:
    """The security keys too: one of them may be the phone that was lost."""
    officer.totp_secret, officer.totp_new_secret, officer.totp_last_step = b"", b"", 0
    officer.save(update_fields=["totp_secret", "totp_new_secret", "totp_last_step"])
    officer.recovery_codes.all().delete()
    officer.passkeys.all().delete()
