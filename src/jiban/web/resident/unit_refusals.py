"""A unit did not accept the certificate: tell the county, and see what it answers."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiban.certificates import unit_refusals as reporting
from jiban.certificates.models import Certificate, UnitRefusal
from jiban.notices.actions import mark_read
from jiban.notices.models import Notice
from jiban.web.trails import Step
from jiban.web.visitors import ResidentRequest, resident_required

from . import typed
from .certificates import of_holder
from .holding_forms import UnitRefusalForm, key_in, new_key
from .typed import keeping_typed

PAGE = 30
ABOUT = UnitRefusal.ABOUT
State = UnitRefusal.State


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_typed
@resident_required
def unit_refusal_new(request: ResidentRequest, number: str) -> HttpResponse:
    found = of_holder(request.resident, number)
    if found.sealed_at is None:
        return redirect("resident:certificate", number)
    if request.method != "POST":
        kept = typed.take(request, request.resident)
        form = UnitRefusalForm(certificate=found, initial=kept.dict() if kept else None)
        return _show_form(request, found, form, key=new_key())
    form, key = UnitRefusalForm(request.POST, request.FILES, certificate=found), key_in(request)
    if not form.is_valid():
        return _show_form(request, found, form, key=key, status=422)
    made = reporting.report(found, form.report(), key=key, now=timezone.now())
    return redirect("resident:unit-refusal", made.pk)


def _show_form(
    request: ResidentRequest, certificate: Certificate, form: UnitRefusalForm, *, key: str, status: int = 200
) -> HttpResponse:
    context = {
        "certificate": certificate,
        "form": form,
        "key": key,
        "owner": typed.owner_mark(request.resident, request.path),
        "files_lost": bool(request.FILES),
    }
    return render(request, "resident/unit_refusal_new.html", context, status=status)


@require_safe
@resident_required
def unit_refusals(request: ResidentRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    mine = UnitRefusal.objects.filter(certificate__holder=request.resident).select_related("unit", "certificate")
    if before.isdecimal():
        mine = mine.filter(pk__lt=int(before[:18]))
    found = list(mine.defer("photo", "certificate__record").order_by("-pk")[: PAGE + 1])
    context = {
        "reports": found[:PAGE],
        "older_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "newer_url": "?" if before else "",
    }
    return render(request, "resident/unit_refusals.html", context)


@require_safe
@resident_required
def unit_refusal(request: ResidentRequest, pk: int) -> HttpResponse:
    mine = UnitRefusal.objects.filter(certificate__holder=request.resident)
    found = get_object_or_404(mine.select_related("unit__county", "certificate").defer("photo"), pk=pk)
    mark_read(request.resident.pk, about=found.notice_about, now=timezone.now())
    return render(request, "resident/unit_refusal.html", {"report": found, "steps": _steps(found)})


def _steps(report: UnitRefusal) -> list[Step]:
    """Where the three states lead; what is reached is done, the next one is under way."""
    reached = list(State).index(State(report.state))
    return [
        Step(str(state.label), "done" if place <= reached else "now" if place == reached + 1 else "todo")
        for place, state in enumerate(State)
    ]


def is_refusal_news(notice: Notice) -> bool:
    return notice.about.startswith(ABOUT)


def refusal_news(notice: Notice) -> tuple[str, str, str]:
    """What the first page says of it, where it leads, and what kind of news it is."""
    answered = notice.code == "unit-refusal-answered"
    words = (
        _("The county has answered your report of a refusal") if answered else _("The county looks into your report")
    )
    return words, reverse("resident:unit-refusal", args=[notice.about.removeprefix(ABOUT)]), "ok" if answered else ""
