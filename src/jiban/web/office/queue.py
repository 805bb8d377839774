"""The queue: what waits for the office, oldest first, with the time that is left of the promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiban.cases import deadlines, questions
from jiban.cases.models import Case
from jiban.cases.workflow import OPEN_FOR_OFFICE, State
from jiban.catalogue.forms import purpose_text
from jiban.places.models import Committee
from jiban.places.questions import service_calendar
from jiban.places.service_minutes import ServiceCalendar
from jiban.web.templatetags.jiban import service_time

from .desk import DeskRequest, at_desk, show

FILTERS = ("all", "green", "look")
COUNTED = 100
ALMOST_DUE_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list, in words."""

    case: Case
    url: str
    title: str
    purpose: str
    note: str
    tag: str
    colour: str


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    label: str
    count: str
    url: str


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue under a filter; `query` keeps the filter in links."""

    only: str
    after: str
    rows: Sequence[Row]
    filters: Sequence[Filter]
    count: str
    more_url: str
    query: str

    def beside(self, case: Case) -> tuple[str, str]:
        """The addresses of the case before and the case after, as J and K walk."""
        numbers = [row.case.number for row in self.rows]
        place = numbers.index(case.number) if case.number in numbers else -1
        before = self.rows[place - 1].url if place > 0 else ""
        after = self.rows[place + 1].url if place + 1 < len(self.rows) else self.more_url
        return before, after


@require_safe
@at_desk
def queue(request: DeskRequest) -> HttpResponse:
    if not request.desk.committees:
        return redirect("office:seals")
    waiting = read_queue(request)
    context = {"queue": waiting, "next_url": waiting.rows[0].url if waiting.rows else "", **after_deciding(request)}
    return show(request, "queue.html", context, section="queue")


def read_queue(request: DeskRequest) -> Queue:
    only, after = asked_filter(request)
    committees, now = request.desk.committees, timezone.now()
    page = questions.queue(committees, only=only, after=after)
    query = _query(only=only, after=after)
    calendars = {committee.pk: service_calendar(committee) for committee in committees}
    counts = _counts(committees)
    return Queue(
        only=only,
        after=after,
        rows=[_row(case, calendars[case.committee_id], query, now) for case in page.cases],
        filters=[Filter(name, _label(name), counts[name], f"/office/{_query(only=name)}") for name in FILTERS],
        count=counts[only],
        more_url=f"/office/{_query(only=only, after=page.next_key)}" if page.next_key else "",
        query=query,
    )


def asked_filter(request: DeskRequest) -> tuple[str, str]:
    """The filter and the place in the list, from the address or from the form; nonsense counts as nothing."""
    asked = request.POST if request.method == "POST" else request.GET
    only, after = asked.get("only", "all"), asked.get("after", "")
    stamp, _bar, key = after.partition("_")
    try:
        is_place = parse_datetime(stamp) is not None and key.isdecimal()
    except ValueError:
        is_place = False
    return only if only in FILTERS else "all", after if is_place else ""


def next_after(request: DeskRequest, case: Case) -> str:
    """Where to go when this case is decided: the next of the queue, from the top when it was the last."""
    only, after = asked_filter(request)
    committees = request.desk.committees
    here = f"{case.submitted_at.isoformat()}_{case.pk}" if case.submitted_at else ""
    found = questions.queue(committees, only=only, after=here).cases or questions.queue(committees, only=only).cases
    done = {"done": case.number}
    if not found:
        return f"/office/{_query(only=only, **done)}"
    return reverse("office:case", args=[found[0].number]) + _query(only=only, after=after, **done)


def after_deciding(request: DeskRequest) -> dict[str, object]:
    """The case decided a moment ago, to say what became of it."""
    number = request.GET.get("done", "")
    mine = Case.objects.filter(committee__in=request.desk.committees, submitted_at__isnull=False)
    done = mine.filter(number=number).select_related("certificate", "resident").first() if number else None
    signed = request.GET.get("signed", "")
    return {"done": done, "signed_together": signed if signed.isdecimal() else ""}


def _row(case: Case, calendar: ServiceCalendar, query: str, now: datetime) -> Row:
    tag, colour = _time_left(case, calendar, now)
    language, item = get_language(), case.item.read()
    return Row(
        case=case,
        url=reverse("office:case", args=[case.number]) + query,
        title=item.title.in_language(language),
        purpose=purpose_text(item, case.answers, language),
        note=_note(case),
        tag=tag,
        colour=colour,
    )


def _time_left(case: Case, calendar: ServiceCalendar, now: datetime) -> tuple[str, str]:
    if case.due_at is None:
        return "", ""
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
    if case.correction_asked_at is not None:
        return _("corrected")
    return "" if case.all_green else _("needs a look")


def _label(name: str) -> str:
    return {"all": _("All"), "green": _("Fit for batch"), "look": _("Need a look")}[name]


def _counts(committees: Sequence[Committee]) -> dict[str, str]:
    """Bounded: the table is never counted. Beyond a hundred it says 99+."""
    waiting = Case.objects.filter(committee__in=committees, state__in=OPEN_FOR_OFFICE)
    flags = list(waiting.order_by("submitted_at", "id").values_list("all_green", flat=True)[:COUNTED])
    green = sum(flags)
    numbers = {"all": len(flags), "green": green, "look": len(flags) - green}
    many = len(flags) == COUNTED
    return {name: f"{min(number, 99)}+" if many else str(number) for name, number in numbers.items()}


def _query(**asked: str) -> str:
    usual = {"only": "all", "after": ""}
    said = {name: value for name, value in asked.items() if value and value != usual.get(name)}
    return f"?{urlencode(said)}" if said else ""
