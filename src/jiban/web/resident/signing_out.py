"""Signing out in two steps: here at once; then, if wanted, at the provincial platform too. And out when it says so."""

import hmac
import logging
import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from jiban.people import oidc, provincial
from jiban.people.actions.provincial import end_sessions
from jiban.people.door_errors import OidcAnswerError, OidcError
from jiban.people.encryption import UnreadableError, decrypt

from .arriving import PLATFORM_KEY
from .provincial import of_code

LEAVING_KEY = "leaving"
LEAVING_SECONDS = 600
not_stored = cache_control(no_store=True)
log = logging.getLogger(__name__)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Over here at once, whatever becomes of the second step."""
    came_by = request.session.get(PLATFORM_KEY)
    request.session.flush()
    if not came_by or provincial.platform(came_by["code"]) is None:
        return redirect("/?bye=1")
    request.session[LEAVING_KEY] = {**came_by, "state": secrets.token_urlsafe(32)}
    request.session.set_expiry(LEAVING_SECONDS)
    return redirect("resident:sign-out-further")


@not_stored
@require_safe
def further(request: HttpRequest) -> HttpResponse:
    """Signed out here. The platform is another house: its door may still be open on this device."""
    platform = provincial.platform(_leaving(request).get("code", ""))
    if platform is None:
        return redirect("/?bye=1")
    context = {"platform_name": platform.name_in(get_language()), "failed": "failed" in request.GET}
    return render(request, "resident/signed_out.html", context)


@not_stored
@require_safe
def at_platform(request: HttpRequest) -> HttpResponse:
    """A link leads here: on to the platform, which ends its own session and sends the browser back."""
    leaving = _leaving(request)
    platform = provincial.platform(leaving.get("code", ""))
    if platform is None:
        return redirect("/?bye=1")
    try:
        address = oidc.address_to_leave_by(
            party=platform.party,
            id_token=decrypt(leaving["token"].encode()).decode(),
            back=settings.SITE_URL + reverse("resident:sign-out-back"),
            state=leaving["state"],
        )
    except (OidcError, UnreadableError):
        address = ""
    return HttpResponseRedirect(address) if address else redirect(reverse("resident:sign-out-further") + "?failed=1")


@not_stored
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """The platform says that it is done. Without our state nobody is believed, but nothing is left to end either."""
    leaving = _leaving(request)
    known = str(leaving.get("state", ""))
    is_both = bool(known) and hmac.compare_digest(request.GET.get("state", "").encode(), known.encode())
    request.session.flush()
    return redirect("/?bye=both" if is_both else "/?bye=1")


@csrf_exempt
@not_stored
@require_POST
def told_by_platform(request: HttpRequest, code: str) -> HttpResponse:
    """Back-channel logout: the platform itself, not a browser, says whose sessions are over."""
    platform = of_code(code)
    try:
        ended = oidc.ended_sessions(request.POST.get("logout_token", ""), party=platform.party, now=timezone.now())
    except OidcError as refusal:
        finding = refusal.finding if isinstance(refusal, OidcAnswerError) else "unreachable"
        log.warning("logout token refused: %s", finding)
        return HttpResponse("invalid logout token", status=400, content_type="text/plain")
    end_sessions(ended)
    return HttpResponse(status=200)


def _leaving(request: HttpRequest) -> dict[str, Any]:
    kept = request.session.get(LEAVING_KEY)
    return kept if isinstance(kept, dict) else {}
