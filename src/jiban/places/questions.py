import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from jiban.composing import composed_once
from jiban.places import pinyin, prefixes  # noqa: F401 - prefixes brings the lookup `begins`
from jiban.places.models import Committee, Division, Holiday, OfficeHours
from jiban.places.service_minutes import ServiceCalendar, Stretch
from jiban.standards.codes import divisions
from jiban.standards.codes.errors import CodeError

MOST_FOUND = 20
LONGEST_SEARCH = 50


def division(code: str) -> Division:
    """The division with this code, of any length. Raises Division.DoesNotExist."""
    try:
        full = divisions.parse(code).code
    except CodeError as error:
        raise Division.DoesNotExist(code) from error
    return Division.objects.select_related("parent__parent__parent").get(code=full)


def children(code: str | None = None) -> list[Division]:
    """The open divisions one level below, by code; without a code, the cities."""
    if code is None:
        return list(Division.objects.filter(parent=None, closed_on=None))
    return list(Division.objects.filter(parent__code=divisions.parse(code).code, closed_on=None))


def path(division: Division) -> list[Division]:
    """From the city down to the division itself."""
    steps = [division]
    while (parent := steps[-1].parent) is not None:
        steps.append(parent)
    return steps[::-1]


def full_name(division: Division) -> str:
    """石家庄市正定县正定镇塔元庄村"""
    return "".join(step.short_name for step in path(division))


def tidy(text: str) -> str:
    """What was typed to search with, without blanks, and without the one character that no database takes."""
    return re.sub(r"[\s\0]+", "", text)[:LONGEST_SEARCH]


def search(text: str, *, limit: int = MOST_FOUND, level: int | None = None) -> list[Division]:
    """Open divisions by beginning of the name, its pinyin, its first letters or its code; the best matches first.

    Where fewer than `limit` begin like this, those with the text inside the name follow.
    """
    text = tidy(text)
    typed = pinyin.fold(text) if text.isascii() else text
    if not typed:
        return []
    found = Division.objects.filter(closed_on=None)
    if level is not None:
        found = found.filter(level=level)
    if text.isascii():
        beginning = _beginning_with_letters(typed)
        exact = Q(code=typed) | Q(pinyin=typed) | Q(initials=typed)
    else:
        beginning = Q(short_name__begins=text) | Q(name__begins=text)
        exact = Q(short_name=text) | Q(name=text)
    rank = Case(When(exact, then=Value(0)), default=Value(1), output_field=IntegerField())
    # Keys first: many places may match, and only those shown are read whole.
    best = list(found.filter(beginning).order_by(rank, "code").values_list("pk", flat=True)[:limit])
    if len(best) < limit and not text.isascii():
        inside = found.filter(short_name__contains=text).exclude(pk__in=best).order_by("code")
        best += inside.values_list("pk", flat=True)[: limit - len(best)]
    whole = Division.objects.select_related("parent__parent__parent").in_bulk(best)
    return [whole[key] for key in best]


def _beginning_with_letters(typed: str) -> Q:
    if typed.isdigit():
        return Q(code__begins=typed)
    return Q(initials__begins=typed) | Q(pinyin__begins=typed)


def service_calendar(
    committee: Committee, *, since: date | None = None, listed: Iterable[Holiday] | None = None
) -> ServiceCalendar:
    """The committee's week with the holidays, as the promise clock reads them.

    `since` leaves out older holidays; `listed` are holidays read before, for many committees. A weekend day worked
    instead has the hours of that weekday if there are any, else those of the first weekday with hours.
    """
    weekly: dict[int, list[Stretch]] = {}
    for hours in committee.week:
        weekly.setdefault(hours.weekday, []).append(Stretch(hours.opens, hours.closes))
    usual = next((weekly[weekday] for weekday in sorted(weekly)), [])
    holidays = listed
    if holidays is None:
        holidays = holidays_since(since or date.min)
    closed, extra = set(), {}
    for holiday in holidays:
        if holiday.works:
            extra[holiday.date] = weekly.get(holiday.date.isoweekday(), usual)
        else:
            closed.add(holiday.date)
    return ServiceCalendar(weekly, frozenset(closed), extra)


def read_weeks(committees: Sequence[Committee]) -> None:
    """The hours of many in one read, each kept with its committee."""
    found: dict[int, list[OfficeHours]] = {committee.pk: [] for committee in committees}
    for hours in _hours_of_all(list(found)):
        found[hours.committee_id].append(hours)
    for committee in committees:
        committee.week = found[committee.pk]


@composed_once
def _hours_of_all(committees: Sequence[int]) -> QuerySet[OfficeHours]:
    return OfficeHours.objects.filter(committee__pk__in=committees)


@composed_once
def holidays_since(day: date) -> QuerySet[Holiday]:
    return Holiday.objects.filter(date__gte=day)
