"""The queue: what waits for the office, oldest first, with the time that is left of the promise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiban.cases import queues, rulings, saved_views
from jiban.cases.calendars import calendars_of
from jiban.cases.models import Case, SavedView
from jiban.cases.queue_filter import CHOICES, QueueFilter
from jiban.cases.queues import Page, Place
from jiban.cases.saved_views import ViewRefusedError
from jiban.cities.questions import receiving_cities
from jiban.composing import composed_once
from jiban.people.models import PostKind

from .desk import DeskRequest, at_desk, show
from .queue_choices import Choice, choices_of
from .queue_rows import Row, row_of

COUNTED = 100
NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    label: str
    count: str
    url: str


@dataclass(frozen=True, slots=True)
class View:
    """One of the officer's own views of the queue."""

    pk: int
    name: str
    url: str
    is_default: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue under a filter; `query` keeps filter and place in links, `kept` in forms."""

    wanted: QueueFilter
    rows: Sequence[Row]
    filters: Sequence[Filter]
    choices: Sequence[Choice]
    count: str
    more_url: str
    back_url: str
    query: str
    kept: Sequence[tuple[str, str]]
    can_sign: bool

    @property
    def only(self) -> str:
        return self.wanted.only

    @property
    def is_filtered(self) -> bool:
        return bool(self.wanted.said)

    @property
    def is_narrowed(self) -> bool:
        """By more than the three words over the list."""
        return bool(self.wanted.said.keys() - {"only"})

    def beside(self, case: Case) -> tuple[str, str]:
        """The addresses of the case before and the case after, as J and K walk."""
        numbers = [row.case.number for row in self.rows]
        if case.number not in numbers:
            return "", self.rows[0].url if self.rows else ""
        place = numbers.index(case.number)
        before = self.rows[place - 1].url if place > 0 else self.back_url
        after = self.rows[place + 1].url if place + 1 < len(self.rows) else self.more_url
        return before, after


@require_safe
@at_desk
def queue(request: DeskRequest) -> HttpResponse:
    if not request.desk.committees:
        return redirect(_desk_without_queue(request))
    views = saved_views.views_of(request.officer)
    usual = saved_views.default_among(views) if not request.GET else None
    return redirect(address(usual)) if usual is not None else show_queue(request, views=views)


def show_queue(
    request: DeskRequest,
    *,
    views: Sequence[SavedView] | None = None,
    view_refusal: ViewRefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = read_queue(request)
    mine = saved_views.views_of(request.officer) if views is None else views
    context = {
        "queue": waiting,
        "next_url": waiting.rows[0].url if waiting.rows else "",
        "views": [_view(view, waiting.wanted) for view in mine],
        "view_refusal": view_refusal,
        **after_deciding(request),
    }
    return show(request, "queue.html", context, section="queue", status=status)


def read_queue(request: DeskRequest) -> Queue:
    wanted, place = asked_filter(request)
    committees, now = request.desk.committees, timezone.now()
    page = _page(request, wanted, place, now)
    query = query_of(wanted, place)
    calendars = calendars_of(committees, since=timezone.localdate(now))
    counts, confirmed = _counts(request, wanted, place, page), rulings.confirmed_among(page.cases)
    cities = receiving_cities(page.cases)
    return Queue(
        wanted=wanted,
        rows=[
            row_of(
                case,
                calendars[case.committee_id],
                query,
                now,
                is_confirmed=case.pk in confirmed,
                city=cities.get(case.pk, ""),
            )
            for case in page.cases
        ],
        filters=[
            Filter(name, _label(name), counts[name], address(replace(wanted, only=name))) for name in CHOICES["only"]
        ],
        choices=choices_of(wanted, committees),
        count=counts[wanted.only],
        more_url=address(wanted, Place(after=page.newer_key)) if page.newer_key else "",
        back_url=address(wanted, Place(before=page.older_key)) if page.older_key else "",
        query=query,
        kept=list({**wanted.said, "after": place.after, "before": place.before}.items()),
        can_sign=bool(request.desk.committees_as(PostKind.REVIEWER)),
    )


def _page(request: DeskRequest, wanted: QueueFilter, place: Place, now: datetime) -> Page:
    committees = request.desk.committees
    if (wanted, place) == (QueueFilter(), NOWHERE):
        return queues.top(committees)
    return queues.page_of(queues.waiting(committees, wanted, officer=request.officer, now=now), place)


def asked_filter(request: DeskRequest) -> tuple[QueueFilter, Place]:
    """The filter and the place in the list, from the address or from the form; nonsense counts as nothing."""
    asked = request.POST if request.method == "POST" else request.GET
    keys = {name: asked.get(name, "") for name in ("after", "before")}
    return QueueFilter.read(asked), Place(**{name: key for name, key in keys.items() if queues.is_key(key)})


def next_after(request: DeskRequest, case: Case) -> str:
    """Where to go when this case is decided: the next of the queue, from the top when it was the last."""
    wanted, place = asked_filter(request)
    if wanted == QueueFilter():
        found = queues.following(request.desk.committees, case)
    else:
        waiting = queues.waiting(request.desk.committees, wanted, officer=request.officer, now=timezone.now())
        here = Place(after=queues.key_of(case))
        found = queues.first_number(waiting, here) or queues.first_number(waiting, NOWHERE)
    if not found:
        return address(wanted, done=case.number)
    return reverse("office:case", args=[found]) + query_of(wanted, place, done=case.number)


def after_deciding(request: DeskRequest) -> dict[str, object]:
    """The case decided a moment ago, to say what became of it."""
    number = request.GET.get("done", "")
    done = _done.first(number, [committee.pk for committee in request.desk.committees]) if number else None
    signed = request.GET.get("signed", "")
    return {"done": done, "signed_together": signed if signed.isdecimal() else ""}


@composed_once
def _done(number: str, committees: Sequence[int]) -> QuerySet[Case]:
    mine = Case.objects.filter(number=number, committee__pk__in=committees, submitted_at__isnull=False)
    return mine.select_related("certificate", "resident")


def address(wanted: QueueFilter, place: Place = NOWHERE, **more: str) -> str:
    """The queue under this filter. An address without any question would lead to the officer's own default view."""
    return reverse("office:queue") + (query_of(wanted, place, **more) or "?only=all")


def _desk_without_queue(request: DeskRequest) -> str:
    """Where the work of those is who decide nothing about people."""
    if PostKind.GRID_WORKER in request.desk.kinds:
        return "office:visits"
    return "office:seals" if request.desk.counties else "office:workload"


def _view(view: SavedView, wanted: QueueFilter) -> View:
    kept = QueueFilter.read(view.filters)
    return View(view.pk, view.name, address(kept), is_default=view.is_default, is_shown=kept == wanted)


def _label(name: str) -> str:
    return {"all": _("All"), "green": _("Fit for batch"), "look": _("Need a look")}[name]


def _counts(request: DeskRequest, wanted: QueueFilter, place: Place, page: Page) -> dict[str, str]:
    """Bounded: the table is never counted. Beyond a hundred it says 99+."""
    if wanted.only == "all" and place == NOWHERE and not page.newer_key:
        # The page is all that waits.
        flags = [case.all_green for case in page.cases[:COUNTED]]
    else:
        everything = replace(wanted, only="all")
        waiting = queues.waiting(request.desk.committees, everything, officer=request.officer, now=timezone.now())
        flags = list(waiting.order_by("submitted_at", "id").values_list("all_green", flat=True)[:COUNTED])
    green = sum(flags)
    numbers = {"all": len(flags), "green": green, "look": len(flags) - green}
    many = len(flags) == COUNTED
    return {name: f"{min(number, 99)}+" if many else str(number) for name, number in numbers.items()}


def query_of(wanted: QueueFilter, place: Place, **more: str) -> str:
    said = {**wanted.said, "after": place.after, "before": place.before, **more}
    said = {name: value for name, value in said.items() if value}
    return f"?{urlencode(said)}" if said else ""
