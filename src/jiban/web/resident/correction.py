"""Add what the village asked for: the same form again, with everything that was handed in."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jiban.cases import actions
from jiban.cases.actions import Request
from jiban.cases.errors import CaseError
from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.people.models import Resident
from jiban.web.application_form import ApplicationForm, application_form, paper_name, typed_answers
from jiban.web.visitors import RESIDENT_SIGN_IN, send_to

from . import typed
from .items import in_words


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, number: str) -> HttpResponse:
    resident = cast("Resident | None", getattr(request, "resident", None))
    if not resident:
        if request.method == "POST":
            typed.keep(request)
        return send_to(RESIDENT_SIGN_IN, request)
    mine = Case.objects.filter(resident=resident).select_related("item", "committee__division", "resident")
    case = get_object_or_404(mine, number=number)
    case.resident = resident
    if case.state != State.CORRECTING:
        return redirect("resident:case", number)
    form_type = application_form(case.item.read(), remembered=case.answers, at_hand=_at_hand(case))
    if request.method == "POST":
        return _receive(request, case, form_type(request.POST, request.FILES))
    kept = typed.take(request, resident)
    typed_before = typed_answers(kept, case.item.read()) if kept is not None else {}
    initial = {**case.answers, **typed_before}
    return _show(request, case, form_type(initial=initial), was_kept=kept is not None)


def _at_hand(case: Case) -> frozenset[str]:
    return frozenset(case.papers.values_list("name", flat=True))


def _receive(request: HttpRequest, case: Case, form: ApplicationForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, case, form, status=422)
    asked = Request(case.item, case.idempotency_key, form.answers(), form.handed_in)
    try:
        actions.correct(case, asked, now=timezone.now())
    except CaseError as refusal:
        return _show(request, case, form, refusal=refusal, status=409)
    return redirect(f"/cases/{case.number}/?new=1")


def _show(
    request: HttpRequest,
    case: Case,
    form: ApplicationForm,
    *,
    refusal: CaseError | None = None,
    was_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    definition = case.item.read()
    context = {
        "case": case,
        "form": form,
        "papers": [(form[paper_name(paper)], paper.code in form.at_hand) for paper in definition.papers],
        "item": in_words(definition),
        "definition": definition,
        "refusal": refusal,
        "was_kept": was_kept,
        "owner": typed.owner_mark(case.resident, request.path),
        "free_purposes": {purpose.code for purpose in definition.purposes if purpose.free},
        "files_lost": bool(request.FILES),
    }
    return render(request, "resident/correction.html", context, status=status)
