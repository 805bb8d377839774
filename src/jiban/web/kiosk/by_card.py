"""Signing in with an identity card: the reader beside the kiosk answers the server's question, then the person is confirmed."""

from dataclasses import replace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiban.kiosks import arriving, pickup
from jiban.kiosks.errors import CardError, KioskError
from jiban.kiosks.models import Arrival
from jiban.people.actions import register_or_sign_in, start_sign_in
from jiban.people.errors import CodeWrongError, PeopleError, VillageNeededError
from jiban.people.models import Resident
from jiban.people.tries import Door, clear_tries, count_try
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import OneTimeCodeInput

from .doors import at_kiosk
from .entering import (
    ARRIVAL_KEY,
    PICKUP_KEY,
    CardHolder,
    card_holder,
    forget_all_but,
    keep_card,
    key_in,
    let_in,
    my_arrival,
    new_key,
    resident_here,
)
from .gate import kiosk_of

CARD = Arrival.Way.CARD
CODE_KEY = "kiosk_pickup_code"
PAGE_METHODS = ["GET", "HEAD", "POST"]


class CodeForm(PlainForm):
    code = forms.CharField(label=_("Six-digit code"), widget=OneTimeCodeInput({"autocomplete": "off"}))


class PickupForm(PlainForm):
    code = forms.CharField(label=_("Pickup code"), widget=OneTimeCodeInput({"autocomplete": "off"}))


@require_http_methods(PAGE_METHODS)
@at_kiosk
def read_card(request: HttpRequest) -> HttpResponse:
    """Ask for the card; the page's script asks the agent, and posts its signed answer here."""
    if resident_here(request):
        return redirect("kiosk:start")
    if request.method != "POST":
        return _ask_for_card(request)
    now, kept = timezone.now(), request.session.get(ARRIVAL_KEY, {})
    arrival = my_arrival(request, CARD, now=now)
    if _is_read(request, arrival):
        # A second tap: the card lies no longer there, and need not.
        return redirect("kiosk:card-read")
    try:
        if arrival is None:
            raise CardError
        resident, card = arriving.read_card(arrival, kept.get("token", ""), request.POST.get("answer", ""), now=now)
    except KioskError as refusal:
        return _ask_for_card(request, refusal=refusal, status=409)
    keep_card(request, CardHolder(resident.pk, card.name, card.identity_number))
    code = request.session.pop(CODE_KEY, "")
    return _pick_up(request, resident, code) if code else redirect("kiosk:card-read")


def _is_read(request: HttpRequest, arrival: Arrival | None) -> bool:
    holder = card_holder(request)
    return arrival is not None and holder is not None and arrival.resident_id == holder.resident


def _ask_for_card(request: HttpRequest, *, refusal: KioskError | None = None, status: int = 200) -> HttpResponse:
    """Every showing asks a new question."""
    kiosk = kiosk_of(request)
    assert kiosk is not None  # noqa: S101 - at_kiosk
    arrival, token = arriving.open_arrival(kiosk, CARD, now=timezone.now())
    request.session[ARRIVAL_KEY] = {"pk": arrival.pk, "token": token}
    context = {"nonce": token, "refusal": refusal, "has_reader": bool(kiosk.agent_key)}
    return render(request, "kiosk/by_card.html", context, status=status)


def _pick_up(request: HttpRequest, resident: Resident, code: str) -> HttpResponse:
    """Card and receipt together open the one certificate, and nothing else of the person."""
    now, subject = timezone.now(), str(resident.pk)
    try:
        count_try(Door.PICKUP, subject, now=now)
        certificate = pickup.find(resident, code, today=timezone.localdate(now))
    except (KioskError, PeopleError) as refusal:
        forget_all_but(request)
        return render(request, "kiosk/pickup.html", {"form": PickupForm(), "refusal": refusal}, status=409)
    clear_tries(Door.PICKUP, subject)
    arrival = my_arrival(request, CARD, now=now)
    if arrival is not None:
        arriving.close(arrival, now=now)
    forget_all_but(request)
    request.session.cycle_key()
    request.session[PICKUP_KEY] = certificate.pk
    return redirect("kiosk:certificate", certificate.number)


@require_http_methods(PAGE_METHODS)
@at_kiosk
def card_read(request: HttpRequest) -> HttpResponse:
    """The card is known. Now a code on the phone, or a look by the counter, says that its holder stands here."""
    holder = card_holder(request)
    resident = Resident.objects.filter(pk=holder.resident).first() if holder else None
    if holder is None or resident is None:
        return redirect("kiosk:start")
    if request.method != "POST":
        return _show_read(request, holder, resident)
    try:
        challenge = start_sign_in(
            name=holder.name,
            identity_number=holder.identity_number,
            mobile=resident.mobile,
            now=timezone.now(),
            form_key=key_in(request),
        )
    except PeopleError as refusal:
        return _show_read(request, holder, resident, refusal=refusal, status=409)
    keep_card(
        request,
        replace(holder, challenge=challenge.id, shown_code=challenge.shown_code, notice=str(challenge.notice)),
    )
    return redirect("kiosk:card-code")


def _show_read(
    request: HttpRequest,
    holder: CardHolder,
    resident: Resident,
    *,
    refusal: PeopleError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"holder": holder, "person": resident, "refusal": refusal, "key": new_key()}
    return render(request, "kiosk/card_read.html", context, status=status)


@require_http_methods(PAGE_METHODS)
@at_kiosk
def card_code(request: HttpRequest) -> HttpResponse:
    holder = card_holder(request)
    if holder is None or not holder.challenge:
        return redirect("kiosk:start")
    form, refusal, now = CodeForm(request.POST or None), None, timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            resident = register_or_sign_in(holder.challenge, form.cleaned_data["code"], now=now)
        except CodeWrongError as wrong:
            form.add_error("code", str(wrong))
        except VillageNeededError:
            return redirect("kiosk:start")
        except PeopleError as refused:
            refusal = refused
        else:
            arrival = my_arrival(request, CARD, now=now)
            if arrival is not None:
                arriving.close(arrival, now=now)
            return redirect(let_in(request, resident))
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "kiosk/card_code.html", {"form": form, "holder": holder, "refusal": refusal}, status=status)


@require_http_methods(PAGE_METHODS)
@at_kiosk
def counter(request: HttpRequest) -> HttpResponse:
    """Wait until somebody at the counter has compared face and card."""
    arrival = my_arrival(request, CARD, now=timezone.now())
    if card_holder(request) is None or arrival is None:
        return redirect("kiosk:start")
    if request.method == "POST":
        arriving.ask_counter(arrival, now=timezone.now())
        return redirect("kiosk:counter")
    return render(request, "kiosk/counter.html", {"arrival": arrival})


@require_POST
@at_kiosk
def pick_up(request: HttpRequest) -> HttpResponse:
    """The code first, the card then. Who came in by phone needs no card."""
    form = PickupForm(request.POST)
    if not form.is_valid():
        return render(request, "kiosk/pickup.html", {"form": form}, status=422)
    resident = resident_here(request)
    if resident is None:
        request.session[CODE_KEY] = form.cleaned_data["code"]
        return redirect("kiosk:by-card")
    try:
        count_try(Door.PICKUP, str(resident.pk), now=timezone.now())
        found = pickup.find(resident, form.cleaned_data["code"], today=timezone.localdate())
    except (KioskError, PeopleError) as refusal:
        return render(request, "kiosk/pickup.html", {"form": form, "refusal": refusal}, status=409)
    clear_tries(Door.PICKUP, str(resident.pk))
    return redirect("kiosk:certificate", found.number)


@require_http_methods(["GET", "HEAD"])
@at_kiosk
def pickup_page(request: HttpRequest) -> HttpResponse:
    return render(request, "kiosk/pickup.html", {"form": PickupForm()})
