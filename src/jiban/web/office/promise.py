"""The board of the promise: of one village, township, county or city. Figures and case numbers; no people."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jiban.cases import boards, inbox, reminding
from jiban.cases.boards import Period
from jiban.cases.errors import CaseError
from jiban.cases.signals import Signal
from jiban.catalogue import avoiding
from jiban.catalogue.models import Item
from jiban.people.models import PostKind
from jiban.places import questions as places
from jiban.places.models import Division

from . import promise_words as words
from .desk import EVERY_KIND, DeskRequest, show
from .permissions import open_to

SPANS = {"1": gettext_lazy("Today"), "7": gettext_lazy("7 days"), "30": gettext_lazy("30 days")}
USUAL_SPAN = "7"
IN_THE_VILLAGE = (PostKind.CLERK, PostKind.REVIEWER, PostKind.HEAD)
ABOVE = (
    PostKind.TOWNSHIP_SUPERVISOR,
    PostKind.COUNTY_ADMINISTRATOR,
    PostKind.CITY_ADMINISTRATOR,
    PostKind.AUDITOR,
)
REMINDS = (PostKind.TOWNSHIP_SUPERVISOR, PostKind.COUNTY_ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days and which item a board is asked for; nonsense counts as nothing."""

    span: str
    item: str
    period: Period

    def query(self, **changed: str) -> str:
        said = {"days": self.span, "item": self.item, **changed}
        return f"?{urlencode({name: value for name, value in said.items() if value})}"


@require_safe
@open_to(*IN_THE_VILLAGE, *ABOVE)
def places_of_promise(request: DeskRequest) -> HttpResponse:
    """The officer's own places; the board at once, if there is only one."""
    own = [committee.division for committee in request.desk.committees_as(*IN_THE_VILLAGE)]
    found = [*request.desk.divisions_as(*ABOVE), *own]
    if len(found) == 1:
        return redirect("office:promise-board", found[0].code)
    return show(request, "promise_places.html", {"found": found}, section="promise")


@require_safe
@open_to(*IN_THE_VILLAGE, *ABOVE)
def board(request: DeskRequest, code: str) -> HttpResponse:
    place = of_desk(request, code)
    printed = request.GET.get("view") == "print"
    return show_board(request, place, template="promise_print.html" if printed else "promise.html")


@require_safe
@open_to(*IN_THE_VILLAGE, *ABOVE)
def figures(request: DeskRequest, code: str) -> HttpResponse:
    """The figures of the place and of its parts as CSV, day by day."""
    place, asked = of_desk(request, code), asked_of(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="promise-{place.code}-{asked.period.last}.csv"'
    # Spreadsheets take a file without this mark for another encoding.
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(["code", "place", "item", "first_day", "last_day", *boards.SUMMED])
    divisions = [place, *boards.parts(place)]
    found = boards.figures_of(divisions, asked.period, item=asked.item)
    for division in divisions:
        each = found.get(division.pk, boards.NOTHING)
        row = [division.code, safe_cell(division.short_name), asked.item, asked.period.first, asked.period.last]
        writer.writerow([*row, *boards.as_row(each)])
    return answer


@require_POST
@open_to(*REMINDS)
def reminder(request: DeskRequest, code: str) -> HttpResponse:
    """Ask a village to look at what is waiting: written down, and at most once in a quarter of an hour."""
    place = of_desk(request, code)
    committee = getattr(place, "committee", None)
    if committee is None or not request.desk.reaches(place, *REMINDS):
        raise Http404
    back = _board_to_return_to(request, place)
    try:
        reminding.remind(committee, by=request.officer, now=timezone.now())
    except CaseError as refusal:
        return show_board(request, back, refusal=refusal, status=409)
    return redirect(f"{reverse('office:promise-board', args=[back.code])}?reminded={place.code}")


@require_POST
@open_to(*EVERY_KIND)
def read_notices(request: DeskRequest) -> HttpResponse:
    inbox.mark_read(request.officer, now=timezone.now())
    return redirect("office:promise")


def of_desk(request: DeskRequest, code: str) -> Division:
    """The place, if the officer works there or has a post above it; others have no board for this officer."""
    try:
        place = places.division(code)
    except Division.DoesNotExist as error:
        raise Http404 from error
    own = {committee.division_id for committee in request.desk.committees_as(*IN_THE_VILLAGE)}
    if place.pk not in own and not request.desk.reaches(place, *ABOVE):
        raise Http404
    return place


def asked_of(request: DeskRequest) -> Asked:
    span = request.GET.get("days", USUAL_SPAN)
    span = span if span in SPANS else USUAL_SPAN
    today = timezone.localdate()
    item = request.GET.get("item", "")
    return Asked(
        span, item if item and item in item_titles() else "", Period(today - timedelta(days=int(span) - 1), today)
    )


def show_board(
    request: DeskRequest,
    place: Division,
    *,
    template: str = "promise.html",
    refusal: CaseError | None = None,
    status: int = 200,
) -> HttpResponse:
    asked, now = asked_of(request), timezone.now()
    reminded = request.GET.get("reminded", "")
    context = {
        "place": place,
        "trail": [step for step in places.path(place)[:-1] if request.desk.reaches(step, *ABOVE)],
        "refusal": refusal,
        "reminded": Division.objects.filter(code=reminded).first() if reminded.isdecimal() else None,
        "asked": asked,
        "now": now,
        **_choices(asked),
        **_tables(place, asked),
        **_running(request, place, now),
        "avoided": avoiding.rows_of(place, first=asked.period.first, last=asked.period.last),
        **_for_officer(request),
    }
    return show(request, template, context, section="promise", status=status)


def safe_cell(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _board_to_return_to(request: DeskRequest, village: Division) -> Division:
    return of_desk(request, request.POST.get("board", village.code))


def _choices(asked: Asked) -> dict[str, Any]:
    spans = [(asked.query(days=span), label, span == asked.span) for span, label in SPANS.items()]
    return {"spans": spans, "items": list(item_titles().items()), "print_query": asked.query(view="print")}


def item_titles() -> dict[str, str]:
    in_english = (get_language() or "").startswith("en")
    current = Item.objects.filter(current=True).order_by("code")
    return {item.code: item.title_en if in_english else item.title for item in current.defer("definition")}


def _tables(place: Division, asked: Asked) -> dict[str, Any]:
    parts = boards.parts(place)
    siblings = boards.parts(place.parent) if not parts and place.parent is not None else []
    found = boards.figures_of([place, *parts, *siblings], asked.period, item=asked.item)
    own = found.get(place.pk, boards.NOTHING)
    titles = item_titles()
    days = boards.by_day(place, asked.period, item=asked.item)
    return {
        "own": words.line(place.short_name, own),
        "own_signals": _signals(siblings, found).get(place.pk, ()),
        "signal_heads": [words.SIGNAL_WORDS[signal] for signal in Signal],
        "parts": _part_lines(parts, found, asked),
        "by_item": [
            words.line(titles.get(code, code), each) for code, each in boards.by_item(place, asked.period).items()
        ],
        "by_day": [words.line(f"{day:%Y-%m-%d}", days[day]) for day in sorted(days, reverse=True)],
    }


def _part_lines(parts: Sequence[Division], found: dict[int, boards.Figures], asked: Asked) -> list[words.Line]:
    signals = _signals(parts, found)
    return [
        words.line(
            part.short_name,
            found.get(part.pk, boards.NOTHING),
            url=reverse("office:promise-board", args=[part.code]) + asked.query(),
            signals=signals[part.pk],
        )
        for part in parts
    ]


def _signals(
    neighbours: Sequence[Division], found: dict[int, boards.Figures]
) -> dict[int, tuple[words.SignalCell, ...]]:
    """Each neighbour's signals, beside the median of them all."""
    figures_ = [found.get(each.pk, boards.NOTHING) for each in neighbours]
    columns = [boards.rates_of(figures_, signal) for signal in Signal]
    return {each.pk: tuple(words.signal_cell(column[row]) for column in columns) for row, each in enumerate(neighbours)}


def _running(request: DeskRequest, place: Division, now: datetime) -> dict[str, Any]:
    found = boards.running(place, now)
    villages = {each.committee.pk: each.committee for each in found} if request.desk.reaches(place, *REMINDS) else {}
    reminded = boards.last_reminders(list(villages.values())) if villages else {}
    own = {committee.pk for committee in request.desk.committees}
    return {
        "running": found,
        "is_cut": len(found) == boards.MOST_RUNNING,
        "most": boards.MOST_RUNNING,
        "in_english": (get_language() or "").startswith("en"),
        "own_committees": own,
        "villages_to_remind": [(committee, reminded.get(key)) for key, committee in villages.items()],
    }


def _for_officer(request: DeskRequest) -> dict[str, Any]:
    return {"notices": inbox.unread(request.officer), "handed": inbox.handed_to(request.officer)}
