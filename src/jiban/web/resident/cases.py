"""What a resident has asked for, and where each application stands."""

from collections import Counter
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from jiban.cases import actions, undoing
from jiban.cases.errors import CaseError
from jiban.cases.models import Case
from jiban.cases.questions import PAGE, cases_of, drafts_of
from jiban.cases.workflow import ENDED, State
from jiban.catalogue.forms import summary
from jiban.cities.models import Application
from jiban.cities.questions import applications_of
from jiban.composing import composed_once
from jiban.helping.questions import help_of
from jiban.notices.actions import mark_read
from jiban.people.models import Resident
from jiban.web.elsewhere import standing as elsewhere
from jiban.web.visitors import ResidentRequest, resident_required

from . import standing
from .draft import Draft
from .standing import HEADS


@require_safe
@resident_required
def cases(request: ResidentRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    found = cases_of(request.resident, before=int(before) if before.isdecimal() else None)
    now = timezone.now()
    shown = found[:PAGE]
    # A draft thrown away was never handed in: nothing to look back at.
    stands = [standing.standing(case, now=now) for case in shown if case.submitted_at is not None]
    context = {
        "elsewhere": _elsewhere(request.resident) if not before else [],
        "drafts": _drafts(request.resident) if not before else [],
        "open": [each for each in stands if each.case.state not in ENDED],
        "ended": [each for each in stands if each.case.state in ENDED],
        "older_url": f"?before={shown[-1].pk}" if len(found) > PAGE else "",
        "newer_url": "/cases/" if before else "",
    }
    return render(request, "resident/cases.html", context)


@require_safe
@resident_required
def case(request: ResidentRequest, number: str) -> HttpResponse:
    found = of_resident(request.resident, number)
    if found.state == State.DRAFT:
        return redirect("resident:draft", found.number)
    mark_read(request.resident.pk, about=found.number, now=timezone.now())
    return show(request, found)


def _drafts(resident: Resident) -> list[tuple[Case, str, Draft]]:
    return [(each, standing.title(each), Draft.of_case(each)) for each in drafts_of(resident)]


def _elsewhere(resident: Resident) -> list[tuple[Application, str, tuple[str, str], str]]:
    """Applications in other cities stand in the same list."""
    mine = applications_of(resident)[:PAGE]
    return [(each, elsewhere.title(each), elsewhere.tag(each), elsewhere.told(each)) for each in mine]


def of_resident(resident: Resident, number: str) -> Case:
    """The case, if it is this resident's; to anybody else it does not exist."""
    found = _with_number.first(resident.pk, number)
    if found is None:
        raise Http404
    # This very person, with who acts for them.
    found.resident = resident
    return found


@composed_once
def _with_number(resident: int, number: str) -> QuerySet[Case]:
    mine = Case.objects.filter(resident=resident, number=number)
    return mine.select_related("item", "committee__division", "certificate")


def show(request: HttpRequest, case: Case, *, refusal: CaseError | None = None, status: int = 200) -> HttpResponse:
    words, icon_name, ring = HEADS[State(case.state)]
    context = {
        "case": case,
        "standing": standing.standing(case, now=timezone.now()),
        "head": words,
        "icon_name": icon_name,
        "ring": ring,
        "trail": standing.trail(case),
        "rows": summary(case.item.read(), case.answers, get_language()),
        "papers": _papers(case),
        "may_withdraw": standing.may_withdraw(case),
        "help_task": help_of.first(case.pk),
        "undo_until": _undo_until(case),
        "is_held_up": standing.is_held_up(case.certificate),
        "is_new": "new" in request.GET,
        "refusal": refusal,
    }
    return render(request, "resident/case.html", context, status=status)


def _undo_until(case: Case) -> datetime | None:
    """Until when it can be opened again; nothing once somebody has looked at it."""
    if case.submitted_at is None or not undoing.may_undo(case, now=timezone.now()):
        return None
    return case.submitted_at + undoing.UNDO_FOR


def _papers(case: Case) -> list[str]:
    labels = {paper.code: paper.label.in_language(get_language()) for paper in case.item.read().papers}
    if not labels:
        return []
    names = Counter(case.papers.order_by("id").values_list("name", flat=True))
    return [
        f"{labels.get(name, name)} ({count})" if count > 1 else labels.get(name, name) for name, count in names.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def withdrawal(request: ResidentRequest, number: str) -> HttpResponse:
    """Ask first, then take the application back; of a draft: throw it away."""
    found = of_resident(request.resident, number)
    if request.method != "POST":
        if not standing.may_withdraw(found):
            return redirect("resident:case", number)
        context = {"case": found, "title": standing.title(found), "is_draft": found.state == State.DRAFT}
        return render(request, "resident/withdrawal.html", context)
    was_draft = found.state == State.DRAFT
    try:
        actions.withdraw(found, now=timezone.now())
    except CaseError as refusal:
        if found.state == State.WITHDRAWN:
            return redirect("resident:case", number)
        return show(request, of_resident(request.resident, number), refusal=refusal, status=409)
    return redirect("resident:cases" if was_draft else found_page(found))


def found_page(case: Case) -> str:
    return f"/cases/{case.number}/"
