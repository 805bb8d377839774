"""Ask that somebody of the village comes home: for oneself or for a relative who cannot come."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from jiban.helping import home_visits, questions
from jiban.helping.errors import HelpError
from jiban.helping.home_visits import Wanted
from jiban.helping.models import HomeVisit, new_key
from jiban.places import history
from jiban.web.helping.forms import NOT_KEPT
from jiban.web.plain_form import PlainForm
from jiban.web.visitors import ResidentRequest
from jiban.web.widgets import DateInput

from .own import own_page


class HomeVisitForm(PlainForm):
    name = forms.CharField(label=_("Who is to be visited"), max_length=50, widget=forms.TextInput(NOT_KEPT))
    place = forms.CharField(
        label=_("Where to find the house"),
        help_text=_("Group, lane or what stands beside it; no more than is needed to find it"),
        max_length=100,
        widget=forms.TextInput(NOT_KEPT),
    )
    wanted_on = forms.DateField(label=_("Wanted day"), widget=DateInput)
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


@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def home_visits_page(request: ResidentRequest) -> HttpResponse:
    me, now, refusal = request.resident, timezone.now(), None
    key = request.POST.get("key") or new_key()
    form = HomeVisitForm(initial={"name": me.name, "wanted_on": timezone.localdate(now)})
    committee = history.committee_for(me.village)
    if request.method == "POST":
        if request.POST.get("take_back", "").isdecimal():
            visit = HomeVisit.objects.filter(pk=int(request.POST["take_back"][:18]), asked_by=me).first()
            if visit is not None:
                home_visits.take_back(visit, me, now=now)
            return redirect("resident:home-visits")
        form = HomeVisitForm(request.POST)
        if form.is_valid() and committee is not None:
            said = form.cleaned_data
            asked = HomeVisit.Asked.SELF if said["name"] == me.name else HomeVisit.Asked.RELATIVE
            try:
                home_visits.ask(Wanted(**said, asked=asked), committee, key=key[:40], now=now, asked_by=me)
            except HelpError as refused:
                refusal = refused
            else:
                return redirect(reverse("resident:home-visits") + "?noted")
    context = {
        "form": form,
        "key": key,
        "refusal": refusal,
        "has_committee": committee is not None,
        "visits": questions.visits_asked_by(me),
        "is_noted": "noted" in request.GET,
    }
    return render(request, "resident/home_visits.html", context, status=409 if refusal else 422 if form.errors else 200)
