"""Whom to turn to: the offices of a place, and the liaison list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from jiban.places import pinyin, prefixes, questions  # noqa: F401 - prefixes brings the lookup `begins`
from jiban.places.models import Committee, Department, Division, LiaisonPerson, ServicePoint
from jiban.places.service_minutes import Stretch
from jiban.places.sheets import hours_text, sheet

MOST_FOUND = 60
ABOVE = "division__parent__parent__parent"


@dataclass(frozen=True, slots=True)
class Point:
    """A service point as a page shows it."""

    point: ServicePoint
    hours: Sequence["DayHours"]


@dataclass(frozen=True, slots=True)
class DayHours:
    """Days in a row with the same hours. ISO weekdays: 1 Monday .. 7 Sunday."""

    first: int
    last: int
    stretches: str

    @property
    def days(self) -> str:
        """Mon–Fri, 周一至周五"""
        first, last = str(WEEKDAYS_ABBR[self.first - 1]), str(WEEKDAYS_ABBR[self.last - 1])
        return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


@dataclass(frozen=True, slots=True)
class Offices:
    committee: Committee | None
    committee_hours: Sequence[DayHours]
    departments: Sequence[Department]
    points: Sequence[Point]
    liaison: Sequence[LiaisonPerson]


def offices_of(place: Division) -> Offices:
    """Everything a page about the place tells, in a fixed number of queries."""
    committee = Committee.objects.filter(division=place).prefetch_related("hours").first()
    points = ServicePoint.objects.filter(division=place).prefetch_related("hours", "terminals")
    return Offices(
        committee=committee,
        committee_hours=_days(committee) if committee else (),
        departments=list(place.departments.all()),
        points=[Point(point, _days(point)) for point in points],
        liaison=liaison_of(place),
    )


def liaison_of(place: Division) -> list[LiaisonPerson]:
    """Who is responsible for the place, the nearest level first."""
    return list(place.liaison.order_by("-level"))


def search_liaison(text: str) -> list[LiaisonPerson]:
    """By the beginning of a person's or place's name, the place's pinyin, first letters, or code."""
    text = questions.tidy(text)
    if not text:
        return []
    if text.isascii():
        typed = pinyin.fold(text)
        if not typed:
            return []
        matches = (
            Q(division__code__begins=typed)
            if typed.isdigit()
            else Q(division__initials__begins=typed) | Q(division__pinyin__begins=typed)
        )
    else:
        matches = Q(name__begins=text) | Q(cover_name__begins=text) | Q(division__short_name__begins=text)
    found = LiaisonPerson.objects.filter(matches, division__closed_on=None).select_related(ABOVE)
    return list(found.order_by("division__code", "-level")[:MOST_FOUND])


def liaison_of_all(places: Sequence[Division]) -> list[LiaisonPerson]:
    """The lists of a few places together."""
    people = LiaisonPerson.objects.filter(division__in=places).select_related(ABOVE)
    return list(people.order_by("division__code", "-level")[:MOST_FOUND])


def _days(office: Committee | ServicePoint) -> list[DayHours]:
    week: dict[int, list[Stretch]] = {}
    for hours in office.hours.all():
        week.setdefault(hours.weekday, []).append(Stretch(hours.opens, hours.closes))
    runs = hours_text.runs(week.items())
    return [DayHours(first, last, sheet.listed(hours.split(","))) for first, last, hours in runs]
