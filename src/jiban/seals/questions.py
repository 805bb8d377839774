from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from jiban.composing import composed_once
from jiban.people.models import Officer
from jiban.places.models import Committee
from jiban.standards.pki import name, oids
from jiban.standards.pki.certificate import parsed

from .errors import NoSealError, NoSignatureError
from .expiring import Ending, ending
from .lines import Span, authority_line
from .models import PENDING, Compromise, Seal, SealEvent, SealKind, SealState
from .timeline import Moment, was_in_force

__all__ = [
    "Span",
    "authority_line",
    "check_both",
    "check_committee_seal",
    "check_signature",
    "committee_seal",
    "ending_of",
    "expiring",
    "held_authority",
    "lasts",
    "signature_of",
    "speaks_for",
]

DRAWN = ("picture", "seal_der")


def committee_seal(committee: Committee, now: datetime) -> Seal:
    seal = _committee_seal.first(committee.pk, now)
    if seal is None or not speaks_for(seal, committee):
        raise NoSealError
    return seal


def signature_of(officer: Officer, committee: Committee, now: datetime) -> Seal:
    signature = _signature.first(officer.pk, committee.pk, now)
    if signature is None or not speaks_for(signature, committee):
        raise NoSignatureError
    return signature


def check_both(officer: Officer, committee: Committee, now: datetime) -> None:
    """Raise NoSignatureError or NoSealError unless the officer could sign now and the committee's seal could be set."""
    there = {seal.kind: seal for seal in _both(officer.pk, committee.pk, now)[::-1]}
    for kind, missing in ((SealKind.REVIEWER, NoSignatureError), (SealKind.COMMITTEE, NoSealError)):
        if kind not in there or not speaks_for(there[kind], committee):
            raise missing


def check_committee_seal(committee: Committee, now: datetime) -> None:
    """Raise NoSealError unless there is one. What it looks like is not read."""
    seal = _committee_seal_undrawn.first(committee.pk, now)
    if seal is None or not speaks_for(seal, committee):
        raise NoSealError


def check_signature(officer: Officer, committee: Committee, now: datetime) -> Seal:
    """As `signature_of`. What it looks like is not read."""
    signature = _signature_undrawn.first(officer.pk, committee.pk, now)
    if signature is None or not speaks_for(signature, committee):
        raise NoSignatureError
    return signature


@composed_once
def _committee_seal(committee: int, now: datetime) -> QuerySet[Seal]:
    return _in_force(Seal.objects.filter(committee=committee, kind=SealKind.COMMITTEE), now)[:1]


@composed_once
def _committee_seal_undrawn(committee: int, now: datetime) -> QuerySet[Seal]:
    return _in_force(Seal.objects.filter(committee=committee, kind=SealKind.COMMITTEE).defer(*DRAWN), now)[:1]


@composed_once
def _signature(officer: int, committee: int, now: datetime) -> QuerySet[Seal]:
    mine = Seal.objects.filter(committee=committee, officer=officer, kind=SealKind.REVIEWER)
    return _in_force(mine, now)[:1]


@composed_once
def _signature_undrawn(officer: int, committee: int, now: datetime) -> QuerySet[Seal]:
    mine = Seal.objects.filter(committee=committee, officer=officer, kind=SealKind.REVIEWER)
    return _in_force(mine.defer(*DRAWN), now)[:1]


@composed_once
def _both(officer: int, committee: int, now: datetime) -> QuerySet[Seal]:
    kinds = Q(kind=SealKind.REVIEWER, officer=officer) | Q(kind=SealKind.COMMITTEE)
    return _in_force(Seal.objects.filter(kinds, committee=committee).defer(*DRAWN), now)


def _in_force(seals: QuerySet[Seal], now: datetime) -> QuerySet[Seal]:
    """One that took a step since `now` is left out: what is sealed with it would be judged by its state at `now`."""
    since = SealEvent.objects.filter(seal=OuterRef("pk"), at__gt=now)
    found = seals.filter(~Exists(since), state=SealState.IN_FORCE, valid_from__lte=now, valid_until__gte=now)
    return found.order_by("pk")


def speaks_for(seal: Seal, committee: Committee) -> bool:
    """Does it bear the present name and code of the committee? A check refuses papers whose seal says another name."""
    if not seal.certificate_der:
        return True
    subject = parsed(bytes(seal.certificate_der)).subject
    if name.attribute(subject, oids.ORGANIZATION) != committee.name:
        return False
    code = name.attribute(subject, oids.ORGANIZATION_IDENTIFIER) or ""
    return seal.kind == SealKind.REVIEWER or code.endswith(committee.credit_code)


def lasts(seal: Seal, now: datetime) -> bool:
    """Nobody need apply for another: it is on its way, or speaks for its committee and does not end soon."""
    if seal.state in PENDING:
        return True
    return speaks_for(seal, seal.committee) and ending_of(seal, now) is None


def held_authority(seal: Seal, at: datetime) -> bool:
    """Was this seal in force at that moment, whatever has become of it since?

    What a lost or compromised seal did from the reported moment on does not count.
    """
    if Compromise.objects.filter(seal=seal, since__lte=at).exists():
        return False
    moments = [Moment(event.at, event.state) for event in seal.events.all()]
    return was_in_force(moments, at=at, valid_from=seal.valid_from, valid_until=seal.valid_until)


def ending_of(seal: Seal, now: datetime) -> Ending | None:
    """When this seal or one of its certificates ends, if that is soon or has been."""
    ders = [bytes(der) for der in (seal.certificate_der, seal.pdf_certificate_der) if der]
    return ending(seal.valid_until, *(parsed(der).not_after for der in ders), now=now)


def expiring(now: datetime) -> list[tuple[Seal, Ending]]:
    """Seals in force or suspended that end within 90 days or have ended, the first to end first."""
    living = Seal.objects.filter(state__in=(SealState.IN_FORCE, SealState.SUSPENDED))
    living = living.select_related("committee").defer("picture", "seal_der")
    found = [(seal, found) for seal in living.iterator(500) if (found := ending_of(seal, now)) is not None]
    return sorted(found, key=lambda pair: (pair[1].at, pair[0].pk))
