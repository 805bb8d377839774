"""The last page: everything that was answered, each with a way to change it, the statement, and handing in."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from jiban.cases import actions, drafting
from jiban.cases.actions import Request
from jiban.cases.errors import CaseError, NoCommitteeError, NotRealNameError
from jiban.cases.workflow import State
from jiban.catalogue.definition import PURPOSE
from jiban.catalogue.forms import summary
from jiban.catalogue.wording import Row
from jiban.people.models import Resident
from jiban.places.service_minutes import NeverOpenError
from jiban.web.application_form import PLEDGE, ApplicationForm
from jiban.web.visitors import RESIDENT_SIGN_IN, send_to

from . import typed
from .draft import Draft, of_resident
from .items import in_words
from .promises import promise_for


@dataclass(frozen=True, slots=True)
class Line:
    """An answer, and where it is changed."""

    row: Row
    url: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    label: str
    count: int
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: HttpRequest, number: str) -> HttpResponse:
    resident = cast("Resident | None", getattr(request, "resident", None))
    if not resident:
        return send_to(RESIDENT_SIGN_IN, request)
    draft = of_resident(resident, number)
    if draft.case.state != State.DRAFT:
        return redirect("resident:case", number)
    missing = draft.first_open
    if missing is not None:
        return redirect(f"{draft.address(missing)}?check=1")
    if request.method == "POST":
        return _receive(request, draft)
    return _show(request, draft, draft.form(initial={}))


def _receive(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = draft.whole(pledge=request.POST.get(PLEDGE, ""))
    if request.POST.get("seen") != draft.digest:
        return _show(request, draft, draft.form(initial={}), has_changed=True, status=409)
    if not form.is_valid():
        return _show(request, draft, form, status=422)
    try:
        drafting.keep_only(draft.case, {step.paper.code for step in draft.way.steps if step.paper})
        case = actions.submit(draft.resident, Request(draft.item, draft.key, form.answers()), now=timezone.now())
    except CaseError as refusal:
        draft.case.refresh_from_db()
        if draft.case.state != State.DRAFT:
            # Two taps at the same moment: the other one has handed it in.
            return redirect("resident:case", draft.case.number)
        return _show(request, draft, form, refusal=refusal, status=409)
    except NeverOpenError:
        return _show(request, draft, form, refusal=NoCommitteeError(), status=409)
    return redirect(f"/cases/{case.number}/?new=1")


def _show(
    request: HttpRequest,
    draft: Draft,
    form: ApplicationForm,
    *,
    refusal: CaseError | None = None,
    has_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    definition = draft.definition
    committee = getattr(draft.resident.village, "committee", None)
    minutes = definition.promise_minutes
    context = {
        "draft": draft.case,
        "item": in_words(definition),
        "definition": definition,
        "person": draft.resident,
        "lines": _lines(draft),
        "papers": _papers(draft),
        "total": draft.way.total,
        "back_url": draft.address(draft.way.steps[-1]),
        "form": form,
        "seen": draft.digest,
        "owner": typed.owner_mark(draft.resident, request.path),
        "committee": committee,
        "promise": promise_for(committee, minutes=minutes, now=timezone.now()) if committee else "",
        "refusal": refusal,
        "must_confirm": isinstance(refusal, NotRealNameError),
        "has_changed": has_changed,
        "was_undone": "undone" in request.GET,
    }
    return render(request, "resident/check.html", context, status=status)


def _lines(draft: Draft) -> list[Line]:
    rows = summary(draft.definition, draft.way.shown(draft.answers), get_language())
    return [Line(row, _change(draft, row.name)) for row in rows]


def _change(draft: Draft, name: str) -> str:
    step = next((step for step in draft.way.steps if name in step.fields), None)
    return _changing(draft, step.name if step else PURPOSE)


def _changing(draft: Draft, name: str) -> str:
    return f"{reverse('resident:draft-step', args=[draft.case.number, name])}?change=1"


def _papers(draft: Draft) -> list[PaperLine]:
    names = [paper.name for paper in draft.papers]
    return [
        PaperLine(
            step.paper.label.in_language(get_language()), names.count(step.paper.code), _changing(draft, step.name)
        )
        for step in draft.way.steps
        if step.paper
    ]
