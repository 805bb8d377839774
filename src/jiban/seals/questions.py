from datetime import datetime

from django.db.models import QuerySet

from jiban.people.models import Officer
from jiban.places.models import Committee

from .errors import NoSealError, NoSignatureError
from .models import Seal, SealKind, SealState
from .timeline import Moment, was_in_force


def committee_seal(committee: Committee, now: datetime) -> Seal:
    return _in_force(Seal.objects.filter(committee=committee, kind=SealKind.COMMITTEE), now, NoSealError)


def signature_of(officer: Officer, committee: Committee, now: datetime) -> Seal:
    mine = Seal.objects.filter(committee=committee, officer=officer, kind=SealKind.REVIEWER)
    return _in_force(mine, now, NoSignatureError)


def _in_force(seals: QuerySet[Seal], now: datetime, missing: type[Exception]) -> Seal:
    seal = seals.filter(state=SealState.IN_FORCE, valid_from__lte=now, valid_until__gte=now).first()
    if seal is None:
        raise missing
    return seal


def held_authority(seal: Seal, at: datetime) -> bool:
    """Was this seal in force at that moment, whatever has become of it since?"""
    moments = [Moment(event.at, event.state) for event in seal.events.all()]
    return was_in_force(moments, at=at, valid_from=seal.valid_from, valid_until=seal.valid_until)
