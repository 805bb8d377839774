"""The list of who cannot come, on a phone: where, when, and what came of it. It leads into helping."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from jiban.cases.visits import visits_to_make as case_visits
from jiban.helping import home_visits, questions
from jiban.helping.errors import HelpError
from jiban.helping.home_visits import Wanted
from jiban.helping.models import HomeVisit, new_key
from jiban.helping.opening import HELPERS
from jiban.web.helping.forms import NOT_KEPT
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import DateInput

from .desk import DeskRequest, show
from .permissions import open_to

PAGE_METHODS = ["GET", "HEAD", "POST"]
SECTION = "helping"
not_stored = cache_control(no_store=True)
BY_OFFICE = [HomeVisit.Asked.PHONE, HomeVisit.Asked.RELATIVE, HomeVisit.Asked.ROUND]


class VisitForm(PlainForm):
    name = forms.CharField(label=_("Who is to be visited"), max_length=50, widget=forms.TextInput(NOT_KEPT))
    place = forms.CharField(
        label=_("Where to find the house"),
        help_text=_("Group, lane or what stands beside it; no more than is needed to find it"),
        max_length=100,
        widget=forms.TextInput(NOT_KEPT),
    )
    wanted_on = forms.DateField(label=_("Wanted day"), widget=DateInput)
    asked = forms.ChoiceField(
        label=_("How was it asked for?"),
        choices=[(each.value, each.label) for each in BY_OFFICE],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label=_("Telephone to announce it"), required=False, max_length=20, widget=forms.TextInput(NOT_KEPT)
    )
    words = forms.CharField(
        label=pgettext_lazy("home visit", "What for"),
        help_text=_("For example: needs a residence certificate, cannot walk"),
        required=False,
        max_length=200,
        widget=forms.TextInput(NOT_KEPT),
    )


class AgainForm(PlainForm):
    again_on = forms.DateField(label=_("Try again on"), widget=DateInput)


@not_stored
@require_http_methods(PAGE_METHODS)
@open_to(*HELPERS)
def home_visits_list(request: DeskRequest) -> HttpResponse:
    here = request.desk.committees_as(*HELPERS)
    today = timezone.localdate()
    key, form, refusal = request.POST.get("key") or new_key(), VisitForm(initial={"wanted_on": today}), None
    if request.method == "POST":
        form = VisitForm(request.POST)
        if form.is_valid():
            try:
                wanted = Wanted(**form.cleaned_data)
                home_visits.ask(wanted, here[0], key=key[:40], now=timezone.now(), noted_by=request.officer)
            except HelpError as refused:
                refusal = refused
            else:
                return redirect(reverse("office:home-visits") + "?noted")
    context = {
        "visits": questions.visits_to_make(here),
        "today": today,
        "form": form,
        "refusal": refusal,
        "key": key,
        "is_noted": "noted" in request.GET,
        "is_done": "done" in request.GET,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return show(request, "home_visits.html", context, section=SECTION, status=status)


@not_stored
@require_http_methods(PAGE_METHODS)
@open_to(*HELPERS)
def home_visit(request: DeskRequest, pk: int) -> HttpResponse:
    """Before the door: help here, not at home, done, or not wanted any more."""
    here = request.desk.committees_as(*HELPERS)
    rows = HomeVisit.objects.filter(committee__in=here).select_related("committee__division", "noted_by", "done_by")
    visit, now = get_object_or_404(rows, pk=pk), timezone.now()
    form, refusal, status = AgainForm(initial={"again_on": timezone.localdate(now) + timedelta(days=1)}), None, 200
    if request.method == "POST":
        act = request.POST.get("act", "")
        try:
            if act in HomeVisit.Outcome.values:
                home_visits.finish(visit, act, by=request.officer, now=now)
                return redirect(reverse("office:home-visits") + "?done")
            form, status = AgainForm(request.POST), 422
            if form.is_valid():
                seen = int(request.POST.get("seen", "0")[:5] or 0) if request.POST.get("seen", "0").isdecimal() else 0
                home_visits.nobody_there(visit, again_on=form.cleaned_data["again_on"], seen=seen, now=now)
                return redirect(reverse("office:home-visits") + "?done")
        except HelpError as refused:
            refusal, status = refused, 409
    mine = [each for each in case_visits(request.officer) if each.case.resident.name == visit.name]
    context = {"visit": visit, "form": form, "refusal": refusal, "case_visits": mine, "today": timezone.localdate(now)}
    return show(request, "home_visit.html", context, section=SECTION, status=status)
