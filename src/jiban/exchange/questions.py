import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from jiban.composing import composed_once
from jiban.people.models import Resident

from .facts import Fact, Level, Value
from .models import Consent, DataFact, LookUp


def catalogue() -> list[Fact]:
    return [row.read() for row in _catalogue()]


@composed_once
def _catalogue() -> QuerySet[DataFact]:
    return DataFact.objects.all()


def fact(code: str) -> Fact | None:
    row = DataFact.objects.filter(code=code).first()
    return row.read() if row else None


def known_for(item: str) -> list[Fact]:
    """Facts that the village may look up for an application of this item."""
    return [one for one in catalogue() if item in one.items and one.level != Level.NOT_SHARED]


def sparing(item: str) -> list[Fact]:
    """Facts by which a department can do without this certificate."""
    return [one for one in catalogue() if one.spares is not None and one.spares[0] == item]


def consents_of(resident: Resident) -> QuerySet[Consent]:
    return Consent.objects.filter(resident=resident).order_by("-pk")


def look_ups_of(resident: Resident) -> QuerySet[LookUp]:
    return LookUp.objects.filter(resident=resident).order_by("-pk")


def of_case(case_number: str, committee: int) -> tuple[Mapping[str, Consent], Mapping[str, LookUp]]:
    """The newest consent and look-up of each fact."""
    consents = Consent.objects.filter(case_number=case_number, committee=committee).order_by("pk")
    found = LookUp.objects.filter(case_number=case_number, receiver="village").order_by("pk")
    return {one.fact: one for one in consents}, {one.fact: one for one in found}


def values_of(look_up: LookUp) -> Mapping[str, Value]:
    values: Mapping[str, Value] = json.loads(look_up.answer)["letter"]["values"] if look_up.answer else {}
    return values


def in_force(consents: Sequence[Consent], now: datetime) -> list[Consent]:
    today = timezone.localdate(now)
    return [one for one in consents if one.is_in_force(today)]
