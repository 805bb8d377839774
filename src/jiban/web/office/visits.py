"""Visits to households on a phone: only one's own, with name and address, and never an identity number."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from jiban.cases import visits
from jiban.cases.errors import CaseError
from jiban.cases.models import Visit
from jiban.cases.visits import Photo, Report
from jiban.certificates.models import DataView
from jiban.people.models import PostKind

from .desk import WITH_PEOPLE, DeskRequest, require_place, show
from .looking import note_look
from .permissions import open_to
from .review import of_desk
from .visit_forms import AskForm, ReportForm

VISITORS = (PostKind.GRID_WORKER, PostKind.CLERK)
PAGE_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@open_to(*VISITORS)
def mine(request: DeskRequest) -> HttpResponse:
    here = request.desk.committees_as(*VISITORS)
    rows = [visit for visit in visits.visits_to_make(request.officer) if visit.case.committee in here]
    context = {"visits": rows, "is_done": "done" in request.GET, "now": timezone.now()}
    return show(request, "visits.html", context, section="visits")


@require_http_methods(PAGE_METHODS)
@open_to(*VISITORS)
def visit(request: DeskRequest, pk: int) -> HttpResponse:
    """One task: where to go, what to find out; and what was found."""
    here = request.desk.committees_as(*VISITORS)
    own = Visit.objects.filter(assigned_to=request.officer, case__committee__in=here).defer("photo")
    found = get_object_or_404(own.select_related("case__resident__village", "case__committee", "asked_by"), pk=pk)
    case = found.case
    note_look(request, case.resident_id, DataView.What.VISIT, about=case.number, place=case.committee)
    form, refusal, status = ReportForm(), None, 200
    if request.method == "POST":
        form, status = ReportForm(request.POST, request.FILES), 422
        if form.is_valid():
            said = form.cleaned_data
            report = Report(said["finding"], said["place"], said["words"], form.cleaned_photo or Photo())
            try:
                visits.finish(found, report, now=timezone.now())
            except CaseError as refused:
                refusal, status = refused, 409
            else:
                return redirect(reverse("office:visits") + "?done")
    context = {"visit": found, "form": form, "refusal": refusal}
    return show(request, "visit.html", context, section="visits", status=status)


@require_http_methods(PAGE_METHODS)
@open_to(*WITH_PEOPLE)
def ask(request: DeskRequest, number: str) -> HttpResponse:
    """Send somebody of the village to the household with one question."""
    case, now = of_desk(request, number), timezone.now()
    people = visits.visitors_of(case.committee, now)
    form, refusal, status = AskForm(people=people), None, 200
    if request.method == "POST":
        form, status = AskForm(request.POST, people=people), 422
        if form.is_valid():
            said = form.cleaned_data
            to = next(one for one in people if str(one.pk) == said["assigned_to"])
            try:
                visits.ask(case, said["question"], by=request.officer, to=to, due_at=said["due_at"], now=now)
            except CaseError as refused:
                refusal, status = refused, 409
            else:
                return redirect(reverse("office:case", args=[case.number]))
    context = {"case": case, "form": form, "refusal": refusal, "has_people": bool(people)}
    return show(request, "visit_new.html", context, section="queue", status=status)


@require_safe
@cache_control(no_store=True)
@open_to(*WITH_PEOPLE)
def photo(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Visit.objects.select_related("case__committee").exclude(photo_type=""), pk=pk)
    require_place(request, found.case.committee)
    case = found.case
    note_look(request, case.resident_id, DataView.What.PAPER, about=case.number, place=case.committee)
    return HttpResponse(bytes(found.photo), content_type=found.photo_type)
