"""Signing in under way: the password was right, the second factor is still to come."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime

from jiban.people.account_history import has_news
from jiban.people.actions.oidc_links import came_in
from jiban.people.actions.sessions import note_sign_in
from jiban.people.actions.signing_in import SECOND_FACTOR_WAITS, Pending
from jiban.people.models import Officer, OidcLink, WayIn
from jiban.web.visitors import forget_officer, remember_officer

ARRIVING_KEY = "officer_arriving"


def keep(request: HttpRequest, pending: Pending, *, next_page: str, link: OidcLink | None = None) -> None:
    """A new session key: whoever knew the old one does not follow in. `link`: by which office account, if any."""
    request.session.cycle_key()
    forget_officer(request.session)
    request.session[ARRIVING_KEY] = {
        "officer": pending.officer.pk,
        "proof": pending.officer.get_session_auth_hash(),
        "expires_at": pending.expires_at.isoformat(),
        "next": next_page,
        "link": link.pk if link else None,
    }


def find(request: HttpRequest) -> Officer | None:
    """The officer whose password was right a short while ago."""
    kept = request.session.get(ARRIVING_KEY) or {}
    expires_at = parse_datetime(kept.get("expires_at", ""))
    if expires_at is None or expires_at < timezone.now():
        return None
    people = Officer.objects.filter(pk=kept["officer"], is_active=True)
    # The link by which somebody came may have been removed since: then no password was ever given.
    officer = people.filter(oidc_links=kept["link"]).first() if kept.get("link") else people.first()
    # Sessions were ended or the password changed since: who knew the one of before must not set up a second factor.
    is_same = officer is not None and constant_time_compare(kept.get("proof", ""), officer.get_session_auth_hash())
    return officer if is_same else None


def next_page(request: HttpRequest) -> str:
    return str((request.session.get(ARRIVING_KEY) or {}).get("next", ""))


def wait_again(request: HttpRequest, *, now: datetime) -> None:
    """Give the usual time once more, after an authenticator was set up."""
    kept = request.session[ARRIVING_KEY]
    request.session[ARRIVING_KEY] = {**kept, "expires_at": (now + SECOND_FACTOR_WAITS).isoformat()}


def keep_challenge(request: HttpRequest, challenge: str) -> None:
    request.session[ARRIVING_KEY] = {**request.session[ARRIVING_KEY], "challenge": challenge}


def take_challenge(request: HttpRequest) -> str:
    """What the security key was asked. It serves once."""
    kept = dict(request.session.get(ARRIVING_KEY) or {})
    challenge = str(kept.pop("challenge", ""))
    request.session[ARRIVING_KEY] = kept
    return challenge


def enter(request: HttpRequest, officer: Officer, *, way: str) -> None:
    """Let the officer in under a new session key. Office machines are shared: it ends with the browser."""
    now = timezone.now()
    kept: dict[str, Any] = request.session.pop(ARRIVING_KEY, None) or {}
    link = officer.oidc_links.filter(pk=kept.get("link") or 0).first()
    if link is not None:
        came_in(link, now=now)
        way = WayIn.OIDC_AND_APP
    begin(request, officer, way=way)


def first_page(officer: Officer, next_page: str) -> str:
    """After an administrator did something with the account, the officer first reads who it was."""
    if not has_news(officer):
        return next_page
    return f"{reverse('office:account-history')}?{urlencode({'next': next_page})}"


def begin(request: HttpRequest, officer: Officer, *, way: str) -> None:
    request.session.cycle_key()
    remember_officer(request.session, officer)
    request.session.set_expiry(0)
    note_sign_in(
        officer,
        session_key=str(request.session.session_key),
        way=way,
        user_agent=request.headers.get("User-Agent", ""),
        now=timezone.now(),
    )
