"""One case in the list, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.cases import deadlines
from jiban.cases.models import Case
from jiban.cases.queues import ALMOST_DUE_MINUTES
from jiban.cases.workflow import State
from jiban.catalogue.forms import purpose_text
from jiban.places.service_minutes import ServiceCalendar
from jiban.web.templatetags.jiban import service_time


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    url: str
    title: str
    purpose: str
    note: str
    tag: str
    colour: str


def row_of(
    case: Case, calendar: ServiceCalendar, query: str, now: datetime, *, is_confirmed: bool = False, city: str = ""
) -> Row:
    """`city`: by which it was received, if by another than ours."""
    tag, colour = _time_left(case, calendar, now)
    language, item = get_language(), case.item.read()
    return Row(
        case=case,
        url=reverse("office:case", args=[case.number]) + query,
        title=item.title.in_language(language),
        purpose=purpose_text(item, case.answers, language),
        note=" · ".join(filter(None, (_received(city), _note(case) or _confirmed(is_confirmed)))),
        tag=tag,
        colour=colour,
    )


def _received(city: str) -> str:
    return _("received in %(city)s") % {"city": city} if city else ""


def _confirmed(is_confirmed: bool) -> str:  # noqa: FBT001 - one flag, one word
    return _("pre-checked by rule") if is_confirmed else ""


def _time_left(case: Case, calendar: ServiceCalendar, now: datetime) -> tuple[str, str]:
    if case.due_at is None:
        return "", ""
    if case.state == State.CORRECTING or case.paused_at is not None:
        return _("Time stands still"), ""
    minutes = deadlines.minutes_left(case.due_at, now=now, calendar=calendar)
    # Out of hours the clock stands still: no minute may be left over, yet nothing is late before the promised moment.
    if case.due_at < now:
        return _("Overdue"), "red"
    if minutes <= ALMOST_DUE_MINUTES:
        return _("Almost due"), "red"
    return _("%(time)s left") % {"time": service_time(minutes)}, "amber"


def _note(case: Case) -> str:
    if case.state == State.CHECKED:
        return _("checked")
    if case.corrected_at is not None:
        return _("corrected")
    if case.state == State.CORRECTING:
        return _("with the resident")
    return "" if case.all_green else _("needs a look")
