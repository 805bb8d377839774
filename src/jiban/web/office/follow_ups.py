"""Follow-ups of bad ratings: for the township and the county, never for the village that was rated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from jiban.cases.models import Case
from jiban.cases.workflow import Action
from jiban.feedback import charge, following, questions, reasons
from jiban.feedback.errors import FeedbackError
from jiban.feedback.following import Call
from jiban.feedback.models import STEP_WORDS, FollowUp, FollowUpEntry
from jiban.feedback.workflow import MOST_CALLS, State
from jiban.people.models import Officer
from jiban.web.trails import Happening

from .case_page import happened
from .desk import EVERY_KIND, DeskRequest, show
from .follow_up_forms import CallForm, CheckForm, ExtendForm, FixForm, NumberForm, StepForm
from .keyset import Pager, read_page
from .permissions import open_to

ABOVE = charge.ABOVE
TAGS = {
    State.OPENED: "red",
    State.CONTACTED: "amber",
    State.FIXED: "blue",
    State.RECHECKED: "blue",
    State.CLOSED: "",
}
F = TypeVar("F", bound=StepForm)


@dataclass(frozen=True, slots=True)
class Row:
    found: FollowUp
    item: str
    colour: str
    is_late: bool


@require_safe
@open_to(*ABOVE)
def follow_ups(request: DeskRequest) -> HttpResponse:
    closed = request.GET.get("show") == "closed"
    rows = questions.follow_ups(
        request.desk.scope(*ABOVE, prefix="committee__"),
        officer=request.officer,
        own=request.desk.committees_as(*EVERY_KIND),
        closed=closed,
    )
    page: Pager[FollowUp] = read_page(request, rows, show="closed" if closed else "")
    now = timezone.now()
    context = {"rows": [_row(each, now) for each in page.found], "page": page, "closed": closed}
    return show(request, "follow_ups.html", context, section="follow-ups")


def _row(found: FollowUp, now: datetime) -> Row:
    item = found.rating.case.item
    title = item.title_en if (get_language() or "").startswith("en") and item.title_en else item.title
    is_late = found.due_at is not None and found.due_at < now
    return Row(found, title, TAGS[State(found.state)], is_late)


def of_desk(request: DeskRequest, pk: int) -> FollowUp:
    """For who works above the village, and has no hand in the village or in the case."""
    found = questions.full(pk)
    if found is None or not charge.may_see(request.officer, found, timezone.now()):
        raise Http404
    return found


@require_safe
@open_to(*ABOVE)
def follow_up(request: DeskRequest, pk: int) -> HttpResponse:
    return show_follow_up(request, of_desk(request, pk))


def show_follow_up(
    request: DeskRequest,
    found: FollowUp,
    *,
    form: StepForm | None = None,
    refusal: FeedbackError | None = None,
    shows_number: bool = False,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    following.looked(found, by=request.officer, now=now, at_number=shows_number)
    case = found.rating.case
    forms = _forms(found, request.officer, form, now)
    # The step is not there any more: somebody else took it. What was typed is not lost.
    is_kept = form is None or form in forms.values()
    context = {
        "follow_up": found,
        "row": _row(found, now),
        "case": case,
        "reasons": reasons.said(found.rating.reasons),
        "case_trail": _case_trail(case),
        "trail": _trail(found),
        "refusal": refusal,
        "person": case.resident if shows_number else None,
        "calls_left": MOST_CALLS - found.calls_in_vain,
        "in_charge": [one.name for one in charge.who_handles(found, now)],
        "unsaved": "" if is_kept or form is None else form.data.get("words", ""),
        **forms,
    }
    return show(request, "follow_up.html", context, section="follow-ups", status=status)


def _forms(found: FollowUp, officer: Officer, form: StepForm | None, now: datetime) -> dict[str, Any]:
    """What this officer can do now; a form that was sent keeps what was typed."""
    state = State(found.state)
    handles = charge.may_handle(officer, found, now)
    checks = state == State.FIXED and found.fixed_by_id != officer.pk

    def either(kind: type[F], shown: bool) -> F | None:  # noqa: FBT001 - said at each call below
        return (form if isinstance(form, kind) else kind()) if shown else None

    return {
        "call_form": either(CallForm, handles and state == State.OPENED),
        "number_form": either(NumberForm, handles and state in {State.OPENED, State.CONTACTED}),
        "fix_form": either(FixForm, handles and state == State.CONTACTED),
        "extend_form": either(
            ExtendForm, handles and state in {State.OPENED, State.CONTACTED} and found.extended_at is None
        ),
        "check_form": either(CheckForm, checks),
        "is_own_fix": state == State.FIXED and found.fixed_by_id == officer.pk,
    }


def _case_trail(case: Case) -> Sequence[Happening]:
    """What was done with the application. What officers of the village remark among themselves stays there."""
    lines = case.journal.select_related("officer").order_by("-id")
    told = {Action.ASK_CORRECTION, Action.REFUSE}
    return [Happening(happened(line), line.at, line.reason if line.action in told else "") for line in lines]


@dataclass(frozen=True, slots=True)
class Told:
    entry: FollowUpEntry
    text: str


def _trail(found: FollowUp) -> Sequence[Told]:
    return [Told(entry, str(STEP_WORDS.get(entry.step, entry.step))) for entry in questions.trail(found)]


Taker = Callable[[FollowUp, Any, Officer, datetime], None]


def _call(found: FollowUp, form: CallForm, by: Officer, now: datetime) -> None:
    said = form.cleaned_data
    call = Call(said["reached"] == "yes", said["words"], village_may_know=said["village_may_know"])
    following.call(found, call, by=by, now=now)


def _extend(found: FollowUp, form: ExtendForm, by: Officer, now: datetime) -> None:
    following.extend(found, form.cleaned_data["words"], by=by, now=now)


def _fix(found: FollowUp, form: FixForm, by: Officer, now: datetime) -> None:
    following.fix(found, form.evidence(), by=by, now=now)


def _check(found: FollowUp, form: CheckForm, by: Officer, now: datetime) -> None:
    following.recheck(found, form.evidence(), passed=form.cleaned_data["passed"] == "yes", by=by, now=now)


STEPS: dict[str, tuple[type[StepForm], Taker]] = {
    "call": (CallForm, _call),
    "extension": (ExtendForm, _extend),
    "fix": (FixForm, _fix),
    "check": (CheckForm, _check),
}


@require_POST
@open_to(*ABOVE)
def step(request: DeskRequest, pk: int, step: str) -> HttpResponse:
    """One step; if it cannot be taken the page says why and keeps what was typed."""
    found = of_desk(request, pk)
    if step not in STEPS:
        raise Http404
    form_type, take = STEPS[step]
    form = form_type(request.POST, request.FILES)
    if not form.is_valid():
        return show_follow_up(request, found, form=form, status=422)
    try:
        take(found, form, request.officer, timezone.now())
    except FeedbackError as refusal:
        return show_follow_up(request, of_desk(request, pk), form=form, refusal=refusal, status=409)
    return redirect("office:follow-up", pk)


@require_POST
@cache_control(no_store=True)
@open_to(*ABOVE)
def number(request: DeskRequest, pk: int) -> HttpResponse:
    """Name and telephone number, to who calls: shown once, written down, told to the resident."""
    found, now = of_desk(request, pk), timezone.now()
    form = NumberForm(request.POST)
    if not form.is_valid():
        return show_follow_up(request, found, form=form, status=422)
    if found.state not in {State.OPENED, State.CONTACTED} or not charge.may_handle(request.officer, found, now):
        raise Http404
    return show_follow_up(request, found, shows_number=True)


@require_safe
@cache_control(no_store=True)
@open_to(*ABOVE)
def photo(request: DeskRequest, pk: int, entry: int) -> HttpResponse:
    found = of_desk(request, pk)
    shown = get_object_or_404(FollowUpEntry.objects.exclude(photo_type=""), follow_up=found, pk=entry)
    following.looked(found, by=request.officer, now=timezone.now())
    return HttpResponse(bytes(shown.photo), content_type=shown.photo_type)
