"""A machine becomes a kiosk: the code from the clerk's screen is typed once."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiban.kiosks.actions import CODE_DIGITS, pair
from jiban.kiosks.errors import KioskError
from jiban.people.errors import PeopleError
from jiban.people.tries import Door, clear_tries, count_try
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import OneTimeCodeInput

from .gate import KIOSK_COOKIE, ROOT, Shell, agent_address, kiosk_of, let_agent

YEARS_SECONDS = 5 * 365 * 24 * 3600


class PairingForm(PlainForm):
    code = forms.CharField(
        label=_("Pairing code"),
        help_text=_("Eight digits, shown to the clerk under “Kiosks” in the office"),
        widget=OneTimeCodeInput({"maxlength": CODE_DIGITS + 2, "autocomplete": "off"}),
    )
    # Filled in by the page when a reader answers; without one the kiosk works by phone alone.
    agent_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput({"data-agent-key": ""}))


@require_http_methods(["GET", "HEAD", "POST"])
def pairing(request: HttpRequest) -> HttpResponse:
    if kiosk_of(request) is not None:
        return redirect("kiosk:start")
    if request.method != "POST":
        return _show(request, PairingForm())
    form, now = PairingForm(request.POST), timezone.now()
    if not form.is_valid():
        return _show(request, form, status=422)
    # Whoever guesses does so from some place.
    place = str(request.META.get("REMOTE_ADDR", ""))
    try:
        count_try(Door.KIOSK, place, now=now)
        _kiosk, secret = pair(form.cleaned_data["code"], agent_key=form.cleaned_data["agent_key"], now=now)
    except (KioskError, PeopleError) as refusal:
        return _show(request, form, refusal=str(refusal), status=409)
    clear_tries(Door.KIOSK, place)
    request.session.flush()
    response = redirect("kiosk:start")
    response.set_cookie(
        KIOSK_COOKIE,
        secret,
        max_age=YEARS_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _show(request: HttpRequest, form: PairingForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "shell": Shell(None, agent=agent_address()), "root": ROOT}
    return let_agent(render(request, "kiosk/pair.html", context, status=status))
