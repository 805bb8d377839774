"""Ask for a certificate: who was here before checks what is remembered and hands it in, others go question by question."""

from dataclasses import dataclass, field
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jiban.cases import actions
from jiban.cases.actions import Request
from jiban.cases.errors import CaseError, NoCommitteeError, NotRealNameError
from jiban.cases.questions import drafts_of
from jiban.cases.workflow import State
from jiban.catalogue import questions
from jiban.catalogue.definition import ItemDefinition
from jiban.catalogue.models import Item
from jiban.people.models import Resident
from jiban.places.service_minutes import NeverOpenError
from jiban.web.application_form import ApplicationForm, application_form, typed_answers
from jiban.web.visitors import RESIDENT_SIGN_IN, send_to

from . import acting, typed
from .apply_facts import last_version, new_key
from .draft import Draft
from .drafting_page import show_step
from .items import in_words, is_online, not_offered
from .promises import promise_for
from .remembered import Remembered, remembered_for, same_again


@dataclass(slots=True)
class Page:
    """One showing of the form."""

    resident: Resident
    item: Item
    form: ApplicationForm
    key: str
    remembered: Remembered
    quick: bool
    again: str = ""
    refusal: CaseError | None = None
    notes: list[str] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    resident = cast("Resident | None", getattr(request, "resident", None))
    if not resident:
        if request.method == "POST":
            typed.keep(request)
        return send_to(RESIDENT_SIGN_IN, request)
    if request.method == "POST":
        if acting.is_for_another(request, resident):
            return acting.refuse(request)
        return _receive(request, resident, last_version(code))
    if number := request.GET.get("draft", ""):
        return redirect("resident:draft", number)
    return _ask(request, resident, code)


def _ask(request: HttpRequest, resident: Resident, code: str) -> HttpResponse:
    if any(kind.code == code for kind in questions.refused_kinds()):
        return redirect("resident:refused", code)
    try:
        item = questions.item(code)
    except Item.DoesNotExist:
        return not_offered(request)
    if not is_online(item.read()):
        return redirect("resident:item", code)
    page = _first_page(request, resident, item)
    if not page.quick and not page.notes and not page.again and not {"all", "edit"} & request.GET.keys():
        return _first_question(request, page)
    return _show(request, page)


def _first_question(request: HttpRequest, page: Page) -> HttpResponse:
    draft = Draft.of_nothing(page.resident, page.item, key=page.key)
    begun = (each for each in drafts_of(page.resident) if each.item.code == page.item.code)
    return show_step(request, draft, draft.way.steps[0], draft.form_type(), waiting=next(begun, None))


def _first_page(request: HttpRequest, resident: Resident, item: Item) -> Page:
    definition = item.read()
    known, again = _known(resident, definition, request.GET.get("again", ""))
    form_type = application_form(definition, remembered=known.answers)
    kept = typed.take(request, resident)
    page = Page(resident, item, form_type(), new_key(), known, quick=known.is_complete, again=again)
    if kept is not None:
        page.form = form_type(initial=typed_answers(kept, definition))
        page.key, page.quick = new_key(kept.get("key", "")), kept.get("seen") == known.digest
        page.notes.append("typed-kept")
    elif "edit" in request.GET or "all" in request.GET:
        page.quick = False
    if again and kept is None and not page.quick:
        page.form = form_type(initial=known.answers)
    return page


def _known(resident: Resident, definition: ItemDefinition, number: str) -> tuple[Remembered, str]:
    """What is filled in already: the same as in an own case or certificate, if one is named; else the last answers."""
    again = same_again(resident, definition, number) if number else None
    return (again, number) if again else (remembered_for(resident, definition), "")


def _receive(request: HttpRequest, resident: Resident, item: Item) -> HttpResponse:
    definition = item.read()
    data = request.POST.copy()
    known, again = _known(resident, definition, data.get("again", ""))
    quick = "seen" in data and known.is_complete
    if quick:
        for name, answer in known.answers.items():
            data.setdefault(name, answer)
    form = application_form(definition, remembered=known.answers)(data, request.FILES)
    page = Page(resident, item, form, new_key(data.get("key", "")), known, quick, again)
    if data.get("act") == "draft":
        return _save_draft(request, page)
    if quick and data["seen"] != known.digest:
        # Changed on another page meanwhile: nobody shall state what was not shown.
        page.form = application_form(definition, remembered=known.answers)()
        page.notes.append("facts-changed")
        return _show(request, page, status=409)
    if not form.is_valid():
        page.quick = quick and not known.hides(form.errors)
        return _show(request, page, status=422)
    return _submit(request, page)


def _submit(request: HttpRequest, page: Page) -> HttpResponse:
    asked = Request(page.item, page.key, page.form.answers(), page.form.handed_in)
    try:
        case = actions.submit(page.resident, asked, now=timezone.now())
    except NotRealNameError as refusal:
        typed.keep(request)
        page.notes.append("confirm-again")
        return _refused(request, page, refusal)
    except CaseError as refusal:
        return _refused(request, page, refusal)
    except NeverOpenError:
        return _refused(request, page, NoCommitteeError())
    return redirect(f"/cases/{case.number}/?new=1")


def _save_draft(request: HttpRequest, page: Page) -> HttpResponse:
    draft = Request(page.item, page.key, page.form.draft_answers())
    try:
        case = actions.save_draft(page.resident, draft, now=timezone.now())
    except CaseError as refusal:
        page.form = application_form(page.item.read(), remembered=page.remembered.answers)(initial=draft.answers)
        return _refused(request, page, refusal)
    return redirect("/?saved=1" if case.state == State.DRAFT else f"/cases/{case.number}/")


def _refused(request: HttpRequest, page: Page, refusal: CaseError) -> HttpResponse:
    page.refusal = refusal
    page.quick = page.quick and not page.form.errors
    return _show(request, page, status=409)


def _show(request: HttpRequest, page: Page, *, status: int = 200) -> HttpResponse:
    definition = page.item.read()
    committee = getattr(page.resident.village, "committee", None)
    minutes = definition.promise_minutes
    context = {
        "page": page,
        "form": page.form,
        "item": in_words(definition),
        "definition": definition,
        "committee": committee,
        "promise": promise_for(committee, minutes=minutes, now=timezone.now()) if committee else "",
        "owner": typed.owner_mark(page.resident, request.path),
        "rows": page.remembered.rows(),
        "papers": page.form.paper_fields(page.remembered.answers if page.quick else None),
        "free_purposes": {purpose.code for purpose in definition.purposes if purpose.free},
        "files_lost": bool(request.FILES),
    }
    return render(request, "resident/apply.html", context, status=status)
