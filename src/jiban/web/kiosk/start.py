"""The first screen, the end of a visit, and the kiosk's signs of life."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from jiban.catalogue import questions as catalogue
from jiban.catalogue.models import Item
from jiban.kiosks.actions import Health, report
from jiban.web.kiosk.doors import at_kiosk
from jiban.web.preferences import CONTRAST_COOKIE, MODE_COOKIE, RATE_COOKIE, safe_next

from .entering import NEXT_KEY, resident_here, wipe
from .gate import kiosk_of

# What the browser keeps of a visit. The device cookie is not the person's; "cookies" would take it too.
CLEARED = '"cache", "storage"'
APPLY = "/apply/"
LONGEST_REPORT = 1000


@require_safe
@at_kiosk
def start(request: HttpRequest) -> HttpResponse:
    resident = resident_here(request)
    wanted = _wanted(request) if resident is None else None
    if wanted:
        request.session[NEXT_KEY] = wanted
    context = {"resident": resident, "item": _title(wanted) if wanted else "", "wants": bool(wanted)}
    return render(request, "kiosk/start.html", context)


def _wanted(request: HttpRequest) -> str:
    """The application somebody was on the way to; nothing else is carried over a sign-in."""
    page = safe_next(request.GET.get("next"), default="")
    return page if page.startswith(APPLY) else ""


def _title(page: str) -> str:
    try:
        item = catalogue.item(page.removeprefix(APPLY).split("/")[0])
    except Item.DoesNotExist:
        return ""
    return item.read().title.in_language(get_language())


@csrf_exempt
@require_POST
@at_kiosk
def end(request: HttpRequest) -> HttpResponse:
    """Over: session, print queue, and all that the browser keeps. Always: whoever wants to go has nothing to prove."""
    wipe(request)
    response = redirect("kiosk:start")
    response["Clear-Site-Data"] = CLEARED
    theirs = (settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, MODE_COOKIE, CONTRAST_COOKIE, RATE_COOKIE)
    for name in theirs:
        response.delete_cookie(name)
    return response


@require_POST
@at_kiosk
def awake(_request: HttpRequest) -> HttpResponse:
    """Somebody is typing: the session goes on."""
    return HttpResponse(status=204)


@require_POST
@at_kiosk
def heartbeat(request: HttpRequest) -> HttpResponse:
    """The machine lives, whether anybody stands before it or not."""
    kiosk = kiosk_of(request)
    assert kiosk is not None  # noqa: S101 - at_kiosk
    report(kiosk, _health(request.body[:LONGEST_REPORT]), now=timezone.now())
    return HttpResponse(status=204)


def _health(body: bytes) -> Health:
    try:
        said: Any = json.loads(body or b"{}")
    except ValueError:
        return Health()
    if not isinstance(said, dict):
        return Health()
    paper = said.get("paper_left")
    return Health(
        printer=str(said.get("printer", ""))[:20],
        paper_left=paper if isinstance(paper, int) else None,
        version=str(said.get("version", "")),
    )
