"""Certificates that nobody had to issue: told "you may not need this", and said "then I do not".

Counted by kind, day and place, for the village and every division above it, by a single upsert: who counts never
waits for a read, and of two at once none is lost. Nothing about a person is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Sum
from django.utils.translation import get_language

from jiban.places.models import Division

from .models import AvoidedDay, Item
from .questions import refused_kinds, shared_facts

EXPLAINED, AVOIDED = "explained", "avoided"
# Before the code of a kind: refused by law, or a fact that another office looks up itself.
REFUSED, SHARED = "refused", "shared"
# A department has looked the fact up itself, with the resident's consent.
EXCHANGED = "exchanged"


@dataclass(frozen=True, slots=True)
class AvoidedRow:
    title: str
    explained: int
    avoided: int


def explained(kind: str, village: Division, *, today: date) -> None:
    """A resident of the village was told who helps instead."""
    _count(kind, village, today, explained=1, avoided=0)


def avoided(kind: str, village: Division, *, today: date) -> None:
    """... and has said that the certificate is not needed."""
    _count(kind, village, today, explained=0, avoided=1)


def of_refused(code: str) -> str:
    return f"{REFUSED}:{code}"


def of_shared(code: str) -> str:
    return f"{SHARED}:{code}"


def of_exchanged(code: str) -> str:
    return f"{EXCHANGED}:{code}"


def exchanged_in(divisions: Sequence[Division]) -> int:
    """Certificates that nobody asked for, because the fact was shared."""
    days = AvoidedDay.objects.filter(division__in=divisions, kind__startswith=f"{EXCHANGED}:")
    return days.aggregate(spared=Sum("avoided"))["spared"] or 0


def rows_of(division: Division, *, first: date, last: date) -> list[AvoidedRow]:
    """What was avoided in a place, the most frequent kind first."""
    days = AvoidedDay.objects.filter(division=division, day__range=(first, last))
    days = days.exclude(kind__startswith=f"{EXCHANGED}:")
    sums = days.values("kind").annotate(told=Sum("explained"), spared=Sum("avoided")).order_by("-told", "kind")
    titles = _titles()
    return [AvoidedRow(titles.get(row["kind"], row["kind"]), row["told"], row["spared"]) for row in sums]


def _titles() -> dict[str, str]:
    language = get_language()
    items = {item.code: item.read().title.in_language(language) for item in Item.objects.filter(current=True)}
    titles = {of_refused(kind.code): kind.title.in_language(language) for kind in refused_kinds()}
    for fact in shared_facts():
        titles[of_shared(fact.code)] = f"{items.get(fact.item, fact.item)}: {fact.title.in_language(language)}"
    return titles


def _count(kind: str, village: Division, today: date, *, explained: int, avoided: int) -> None:
    table = "catalogue_avoidedday"
    places = sorted(_with_those_above(village))
    # A fixed text; what is counted goes as parameters.
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(places))
    sql = (
        f"INSERT INTO {table} (division_id, kind, day, explained, avoided) VALUES {values} "  # noqa: S608
        "ON CONFLICT (division_id, kind, day) DO UPDATE SET "
        f"explained = {table}.explained + excluded.explained, avoided = {table}.avoided + excluded.avoided"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [part for place in places for part in (place, kind, today, explained, avoided)])


def _with_those_above(division: Division) -> Sequence[int]:
    found: list[int] = []
    step: Division | None = division
    while step is not None:
        found.append(step.pk)
        step = step.parent
    return found
