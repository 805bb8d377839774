"""When something will be done, and when the village is open, in the words people use."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiban.cases import deadlines
from jiban.cases.calendars import calendar_from
from jiban.places.models import Committee
from jiban.places.service_minutes import NeverOpenError, ServiceCalendar, elapsed_service_minutes, is_open, next_opening
from jiban.web.templatetags.jiban import moment


def promise_for(committee: Committee, *, minutes: int, now: datetime) -> str:
    """When an application handed in now will be done."""
    calendar = calendar_from(committee, now)
    try:
        due = deadlines.promised_by(now, minutes=minutes, calendar=calendar)
    except NeverOpenError:
        return ""
    return _expected(due, calendar, now)


def promise(due: datetime, *, committee: Committee, now: datetime) -> str:
    if now > due:
        return _("This takes longer than promised. Please call the village.")
    return _expected(due, calendar_from(committee, now), now)


def _expected(due: datetime, calendar: ServiceCalendar, now: datetime) -> str:
    if is_open(now, calendar):
        if due - now > timedelta(minutes=elapsed_service_minutes(now, due, calendar) + 1):
            return _("Expected before %(due)s; the time when the office is closed does not count") % {
                "due": moment(due)
            }
        return _("Expected before %(due)s") % {"due": moment(due)}
    opens = next_opening(now, calendar)
    if timezone.localdate(opens) == timezone.localdate(due):
        clock = f"{timezone.localtime(due):%H:%M}"
        return _("The village opens %(opens)s; expected before %(clock)s") % {"opens": moment(opens), "clock": clock}
    return _("The village opens %(opens)s; expected by %(due)s") % {"opens": moment(opens), "due": moment(due)}


def hours(committee: Committee) -> list[str]:
    """The week in as few lines as it takes: Mon to Fri 08:30-12:00, 14:00-17:30."""
    days: dict[int, list[str]] = {}
    for stretch in committee.week:
        days.setdefault(stretch.weekday, []).append(f"{stretch.opens:%H:%M}–{stretch.closes:%H:%M}")
    alike: dict[tuple[str, ...], list[int]] = {}
    for weekday, stretches in sorted(days.items()):
        alike.setdefault(tuple(stretches), []).append(weekday)
    return [f"{_days(weekdays)} {_listed(stretches)}" for stretches, weekdays in alike.items()]


def _days(weekdays: Sequence[int]) -> str:
    in_a_row = len(weekdays) > 2 and all(later - earlier == 1 for earlier, later in pairwise(weekdays))
    if in_a_row:
        return _("%(first)s to %(last)s") % {"first": _day(weekdays[0]), "last": _day(weekdays[-1])}
    return _listed(map(_day, weekdays))


def _listed(words: Iterable[str]) -> str:
    return pgettext("between the parts of a list", ", ").join(words)


def _day(weekday: int) -> str:
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")][weekday - 1]
