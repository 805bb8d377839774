"""How one question looks: its place on the way, the way back, and what is in hand already."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jiban.cases.errors import CaseError
from jiban.cases.models import Case
from jiban.web.application_form import ApplicationForm

from . import typed
from .draft import Draft
from .items import in_words
from .steps import Step


def show_step(
    request: HttpRequest,
    draft: Draft,
    step: Step,
    form: ApplicationForm,
    *,
    refusal: CaseError | None = None,
    notes: Sequence[str] = (),
    waiting: Case | None = None,
    status: int = 200,
) -> HttpResponse:
    definition, way = draft.definition, draft.way
    page = way.find(step.name) or way.steps[0]
    action = draft.address(step) if draft.is_kept else reverse("resident:apply-begin", args=[draft.item.code])
    is_change = "change" in request.GET or "change" in request.POST or "check" in request.GET
    context = {
        "draft": draft.kept,
        "item": in_words(definition),
        "definition": definition,
        "step": page,
        "number": way.number(page),
        "total": way.total,
        "fields": [form[name] for name in step.fields],
        "form": form,
        "key": draft.key,
        "action": action,
        "back_url": _back(draft, page, is_change=is_change),
        "is_change": is_change,
        "in_hand": [paper for paper in draft.papers if step.paper and paper.name == step.paper.code],
        "owner": typed.owner_mark(draft.resident, action),
        "free_purposes": {purpose.code for purpose in definition.purposes if purpose.free},
        "refusal": refusal,
        "notes": notes,
        "waiting": waiting,
        "committee": getattr(draft.resident.village, "committee", None),
        "files_lost": bool(request.FILES),
    }
    return render(request, "resident/step.html", context, status=status)


def _back(draft: Draft, step: Step, *, is_change: bool) -> str:
    if is_change:
        return draft.address(None)
    before = draft.way.before(step)
    if before is None or not draft.is_kept:
        return reverse("resident:item", args=[draft.item.code])
    return draft.address(before)
