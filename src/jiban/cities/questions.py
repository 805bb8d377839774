"""Reads: which cities, what they offer, which villages, and how applications stand."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from jiban.cases.models import Case
from jiban.people.models import Resident
from jiban.places import pinyin
from jiban.places.models import Committee
from jiban.places.questions import tidy

from . import node
from .models import Application, City, CityItem, CityVillage, Reception

PAGE = 30
MOST_VILLAGES = 20
FEW_VILLAGES = 12


def cities(today: date) -> QuerySet[City]:
    """Where one can apply today."""
    return City.objects.filter(suspended_at=None, valid_from__lte=today, valid_until__gte=today)


def items(today: date) -> list[CityItem]:
    """Of all these cities, those that may be received elsewhere."""
    found = CityItem.objects.filter(city__in=cities(today)).select_related("city").order_by("city__code", "id")
    return [each for each in found if each.read().is_received_elsewhere]


def item(today: date, city: str, code: str) -> CityItem | None:
    found = CityItem.objects.filter(city__in=cities(today), city__code=city, code=code)
    return found.select_related("city").first()


def villages(city: City, asked: str) -> Sequence[CityVillage]:
    """By a part of the name, its pinyin or its first letters; of a small city all of them without being asked."""
    mine, text = CityVillage.objects.filter(city=city), tidy(asked)
    if not text:
        few = list(mine[: FEW_VILLAGES + 1])
        return few if len(few) <= FEW_VILLAGES else []
    folded = pinyin.fold(text) if text.isascii() else ""
    letters = Q(pinyin__startswith=folded) | Q(initials__startswith=folded) if folded else Q()
    return list(mine.filter(letters if folded else Q(name__contains=text) | Q(path__contains=text))[:MOST_VILLAGES])


def village(city: City, code: str) -> CityVillage | None:
    return CityVillage.objects.filter(city=city, code=code[:12]).first()


def applications_of(resident: Resident) -> QuerySet[Application]:
    return Application.objects.filter(resident=resident).select_related("city").order_by("-id")


def received_at(committees: Sequence[Committee]) -> QuerySet[Application]:
    mine = Application.objects.filter(committee__in=committees).select_related("city", "officer")
    return mine.order_by("-id")


def receiving_cities(cases: Sequence[Case]) -> dict[int, str]:
    """Of our cases, those that another city received, with its name. Not asked where no city takes part."""
    if not node.takes_part():
        return {}
    found = Reception.objects.filter(case__in=[case.pk for case in cases]).select_related("city")
    return {each.case_id: each.city.title for each in found}


def reception_of(case: Case) -> Reception | None:
    if not node.takes_part():
        return None
    return Reception.objects.filter(case=case).select_related("city").first()


def to_clear(before: datetime) -> QuerySet[Application]:
    return Application.objects.filter(ended_at__lt=before).exclude(person=b"")
