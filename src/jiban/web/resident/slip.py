"""Other ways in than a code by phone: all of them on one page, and signing in with a slip from the counter."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from jiban.people import provincial
from jiban.people.actions.counter import set_mobile, use_slip
from jiban.people.errors import PeopleError
from jiban.people.models import MOBILE
from jiban.people.resident_errors import SlipUnknownError
from jiban.web.plain_form import PlainForm
from jiban.web.preferences import safe_next
from jiban.web.visitors import ResidentRequest, is_shared_device
from jiban.web.widgets import MobileInput

from . import arriving
from .arriving import Arriving
from .own import own_page

not_stored = cache_control(no_store=True)
PAGE_METHODS = ["GET", "HEAD", "POST"]


class SlipForm(PlainForm):
    code = forms.CharField(
        label=_("The 12 digits on the slip"),
        help_text=_("With or without blanks between them"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": "20", "data-private": ""}),
    )
    last_four = forms.CharField(
        label=_("Last four characters of your identity number"),
        help_text=_("The last may be X"),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "maxlength": "4", "data-private": ""}
        ),
    )
    shared = forms.BooleanField(label=_("Other people use this device too"), required=False)


class MobileForm(PlainForm):
    mobile = forms.CharField(
        label=_("Mobile number"), help_text=_("11 digits"), validators=[MOBILE], widget=MobileInput
    )


@not_stored
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """For who has no phone at hand, does not want a face scan, or is asked for more certainty."""
    language = get_language()
    context = {
        "platforms": [(one.code, one.name_in(language), bool(one.no_face_acr)) for one in provincial.offered()],
        "next_page": safe_next(request.GET.get("next")),
    }
    return render(request, "resident/ways.html", context)


@not_stored
@require_http_methods(PAGE_METHODS)
def slip(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, SlipForm(initial={"shared": is_shared_device(request)}))
    form = SlipForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    said = form.cleaned_data
    try:
        resident = use_slip(said["code"], said["last_four"], now=timezone.now())
    except SlipUnknownError as wrong:
        form.add_error("code", str(wrong))
        return _show(request, form, status=422)
    except PeopleError as refusal:
        return _show(request, form, refusal=refusal, status=409)
    person = Arriving(
        "", "", "", next_page=f"{reverse('resident:my-mobile')}?first=1", shared=said["shared"], challenge=""
    )
    return arriving.enter(request, resident, person)


def _show(
    request: HttpRequest, form: SlipForm, *, refusal: PeopleError | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "resident/slip.html", {"form": form, "refusal": refusal}, status=status)


@not_stored
@require_http_methods(PAGE_METHODS)
@own_page
def my_mobile(request: ResidentRequest) -> HttpResponse:
    """Where the village reaches the resident. Who has no phone goes on without one."""
    form = MobileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_mobile(request.resident, form.cleaned_data["mobile"])
        return redirect("/" if "first" in request.POST else "resident:me")
    context = {"form": form, "is_first": "first" in request.GET or "first" in request.POST}
    return render(request, "resident/my_mobile.html", context, status=422 if form.errors else 200)
