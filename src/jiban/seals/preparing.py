"""Seals and signatures for a county or the whole city at once. Each is one transaction, so that a broken run goes on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiban.people import offices
from jiban.people.models import Officer, PostKind, Term
from jiban.people.questions import administers
from jiban.places.models import Committee, Division
from jiban.standards.ses.errors import SealPictureError

from . import actions
from .certifier import Certifier
from .errors import AlreadyAppliedError, DeviceAwayError, NotYourCountyError, SealError
from .models import LIVING, Seal, SealKind
from .questions import lasts


@dataclass(frozen=True, slots=True)
class Missing:
    """A committee and the reviewer in whose name its seal, or whose own signature, is applied for."""

    committee: Committee
    reviewer: Officer
    kind: SealKind


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of one. No seal and no fault: somebody else was faster."""

    wanted: Missing
    seal: Seal | None = None
    fault: str = ""


def missing(county: Division | None, now: datetime) -> list[Missing]:
    """What nobody has applied for yet, or what ends soon, in the order of villages. None: the whole city."""
    terms = Term.objects.filter(_below(county, "post__committee__"), post__kind=PostKind.REVIEWER)
    terms = terms.select_related("officer", "post__committee__division").order_by("post__committee__division__code")
    living = Seal.objects.filter(_below(county, "committee__"), state__in=LIVING).select_related("committee")
    rows = living.defer("picture", "seal_der").iterator(500)
    there = {(seal.kind, seal.committee_id, seal.officer_id) for seal in rows if lasts(seal, now)}
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


def _below(county: Division | None, path: str) -> Q:
    return Q(**{f"{path}division__parent__parent": county}) if county else Q()


def check_right(by: Officer, county: Division | None, now: datetime) -> None:
    """Only who administers the county may prepare there; for the whole city who administers all its counties."""
    for place in [county] if county else Division.objects.filter(level=Division.Level.COUNTY).select_related("parent"):
        if not administers(by, place, now=now):
            raise NotYourCountyError


def prepare(
    wanted: list[Missing], *, certifier: Certifier, by: Officer, clock: Callable[[], datetime]
) -> Iterator[Prepared]:
    """One that cannot be prepared stops no other; a device that does not answer stops all: raises DeviceAwayError."""
    for one in wanted:
        yield _outcome(one, certifier=certifier, by=by, now=clock())


def _outcome(one: Missing, *, certifier: Certifier, by: Officer, now: datetime) -> Prepared:
    try:
        return Prepared(one, _prepare_one(one, certifier=certifier, by=by, now=now))
    except DeviceAwayError:
        raise
    except AlreadyAppliedError:
        return Prepared(one)
    except (SealError, SealPictureError) as error:
        return Prepared(one, fault=str(error))


@transaction.atomic
def _prepare_one(one: Missing, *, certifier: Certifier, by: Officer, now: datetime) -> Seal | None:
    """A committee's seal is put in force. A signature stays approved: its reviewer makes it with a PIN of their own."""
    actions.hold(one.committee)
    if _is_there(one, now):
        return None
    if one.kind == SealKind.COMMITTEE:
        seal = actions.register_committee_seal(one.committee, by=one.reviewer, now=now)
        return actions.put_through(seal, certifier=certifier, by=by, now=now)
    signature = actions.register_signature(one.reviewer, one.committee, by=one.reviewer, now=now)
    actions.check(signature, by=by, now=now)
    return actions.approve(signature, by=by, now=now)


def _is_there(one: Missing, now: datetime) -> bool:
    """Another run, or the committee itself, may have come since the list was made."""
    officer = one.reviewer if one.kind == SealKind.REVIEWER else None
    living = Seal.objects.filter(committee=one.committee, kind=one.kind, officer=officer, state__in=LIVING)
    return any(lasts(seal, now) for seal in living.select_related("committee"))
