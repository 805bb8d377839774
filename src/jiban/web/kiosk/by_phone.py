"""Signing in with one's own phone: it scans the kiosk's code and confirms the two digits."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.kiosks import arriving
from jiban.kiosks.errors import ArrivalOverError, KioskError
from jiban.kiosks.models import Arrival
from jiban.people.models import Resident
from jiban.web.visitors import RESIDENT_KEY, ResidentRequest, resident_required

from .doors import at_kiosk
from .entering import ARRIVAL_KEY, let_in, my_arrival, resident_here
from .gate import kiosk_of
from .pictures import inline_qr

PHONE = Arrival.Way.PHONE


@require_safe
@at_kiosk
def show_code(request: HttpRequest) -> HttpResponse:
    """The code on the kiosk: the same one until it is over."""
    if resident_here(request):
        return redirect("kiosk:start")
    now, kiosk = timezone.now(), kiosk_of(request)
    assert kiosk is not None  # noqa: S101 - at_kiosk
    arrival = my_arrival(request, PHONE, now=now)
    if arrival is None:
        arrival, token = arriving.open_arrival(kiosk, PHONE, now=now)
        request.session[ARRIVAL_KEY] = {"pk": arrival.pk, "token": token}
    address = settings.SITE_URL + reverse("kiosk:phone", args=[request.session[ARRIVAL_KEY]["token"]])
    left_seconds = max(1, int((arrival.expires_at - now).total_seconds()))
    context = {"arrival": arrival, "qr": inline_qr(address), "left_seconds": left_seconds}
    return render(request, "kiosk/by_phone.html", context)


@require_safe
@at_kiosk
@never_cache
def standing(request: HttpRequest) -> HttpResponse:
    """What the waiting screen asks every two seconds, for phone and counter alike."""
    now = timezone.now()
    arrival = my_arrival(request, PHONE, now=now) or my_arrival(request, Arrival.Way.CARD, now=now)
    state = "over" if arrival is None else "confirmed" if arrival.confirmed_at else "waiting"
    return JsonResponse({"state": state})


@require_POST
@at_kiosk
def enter(request: HttpRequest) -> HttpResponse:
    """In, once it is confirmed. Also a button, for a screen whose script does not run."""
    now = timezone.now()
    if resident_here(request):
        return redirect("kiosk:start")
    phone = my_arrival(request, PHONE, now=now)
    arrival = phone or my_arrival(request, Arrival.Way.CARD, now=now)
    if arrival is not None and arrival.confirmed_at is None:
        return redirect("kiosk:by-phone" if phone else "kiosk:counter")
    if arrival is None:
        return _over(request)
    try:
        resident = arriving.enter(arrival, now=now)
    except ArrivalOverError:
        return _over(request)
    return redirect(let_in(request, resident))


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "kiosk/over.html", {"refusal": ArrivalOverError()}, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def phone(request: ResidentRequest, token: str) -> HttpResponse:
    """The page on the resident's own phone: which number stands on the kiosk?"""
    if kiosk_of(request) is not None:
        # A kiosk must not confirm itself.
        return redirect("kiosk:start")
    now = timezone.now()
    arrival = arriving.by_token(token, now=now)
    if arrival is None:
        if request.method == "POST" and arriving.is_confirmed_by(token, _person(request)):
            return _phone(request, {"is_confirmed": True})
        return _phone(request, {"refusal": ArrivalOverError()}, status=404)
    if request.method != "POST":
        return _phone(request, {"arrival": arrival, "numbers": arriving.numbers_to_choose(arrival)})
    try:
        arriving.confirm(arrival, _person(request), number=request.POST.get("number", ""), now=now)
    except KioskError as refusal:
        return _phone(request, {"refusal": refusal}, status=409)
    return _phone(request, {"is_confirmed": True})


def _person(request: ResidentRequest) -> Resident:
    """Who signed in on the phone, whoever they act for there: a kiosk knows people in their own name alone."""
    return Resident.objects.get(pk=request.session[RESIDENT_KEY])


def _phone(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    return render(request, "kiosk/phone.html", context, status=status)
