"""Signing in at a provincial identity platform: out to it and back, and linking what is there with what is here."""

import hmac
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from jiban.people import oidc, provincial
from jiban.people.actions.provincial import come_in, link, note_session, read_identity
from jiban.people.door_errors import (
    OidcAnswerError,
    OidcCancelledError,
    OidcError,
    OidcUnreachableError,
)
from jiban.people.errors import PeopleError, TicketExpiredError, VillageNeededError
from jiban.people.id_tokens import Identity
from jiban.people.models import Resident
from jiban.people.provincial import Platform
from jiban.people.resident_errors import (
    LevelTooLowError,
    LinkNeededError,
    ProvincialCancelledError,
    ProvincialError,
    ProvincialLateError,
    ProvincialUnreachableError,
)
from jiban.web.preferences import safe_next
from jiban.web.visitors import is_shared_device

from . import arriving
from .arriving import Arriving, FromPlatform

WAY_KEY = "province_way"
BACK_WITHIN = timedelta(minutes=15)
not_stored = cache_control(no_store=True)
log = logging.getLogger(__name__)


@not_stored
@require_safe
def go(request: HttpRequest, code: str) -> HttpResponse:
    """A link leads here, not a form: browsers hold a form back from other sites, as our policy asks them to."""
    platform = of_code(code)
    way, asked = oidc.new_way(), _wishes(request, platform)
    try:
        address = oidc.address_to_go_to(way, party=platform.party, back=_back_address(platform), **asked)
    except OidcError as refusal:
        return _failed(request, platform, _in_our_words(refusal))
    request.session[WAY_KEY] = {
        "code": code,
        "way": way.kept(),
        "at": timezone.now().isoformat(),
        "next": safe_next(request.GET.get("next")),
        "shared": "shared" in request.GET or is_shared_device(request),
    }
    return HttpResponseRedirect(address)


def _wishes(request: HttpRequest, platform: Platform) -> dict[str, str]:
    """More certainty than last time, or none of it from a face: if the platform has words for that."""
    asked = {"ui_locales": "en" if get_language() == "en" else "zh-CN"}
    words = {"more": platform.step_up_acr, "no-face": platform.no_face_acr}.get(request.GET.get("how", ""), "")
    # A new proof is wanted, not the session that gave the old one.
    return asked | ({"acr_values": words, "prompt": "login"} if words else {})


@not_stored
@require_safe
def back(request: HttpRequest, code: str) -> HttpResponse:
    """The browser comes back from the platform, with a code or an error."""
    platform, kept = of_code(code), request.session.pop(WAY_KEY, None) or {}
    person = Arriving("", "", "", safe_next(kept.get("next")), bool(kept.get("shared")), challenge="")
    try:
        identity = _identity(request.GET, platform, kept)
        came = read_identity(identity, platform, transaction_key=kept["way"]["state"], now=timezone.now())
        person = replace(person, platform=FromPlatform(code, identity.token, came.sid))
        resident = come_in(came, now=timezone.now())
    except VillageNeededError as newcomer:
        arriving.keep(request, replace(person, ticket=newcomer.ticket))
        return redirect("resident:sign-in-village")
    except LinkNeededError as unlinked:
        arriving.keep(request, replace(person, ticket=unlinked.ticket, name=unlinked.masked_name))
        return redirect("resident:sign-in-link")
    except (OidcError, PeopleError) as refusal:
        return _failed(request, platform, refusal, person=person)
    return enter(request, resident, person)


def _identity(answer: Mapping[str, str], platform: Platform, kept: Mapping[str, Any]) -> Identity:
    sent_at = parse_datetime(kept.get("at", ""))
    if sent_at is None or sent_at < timezone.now() - BACK_WITHIN or kept.get("code") != platform.code:
        raise ProvincialLateError
    way = oidc.Way(**kept["way"])
    if not hmac.compare_digest(answer.get("state", "").encode(), way.state.encode()):
        raise ProvincialLateError
    return oidc.identity_of(answer, way, party=platform.party, back=_back_address(platform), now=timezone.now())


@not_stored
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_link(request: HttpRequest) -> HttpResponse:
    """The account there and the person here bear the same identity number: linked only if the person says so."""
    person = arriving.find(request)
    platform = provincial.platform(person.platform.code) if person and person.platform else None
    if person is None or platform is None or not person.ticket:
        return redirect("/" if getattr(request, "resident", None) else "resident:sign-in")
    if request.method != "POST":
        return _show_link(request, platform, person)
    try:
        resident = link(person.ticket, now=timezone.now())
    except TicketExpiredError as late:
        return _failed(request, platform, late, person=person)
    except PeopleError as refusal:
        return _show_link(request, platform, person, refusal=refusal, status=409)
    return enter(request, resident, person)


def enter(request: HttpRequest, resident: Resident, person: Arriving) -> HttpResponse:
    """In, and remembered as a session that the platform may end."""
    answer = arriving.enter(request, resident, person)
    platform = provincial.platform(person.platform.code) if person.platform else None
    if platform is not None and person.platform is not None:
        key = request.session.session_key or ""
        issuer, sid = platform.party.issuer, person.platform.sid
        note_session(resident, issuer, sid=sid, session_key=key, now=timezone.now())
    return answer


def of_code(code: str) -> Platform:
    found = provincial.platform(code)
    if found is None:
        raise Http404
    return found


def _in_our_words(refusal: PeopleError) -> PeopleError:
    """What the office is told by its own sign-in, a resident is told by these."""
    if isinstance(refusal, OidcUnreachableError):
        return ProvincialUnreachableError()
    if isinstance(refusal, OidcCancelledError):
        return ProvincialCancelledError()
    return ProvincialError() if isinstance(refusal, OidcError) else refusal


def _failed(
    request: HttpRequest, platform: Platform, refusal: PeopleError, *, person: Arriving | None = None
) -> HttpResponse:
    if isinstance(refusal, OidcAnswerError):
        log.warning("provincial sign-in refused: %s", refusal.finding)
    context = {
        "refusal": _in_our_words(refusal),
        "is_low": isinstance(refusal, LevelTooLowError),
        "platform": platform,
        "platform_name": platform.name_in(get_language()),
        "next_page": person.next_page if person else safe_next(request.GET.get("next")),
        "shared": person.shared if person else False,
    }
    return render(request, "resident/provincial_failed.html", context, status=409)


def _show_link(
    request: HttpRequest, platform: Platform, person: Arriving, *, refusal: PeopleError | None = None, status: int = 200
) -> HttpResponse:
    context = {"person": person, "platform_name": platform.name_in(get_language()), "refusal": refusal}
    return render(request, "resident/provincial_link.html", context, status=status)


def _back_address(platform: Platform) -> str:
    return settings.SITE_URL + reverse("resident:sign-in-platform-back", args=[platform.code])
