"""Signing in at the office's identity provider: out to it, and back; and linking the account on the officer's own page."""

import hmac
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.people import oidc
from jiban.people.actions import set_up_totp
from jiban.people.actions.oidc_links import arrive, came_in, link_own, unlink
from jiban.people.door_errors import OidcAnswerError, OidcError, OidcLateError
from jiban.people.errors import PeopleError
from jiban.people.id_tokens import Identity
from jiban.people.models import Officer, WayIn
from jiban.web.preferences import safe_next
from jiban.web.visitors import find_officer

from . import arriving
from .account import password_refused
from .desk import DeskRequest, at_desk, show
from .forms import CurrentPasswordForm
from .permissions import open_to_everybody
from .sign_in import OIDC_KEY, QUEUE, not_stored

PAGE_METHODS = ["GET", "HEAD", "POST"]
WAY_KEY = "officer_oidc_way"
BACK_WITHIN = timedelta(minutes=10)
log = logging.getLogger(__name__)


@open_to_everybody
@not_stored
@require_safe
def go(request: HttpRequest) -> HttpResponse:
    """A link leads here, not a form: browsers hold a form back from other sites, as our policy asks them to."""
    if not oidc.is_offered():
        return redirect("office:sign-in")
    next_page = safe_next(request.GET.get("next"), default=QUEUE)
    try:
        return HttpResponseRedirect(_way_out(request, next=next_page))
    except OidcError as refusal:
        return _failed(request, refusal)


@open_to_everybody
@not_stored
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """The browser comes back from the provider, with a code or an error."""
    kept = request.session.pop(WAY_KEY, None) or {}
    try:
        identity = _identity(request.GET, kept)
        if kept.get("link"):
            return _link(request, identity, kept)
        return _come_in(request, identity, kept)
    except OidcError as refusal:
        return _failed(request, refusal)


def _identity(answer: Mapping[str, str], kept: Mapping[str, Any]) -> Identity:
    sent_at = parse_datetime(kept.get("at", ""))
    if sent_at is None or sent_at < timezone.now() - BACK_WITHIN:
        raise OidcLateError
    way = oidc.Way(**kept["way"])
    if not hmac.compare_digest(answer.get("state", "").encode(), way.state.encode()):
        raise OidcLateError
    return oidc.identity_of(answer, way, party=oidc.office(), back=_back_address(), now=timezone.now())


def _come_in(request: HttpRequest, identity: Identity, kept: Mapping[str, Any]) -> HttpResponse:
    now = timezone.now()
    arrival = arrive(identity, now=now)
    officer, next_page = arrival.pending.officer, safe_next(kept.get("next"), default=QUEUE)
    if arrival.is_complete:
        came_in(arrival.link, now=now)
        arriving.begin(request, officer, way=WayIn.OIDC)
        request.session[OIDC_KEY] = True
        return redirect(arriving.first_page(officer, next_page))
    arriving.keep(request, arrival.pending, next_page=next_page, link=arrival.link)
    request.session[OIDC_KEY] = True
    if arrival.pending.must_set_up:
        set_up_totp(officer, now=now)
        return redirect("office:sign-in-set-up")
    return redirect("office:sign-in-code")


def _link(request: HttpRequest, identity: Identity, kept: Mapping[str, Any]) -> HttpResponse:
    """Only for the officer who set out, still signed in in this very session."""
    officer = find_officer(request)
    if officer is None or officer.pk != kept["link"]:
        raise OidcLateError
    link_own(officer, identity, now=timezone.now())
    return redirect("/office/account/oidc/?linked=1")


def _failed(request: HttpRequest, refusal: OidcError) -> HttpResponse:
    if isinstance(refusal, OidcAnswerError):
        log.warning("office sign-in refused: %s", refusal.finding)
    is_linking = bool(find_officer(request))
    context = {"refusal": refusal, "is_linking": is_linking, "oidc_name": settings.OIDC_NAME}
    return render(request, "office/oidc_failed.html", context, status=409)


@require_http_methods(PAGE_METHODS)
@at_desk
def account_link(request: DeskRequest) -> HttpResponse:
    """Which office account is linked; with the present password, the way out to link one."""
    form = CurrentPasswordForm(request.POST or None)
    refusal: PeopleError | None = None
    address = ""
    if request.method == "POST" and oidc.is_offered():
        refusal = password_refused(request, form)
        if refusal is None and not form.errors:
            try:
                address = _way_out(request, link=request.officer.pk)
            except OidcError as unreachable:
                refusal = unreachable
    context = {
        "form": form,
        "refusal": refusal,
        "address": address,
        "link": own_link(request.officer),
        "linked": "linked" in request.GET,
        "unlinked": "unlinked" in request.GET,
        "oidc_offered": oidc.is_offered(),
        "oidc_name": settings.OIDC_NAME,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return show(request, "oidc_link.html", context, section="account", status=status)


@require_POST
@at_desk
def account_unlink(request: DeskRequest) -> HttpResponse:
    link = own_link(request.officer)
    if link is not None:
        unlink(link, by=request.officer, now=timezone.now())
    return redirect("/office/account/oidc/?unlinked=1")


def own_link(officer: Officer) -> Any:
    return officer.oidc_links.filter(issuer=settings.OIDC_ISSUER).select_related("linked_by").first()


def _way_out(request: HttpRequest, **purpose: object) -> str:
    way = oidc.new_way()
    address = oidc.address_to_go_to(way, party=oidc.office(), back=_back_address())
    request.session[WAY_KEY] = {"way": way.kept(), "at": timezone.now().isoformat(), **purpose}
    return address


def _back_address() -> str:
    return settings.SITE_URL + reverse("office:oidc-back")
