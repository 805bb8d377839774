"""One case: what was asked, what the system checked, what will be sealed; and the officer's decision."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.cases import deciding, undoing
from jiban.cases.errors import CaseError
from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.catalogue.errors import CatalogueError
from jiban.catalogue.questions import refused_kinds
from jiban.certificates.errors import CertificateError
from jiban.certificates.models import DataView
from jiban.composing import composed_once
from jiban.people.errors import PeopleError
from jiban.seals.errors import SealError
from jiban.web.plain_form import PlainForm

from .case_page import context_of
from .desk import DeskRequest, at_committee_desk, require_place, show
from .forms import CorrectionForm, PinForm, RefusalForm
from .looking import note_look
from .queue import after_deciding, next_after, read_queue

# What the rooms below may refuse; their words are for the officer.
REFUSALS = (CaseError, SealError, CertificateError, PeopleError, CatalogueError)
PAGE_METHODS = ["GET", "HEAD", "POST"]


def of_desk(request: DeskRequest, number: str) -> Case:
    """The case, if it was handed in at a committee where this officer works."""
    found = _handed_in.first(number)
    if found is None:
        raise Http404
    require_place(request, found.committee)
    # The desk's own, with all places above it: the queue beside the case has read its hours.
    found.committee = next(place for place in request.desk.committees if place == found.committee)
    return found


@composed_once
def _handed_in(number: str) -> QuerySet[Case]:
    handed_in = Case.objects.exclude(state=State.DRAFT).filter(submitted_at__isnull=False, number=number)
    related = ("resident__village", "item", "committee", "certificate", "checked_by", "decided_by")
    return handed_in.select_related(*related)


@require_safe
@at_committee_desk
def case(request: DeskRequest, number: str) -> HttpResponse:
    found = of_desk(request, number)
    note_look(request, found.resident_id, DataView.What.APPLICATION, about=found.number, place=found.committee)
    if request.method == "GET":
        # From now on the resident cannot undo it.
        undoing.opened(found, now=timezone.now())
    return show_case(request, found)


def show_case(
    request: DeskRequest,
    case: Case,
    *,
    refusal: Exception | None = None,
    form: PinForm | None = None,
    remark: str = "",
    note_text: str = "",
    identity_shown: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        **context_of(case, desk=request.desk, queue=read_queue(request)),
        **after_deciding(request),
        "form": form or PinForm(),
        "refusal": refusal,
        "remark": remark,
        "note_text": note_text,
        "identity_shown": identity_shown,
    }
    return show(request, "case.html", context, section="queue", status=status)


@require_safe
@at_committee_desk
def standing(request: DeskRequest, number: str) -> HttpResponse:
    """What became of a case decided a moment ago; htmx asks while the seal is being set."""
    return render(request, "office/parts/done_case.html", {"done": of_desk(request, number)})


@require_POST
@at_committee_desk
def check(request: DeskRequest, number: str) -> HttpResponse:
    """The clerk has found the facts right, with a remark for the reviewer if there is something to say."""
    found, remark = of_desk(request, number), request.POST.get("remark", "").strip()[:500]
    try:
        deciding.check(found, by=request.officer, remark=remark, now=timezone.now())
    except REFUSALS as refusal:
        return show_case(request, of_desk(request, number), refusal=refusal, remark=remark, status=409)
    return redirect(next_after(request, found))


@require_http_methods(PAGE_METHODS)
@at_committee_desk
def approval(request: DeskRequest, number: str) -> HttpResponse:
    """The reviewer signs in person: what will be sealed stands beside the PIN."""
    found = of_desk(request, number)
    if request.method != "POST":
        require_reviewer(request, found)
        return show_case(request, found)
    form = PinForm(request.POST)
    if not form.is_valid():
        return show_case(request, found, form=form, status=422)
    try:
        deciding.approve(found, by=request.officer, **form.cleaned_data, now=timezone.now())
    except REFUSALS as refusal:
        return show_case(request, of_desk(request, number), refusal=refusal, status=409)
    return redirect(next_after(request, found))


@require_http_methods(PAGE_METHODS)
@at_committee_desk
def correction(request: DeskRequest, number: str) -> HttpResponse:
    def decide(case: Case, form: PlainForm) -> None:
        deciding.ask_correction(case, by=request.officer, what=form.cleaned_data["what"], now=timezone.now())

    return _with_words(request, of_desk(request, number), CorrectionForm, decide, "correction.html")


@require_http_methods(PAGE_METHODS)
@at_committee_desk
def refusal(request: DeskRequest, number: str) -> HttpResponse:
    def decide(case: Case, form: PlainForm) -> None:
        said = form.cleaned_data
        deciding.refuse(
            case, by=request.officer, reason=said["reason"], alternative=said["alternative"], now=timezone.now()
        )

    found = of_desk(request, number)
    if request.method != "POST":
        require_reviewer(request, found)
    offices = list(dict.fromkeys(kind.instead.zh for kind in refused_kinds()))
    return _with_words(request, found, RefusalForm, decide, "refusal.html", offices=offices)


def _with_words(
    request: DeskRequest,
    case: Case,
    form_class: type[PlainForm],
    decide: Callable[[Case, PlainForm], None],
    template: str,
    **more: Any,
) -> HttpResponse:
    """A decision that is told to the resident in the officer's words: they stay on the page when it is refused."""
    form, why, status = form_class(), None, 200
    if request.method == "POST":
        form, status = form_class(request.POST), 422
        if form.is_valid():
            try:
                decide(case, form)
            except REFUSALS as refused:
                why, status = refused, 409
                case.refresh_from_db()
            else:
                return redirect(next_after(request, case))
    queue = read_queue(request)
    context = {**context_of(case, desk=request.desk, queue=queue), "form": form, "refusal": why, **more}
    return show(request, template, context, section="queue", status=status)


def require_reviewer(request: DeskRequest, case: Case) -> None:
    if not request.desk.reviews(case.committee):
        raise PermissionDenied
