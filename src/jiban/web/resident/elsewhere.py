"""Apply to one's home village from another city: the same search, the same list, and one page for each application."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from jiban.cities import applying, questions
from jiban.cities.applying import Wanted
from jiban.cities.errors import CityError
from jiban.cities.models import Application, ApplicationState
from jiban.helping.models import new_key
from jiban.notices.actions import mark_read
from jiban.web.application_form import ApplicationForm
from jiban.web.elsewhere import correcting, filling, standing
from jiban.web.elsewhere.filling import Place
from jiban.web.elsewhere.forms import facts_form
from jiban.web.visitors import ResidentRequest

from . import searching
from .own import own_page

PAGE_METHODS = ["GET", "HEAD", "POST"]
not_stored = cache_control(no_store=True)


@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """What each city of the list offers; for everybody to read."""
    asked = request.GET.get("q", "").strip()[:40]
    found = searching.found_elsewhere(asked) if asked else questions.items(timezone.localdate())
    context = {"asked": asked, "found": searching.in_words(found), "nothing_found": bool(asked) and not found}
    return render(request, "resident/elsewhere.html", context)


@not_stored
@require_http_methods(PAGE_METHODS)
@own_page
def elsewhere_apply(request: ResidentRequest, city: str, code: str) -> HttpResponse:
    place = filling.place_of(request, city, code)
    definition, key = place.item.read(), request.POST.get("key", "")[:40] or new_key()
    if place.village is None:
        return render(request, "resident/elsewhere_village.html", filling.about(place))
    if request.method != "POST":
        return _show(request, place, facts_form(definition, at_window=False), key=key)
    form = facts_form(definition, request.POST, request.FILES, at_window=False)
    if not form.is_valid():
        return _show(request, place, form, key=key, status=422)
    wanted = Wanted(place.item, place.village, form.answers(), form.handed_in, key)
    try:
        made = applying.apply_for_oneself(request.resident, wanted, now=timezone.now())
    except CityError as refusal:
        return _show(request, place, form, key=key, refusal=refusal, status=409)
    return redirect(reverse("resident:elsewhere-case", args=[made.number]) + "?new=1")


def _show(
    request: ResidentRequest,
    place: Place,
    form: ApplicationForm,
    *,
    key: str,
    refusal: CityError | None = None,
    status: int = 200,
) -> HttpResponse:
    more = {"key": key, "refusal": refusal, "files_lost": bool(request.FILES)}
    context = {**filling.about(place), **filling.about_form(form), **more}
    return render(request, "resident/elsewhere_apply.html", context, status=status)


def _mine(request: ResidentRequest, number: str) -> Application:
    """To anybody else it does not exist."""
    return get_object_or_404(questions.applications_of(request.resident), number=number)


@not_stored
@require_http_methods(PAGE_METHODS)
@own_page
def elsewhere_case(request: ResidentRequest, number: str) -> HttpResponse:
    found, refusal = _mine(request, number), None
    mark_read(request.resident.pk, about=number, now=timezone.now())
    if request.method == "POST":
        try:
            applying.withdraw(found, now=timezone.now())
            return redirect("resident:elsewhere-case", number)
        except CityError as refused:
            refusal, found = refused, _mine(request, number)
    context = {**standing.context_of(found), "refusal": refusal, "is_new": "new" in request.GET}
    return render(request, "resident/elsewhere_case.html", context, status=409 if refusal else 200)


@not_stored
@require_http_methods(PAGE_METHODS)
@own_page
def elsewhere_correction(request: ResidentRequest, number: str) -> HttpResponse:
    found = _mine(request, number)
    if found.state != ApplicationState.CORRECTING:
        return redirect("resident:elsewhere-case", number)
    correction = correcting.read(request, found)
    if correction.is_sent:
        return redirect("resident:elsewhere-case", number)
    context = {**standing.context_of(found), **filling.about_form(correction.form), "refusal": correction.refusal}
    return render(request, "resident/elsewhere_correction.html", context, status=correction.status)


@require_safe
@own_page
def elsewhere_certificate(request: ResidentRequest, number: str, form: str) -> HttpResponse:
    return filling.file_of(_mine(request, number), form)
