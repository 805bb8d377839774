"""Helping at the desk and at people's homes: by clerks and grid workers. Another officer asks where that is needed."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from jiban.catalogue.questions import item as offered_item
from jiban.certificates.downloads import pdf_with_proof
from jiban.certificates.models import DataView
from jiban.helping import consenting, opening, questions
from jiban.helping.consent_rules import HelpState
from jiban.helping.errors import HelpError
from jiban.helping.models import HelpTask, HomeVisit, new_key
from jiban.helping.opening import HELPERS, ByOfficer
from jiban.people.actions.counter import Seen
from jiban.people.errors import InvalidDetailsError, PeopleError
from jiban.people.models import PostKind
from jiban.places.models import Committee
from jiban.web.helping import task_pages
from jiban.web.helping.doors import Door, keep_nothing
from jiban.web.helping.forms import AskedForm, DeskForm

from .desk import WITH_PEOPLE, DeskRequest, show
from .looking import note_look
from .permissions import open_to

PAGE_METHODS = ["GET", "HEAD", "POST"]
SECTION = "helping"
not_stored = cache_control(no_store=True)


def _door(request: DeskRequest) -> Door:
    def draw(template: str, context: Mapping[str, Any], status: int) -> HttpResponse:
        about = {"desk": request.desk, "section": SECTION, "site_name": request.desk.name}
        return render(request, template, {**about, **context}, status=status)

    return Door("office", "helping/office_shell.html", draw)


@not_stored
@require_safe
@open_to(PostKind.GRID_WORKER, *WITH_PEOPLE)
def helping(request: DeskRequest) -> HttpResponse:
    """Begin to help, go on, ask where another helped; and what the resident lets one fetch."""
    now, officer = timezone.now(), request.officer
    helps_in = request.desk.committees_as(*HELPERS)
    context = {
        "helps": bool(helps_in),
        "tasks": questions.open_tasks(officer=officer, now=now) if helps_in else [],
        "waiting": questions.at_counter(request.desk.committees, but=officer, now=now),
        "fetchable": questions.fetchable(officer=officer, now=now) if helps_in else [],
        "visits_count": len(questions.visits_to_make(helps_in)),
    }
    return show(request, "helping.html", context, section=SECTION)


@not_stored
@require_http_methods(PAGE_METHODS)
@open_to(*HELPERS)
def help_new(request: DeskRequest) -> HttpResponse:
    """Find the resident by the paper in one's hand. `visit`: from the list of home visits."""
    committee = request.desk.committees_as(*HELPERS)[0]
    visit = _visit(request, committee)
    form, refusal = DeskForm(initial={"name": visit.name if visit else ""}), None
    key = request.POST.get("key") or new_key()
    if request.method == "POST":
        form = DeskForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                task = _open(request, form, committee, key=key, visit=visit)
            except InvalidDetailsError as wrong:
                for name, problem in wrong.problems.items():
                    form.add_error(name if name in form.fields else None, problem)
            except (HelpError, PeopleError) as refused:
                refusal = refused
            else:
                return _door(request).to_task(task)
    context = {"form": form, "refusal": refusal, "key": key, "visit": visit, "at_desk": True}
    status = 409 if refusal else 422 if form.errors else 200
    return _door(request).draw("new.html", context, status=status)


def _visit(request: DeskRequest, committee: Committee) -> HomeVisit | None:
    number = request.POST.get("visit") or request.GET.get("visit", "")
    if not number.isdecimal():
        return None
    return HomeVisit.objects.filter(pk=int(number[:18]), committee=committee, done_at=None).first()


def _open(request: DeskRequest, form: DeskForm, committee: Committee, *, key: str, visit: HomeVisit | None) -> HelpTask:
    said = form.cleaned_data
    seen = Seen(said["name"], said["identity_number"], said["document"], "", said["address"])
    helper = ByOfficer(request.officer, committee, _title(request, committee))
    item = offered_item(said["item"])
    return opening.at_desk(seen, item, form.ground(), helper, key=key[:40], now=timezone.now(), visit=visit)


def _title(request: DeskRequest, committee: Committee) -> str:
    posts = (post for post in request.desk.posts if post.committee_id == committee.pk and post.kind in HELPERS)
    return next((post.title for post in posts), "")


@require_http_methods(PAGE_METHODS)
@open_to(*HELPERS)
def help_task(request: DeskRequest, pk: int) -> HttpResponse:
    here = request.desk.committees_as(*HELPERS)
    mine = HelpTask.objects.filter(officer=request.officer, committee__in=here)
    found = get_object_or_404(mine.select_related(*RELATED), pk=pk)
    return task_pages.answer(request, found, _door(request))


RELATED = ("resident__village", "item", "committee__division", "officer", "relative", "case")


@require_http_methods(PAGE_METHODS)
@open_to(*WITH_PEOPLE)
def help_check(request: DeskRequest, pk: int) -> HttpResponse:
    """The second officer reads what the helper typed to the resident, and writes down the answer."""
    here = HelpTask.objects.filter(committee__in=request.desk.committees).select_related(*RELATED)
    task, now = get_object_or_404(here.exclude(officer=request.officer), pk=pk), timezone.now()
    if task.state != HelpState.AT_COUNTER or not consenting.is_open(task, now=now):
        return redirect("office:help")
    form, refusal, status = AskedForm(), None, 200
    if request.method == "POST":
        form, status = AskedForm(request.POST), 422
        try:
            if "no" in request.POST:
                consenting.not_agreed(task, by=request.officer, now=now)
                return redirect("office:help")
            if form.is_valid():
                consenting.by_counter(task, by=request.officer, document=form.cleaned_data["document"], now=now)
                return redirect("office:help")
        except task_pages.REFUSALS as refused:
            refusal, status = refused, 409
    context = {"task": task, "form": form, "refusal": refusal, "rows": task_pages.rows_of(task)}
    return _door(request).draw("check.html", context, status=status)


@not_stored
@require_safe
@open_to(*HELPERS)
def help_certificate(request: DeskRequest, pk: int) -> HttpResponse:
    """Only the one that the resident lets this helper fetch."""
    mine = HelpTask.objects.filter(officer=request.officer, committee__in=request.desk.committees_as(*HELPERS))
    task = get_object_or_404(mine.select_related("case__certificate__committee"), pk=pk)
    try:
        certificate = questions.certificate_of(task, now=timezone.now())
    except HelpError as refusal:
        return show(request, "helping_refused.html", {"refusal": refusal}, section=SECTION, status=403)
    note_look(request, task.resident_id, DataView.What.CERTIFICATE, about=certificate.number, place=task.committee)
    headers = {"Content-Disposition": f'attachment; filename="{certificate.number}.pdf"'}
    return keep_nothing(HttpResponse(pdf_with_proof(certificate), content_type="application/pdf", headers=headers))


@require_safe
@open_to(*WITH_PEOPLE)
def help_picture(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    """The mark or the letter, beside the case: for who decides."""
    here = HelpTask.objects.filter(committee__in=request.desk.committees, case__isnull=False)
    task = get_object_or_404(here.select_related("case", "committee"), pk=pk)
    data, media_type = picture_of(task, kind)
    about = task.case.number if task.case is not None else ""
    note_look(request, task.resident_id, DataView.What.PAPER, about=about, place=task.committee)
    return keep_nothing(HttpResponse(data, content_type=media_type))


def picture_of(task: HelpTask, kind: str) -> tuple[bytes, str]:
    found = {"mark": (bytes(task.mark), "image/png"), "letter": (bytes(task.letter), task.letter_type)}.get(kind)
    if found is None or not found[0]:
        raise Http404
    return found
