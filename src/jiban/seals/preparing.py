"""Seals and signatures for a county or the whole city at once. Each is one transaction, so that a broken run goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiban.people import offices
from jiban.people.models import Officer, PostKind, Term
from jiban.people.questions import administers
from jiban.places.models import Committee, Division

from . import actions
from .certifier import Certifier
from .errors import NotYourCountyError
from .models import Seal, SealKind, SealState

LIVING = (
    SealState.REGISTERED,
    SealState.CHECKED,
    SealState.APPROVED,
    SealState.MADE,
    SealState.IN_FORCE,
    SealState.SUSPENDED,
)


@dataclass(frozen=True, slots=True)
class Missing:
    """A committee and the reviewer in whose name its seal, or whose own signature, is applied for."""

    committee: Committee
    reviewer: Officer
    kind: SealKind


def missing(county: Division | None, now: datetime) -> list[Missing]:
    """What nobody has applied for yet, in the order of villages. None: the whole city."""
    terms = Term.objects.filter(_below(county), post__kind=PostKind.REVIEWER, post__committee__isnull=False)
    terms = terms.select_related("officer", "post__committee__division").order_by("post__committee__division__code")
    living = Seal.objects.filter(state__in=LIVING).values_list("kind", "committee_id", "officer_id")
    there: set[tuple[str, int, int | None]] = set(living.iterator(2000))
    at, found = timezone.localtime(now), []
    for term in terms.iterator(2000):
        committee = term.post.committee
        if committee is None or not offices.of_term(term).runs(at):
            continue
        for kind, officer in ((SealKind.COMMITTEE, None), (SealKind.REVIEWER, term.officer_id)):
            wanted: tuple[str, int, int | None] = (str(kind), committee.pk, officer)
            if wanted not in there:
                there.add(wanted)
                found.append(Missing(committee, term.officer, kind))
    return found


def _below(county: Division | None) -> Q:
    return Q(post__committee__division__parent__parent=county) if county else Q()


def check_right(by: Officer, county: Division | None, now: datetime) -> None:
    """Only who administers the county may prepare there; for the whole city who administers all its counties."""
    for place in [county] if county else Division.objects.filter(level=Division.Level.COUNTY).select_related("parent"):
        if not administers(by, place, now=now):
            raise NotYourCountyError


def prepare(wanted: list[Missing], *, certifier: Certifier, by: Officer, now: datetime) -> Iterator[Seal]:
    for one in wanted:
        yield _prepare_one(one, certifier=certifier, by=by, now=now)


@transaction.atomic
def _prepare_one(one: Missing, *, certifier: Certifier, by: Officer, now: datetime) -> Seal:
    """A committee's seal is put in force. A signature stays approved: its reviewer makes it with a PIN of their own."""
    if one.kind == SealKind.COMMITTEE:
        seal = actions.register_committee_seal(one.committee, by=one.reviewer, now=now)
        return actions.put_through(seal, certifier=certifier, by=by, now=now)
    signature = actions.register_signature(one.reviewer, one.committee, by=one.reviewer, now=now)
    actions.check(signature, by=by, now=now)
    return actions.approve(signature, by=by, now=now)
