"""Apply question by question: each answer is kept on the server, so another phone can go on where this one stopped."""

from collections.abc import Mapping
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jiban.cases import actions, drafting
from jiban.cases.actions import Request
from jiban.cases.errors import CaseError
from jiban.cases.models import Case
from jiban.cases.questions import drafts_of
from jiban.cases.workflow import State
from jiban.catalogue.definition import PURPOSE
from jiban.catalogue.questions import shared_facts
from jiban.people.models import Resident
from jiban.web.application_form import ApplicationForm
from jiban.web.visitors import RESIDENT_SIGN_IN, send_to

from . import spared, typed
from .apply_facts import last_version, new_key
from .draft import Draft, of_resident
from .drafting_page import show_step
from .steps import Step

PAGE_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE_METHODS)
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """The first answer: what it is for. It makes the draft; a second tap finds it made."""
    resident = cast("Resident | None", getattr(request, "resident", None))
    if not resident:
        return _sign_in_first(request)
    if request.method != "POST":
        return _first_again(request, resident, code)
    item = last_version(code)
    fresh = Draft.of_nothing(resident, item, key=new_key(request.POST.get("key", "")))
    step = fresh.way.steps[0]
    form = fresh.posted(step, request.POST, request.FILES)
    if request.POST.get("act") == "later":
        return _kept_for_later(request, fresh, fresh.typed(step, request.POST), step)
    if form.errors:
        return show_step(request, fresh, step, form, status=422)
    said = {name: text for name, text in form.answers_of(step.fields).items() if text}
    return _begun(request, fresh, step, said)


def _first_again(request: HttpRequest, resident: Resident, code: str) -> HttpResponse:
    """Back from signing in: the first answer as it was typed."""
    kept = typed.take(request, resident)
    if kept is None:
        return redirect("resident:apply", code)
    fresh = Draft.of_nothing(resident, last_version(code), key=new_key(kept.get("key", "")))
    step = fresh.way.steps[0]
    return show_step(request, fresh, step, fresh.form(initial=fresh.typed(step, kept)), notes=("typed-kept",))


def _begun(request: HttpRequest, fresh: Draft, step: Step, answers: Mapping[str, str]) -> HttpResponse:
    begun = _just_begun(fresh, step)
    try:
        if begun is not None:
            case = drafting.answer(begun, fresh.item, answers, now=timezone.now())
        else:
            case = actions.save_draft(fresh.resident, Request(fresh.item, fresh.key, answers), now=timezone.now())
    except CaseError as refusal:
        form = fresh.form(initial=answers)
        return show_step(request, fresh, step, form, refusal=refusal, status=409)
    if case.state != State.DRAFT:
        return redirect("resident:case", case.number)
    return _next(Draft.of_case(case), step)


def _just_begun(fresh: Draft, step: Step) -> Case | None:
    """Whoever went back to the first question and answers it anew needs no second draft beside the first."""
    drafts = (each for each in drafts_of(fresh.resident) if each.item.code == fresh.item.code)
    return next((each for each in drafts if each.answers.keys() <= set(step.fields)), None)


@require_safe
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Go on where it stopped: at the first question without an answer, else at the last page."""
    resident = cast("Resident | None", getattr(request, "resident", None))
    if not resident:
        return _sign_in_first(request)
    found = of_resident(resident, number)
    if found.case.state != State.DRAFT:
        return redirect("resident:case", number)
    step = found.first_open
    return redirect(found.address(step))


@require_http_methods(PAGE_METHODS)
def step(request: HttpRequest, number: str, question: str) -> HttpResponse:
    resident = cast("Resident | None", getattr(request, "resident", None))
    if not resident:
        return _sign_in_first(request)
    found = of_resident(resident, number)
    if found.case.state != State.DRAFT:
        return redirect("resident:case", number)
    asked = found.way.find(question)
    if asked is None:
        # An answer given on another device has made this question needless.
        return redirect("resident:draft", number)
    if request.method == "POST":
        return _receive(request, found, asked)
    return _ask(request, found, asked)


def _ask(request: HttpRequest, found: Draft, asked: Step) -> HttpResponse:
    kept = typed.take(request, found.resident)
    if kept is not None:
        form = found.form(initial={**found.answers, **found.typed(asked, kept)})
        return show_step(request, found, asked, form, notes=("typed-kept",))
    if "check" in request.GET:
        return show_step(request, found, asked, found.posted(asked, found.answers, {}))
    return show_step(request, found, asked, found.form(initial=found.answers))


def _receive(request: HttpRequest, found: Draft, asked: Step) -> HttpResponse:
    act, _dash, which = request.POST.get("act", "").partition("-")
    if act == "remove" and which.isdecimal():
        return _removed(request, found, asked, int(which))
    if act == "later" and asked.paper is None:
        return _kept_for_later(request, found, found.typed(asked, request.POST), asked)
    return _answered(request, found, asked, act)


def _answered(request: HttpRequest, found: Draft, asked: Step, act: str) -> HttpResponse:
    form = found.posted(asked, request.POST, request.FILES)
    # Another photo may be added, or kept for later, before the last one that is needed is there.
    if form.errors and not (act == "later" and not request.FILES):
        return show_step(request, found, asked, form, status=422)
    try:
        _keep(found, asked, form)
    except CaseError as refusal:
        return _refused(request, found, asked, form, refusal)
    if act in {"later", "more"}:
        return redirect("/?saved=1" if act == "later" else f"{found.address(asked)}#papers")
    return _next(of_resident(found.resident, found.case.number), asked, is_change="change" in request.POST)


def _keep(found: Draft, asked: Step, form: ApplicationForm) -> None:
    if asked.paper is None:
        drafting.answer(found.case, found.item, form.answers_of(asked.fields), now=timezone.now())
    else:
        drafting.add_papers(found.case, form.handed_in, now=timezone.now())


def _removed(request: HttpRequest, found: Draft, asked: Step, pk: int) -> HttpResponse:
    try:
        drafting.remove_paper(found.case, pk)
    except CaseError as refusal:
        return _refused(request, found, asked, found.form(initial=found.answers), refusal)
    return redirect(found.address(asked) + ("?change=1" if "change" in request.POST else ""))


def _refused(
    request: HttpRequest, found: Draft, asked: Step, form: ApplicationForm, refusal: CaseError
) -> HttpResponse:
    """Handed in or thrown away on another device meanwhile, or more photos than fit."""
    now = Case.objects.get(pk=found.case.pk)
    if now.state != State.DRAFT:
        return redirect("resident:case", found.case.number)
    return show_step(request, found, asked, form, refusal=refusal, status=409)


def _kept_for_later(request: HttpRequest, found: Draft, answers: Mapping[str, str], asked: Step) -> HttpResponse:
    """Right or wrong: it is looked at when the person goes on."""
    try:
        if found.is_kept:
            drafting.answer(found.case, found.item, answers, now=timezone.now())
        else:
            said = {name: text for name, text in answers.items() if text}
            actions.save_draft(found.resident, Request(found.item, found.key, said), now=timezone.now())
    except CaseError as refusal:
        return show_step(request, found, asked, found.form(initial=answers), refusal=refusal, status=409)
    return redirect("/?saved=1")


def _next(found: Draft, asked: Step, *, is_change: bool = False) -> HttpResponse:
    """The next question; of a change, what it has opened, else back to the last page."""
    if asked.name == PURPOSE and not is_change:
        purpose = found.answers.get(PURPOSE, "")
        if shared_facts(found.item.code, purpose=purpose) or spared.offers(found.item.code, purpose=purpose):
            return redirect(f"{reverse('resident:instead', args=[found.item.code])}?draft={found.case.number}")
    if is_change:
        return redirect(found.address(found.first_open))
    here = found.way.find(asked.name)
    return redirect(found.address(found.way.after(here) if here else found.first_open))


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        typed.keep(request)
    return send_to(RESIDENT_SIGN_IN, request)
