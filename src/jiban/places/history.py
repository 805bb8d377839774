"""The tree on a day of the past, and what became of an old code."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jiban.places import names, questions
from jiban.places.models import ChangePart, Committee, Division, DivisionChange


@dataclass(frozen=True, slots=True)
class DivisionThen:
    """A place as it was on a day."""

    division: Division
    name: str
    short_name: str
    parent: Division | None


def as_of(code: str, day: date) -> DivisionThen | None:
    """The place with its name and the place above it of that day; None if it was not open then.

    Raises Division.DoesNotExist for a code that never was.
    """
    division = questions.division(code)
    if (division.opened_on and day < division.opened_on) or (division.closed_on and day >= division.closed_on):
        return None
    later = ChangePart.objects.filter(division=division, change__at__gt=day).order_by("change__at", "pk")
    later = later.select_related("change", "parent_before")
    # The first change after the day tells what it changed from.
    renamed = (part.change.name_before for part in later if part.change.kind == DivisionChange.Kind.RENAME)
    name = next(renamed, division.name)
    moved = (part.parent_before for part in later if part.role == ChangePart.Role.MOVED)
    return DivisionThen(division, name, names.short_name(name, division.level), next(moved, division.parent))


def changes_of(division: Division) -> list[DivisionChange]:
    """What happened to the place, the newest first."""
    changes = DivisionChange.objects.filter(parts__division=division).distinct()
    return list(changes.prefetch_related("parts__division").order_by("-at", "-id"))


def successors(code: str) -> list[Division]:
    """The open places that stand where the old one was, by code; an open place stands for itself."""
    waiting, seen, found = [questions.division(code)], set(), {}
    while waiting:
        place = waiting.pop()
        if place.pk in seen:
            continue
        seen.add(place.pk)
        if place.closed_on is None:
            found[place.code] = place
            continue
        ending = DivisionChange.objects.filter(parts__division=place, parts__role=ChangePart.Role.SOURCE).last()
        if ending is not None:
            results = Division.objects.filter(parts__change=ending, parts__role=ChangePart.Role.RESULT)
            waiting += results.select_related("parent__parent__parent")
    return [found[each] for each in sorted(found)]


def current_of(code: str) -> Division | None:
    """The one place an old code means now; None if it was split among several, or ended without one."""
    now = successors(code)
    return now[0] if len(now) == 1 else None


def committee_for(village: Division) -> Committee | None:
    """The committee that serves who lives there: that of the village, or of the one it became part of."""
    if village.closed_on is None and Division.committee.is_cached(village):
        return getattr(village, "committee", None)
    now = village if village.closed_on is None else current_of(village.code)
    return Committee.objects.filter(division=now).first() if now is not None else None


def standing_words(division: Division) -> str:
    """What a page says beside the name of a place that is no more; empty for an open one. No query for open ones."""
    if division.closed_on is None:
        return ""
    now = successors(division.code)
    if not now:
        return _("closed on %(day)s") % {"day": division.closed_on.isoformat()}
    if len(now) == 1:
        return _("now part of %(place)s") % {"place": now[0].short_name}
    return _("now divided among %(places)s") % {"places": "、".join(place.short_name for place in now)}
