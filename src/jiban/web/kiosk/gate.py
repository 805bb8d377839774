"""A kiosk is known by its device cookie. Its browser sees a few pages only, in a shell that wipes itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jiban.kiosks.actions import by_secret
from jiban.kiosks.models import Kiosk
from jiban.web.visitors import SERVICE_HOTLINE, knows_somebody

from .papers import needs_phone

KIOSK_COOKIE = "jiban_kiosk"
# The agent stands on the same machine and nowhere else.
AGENT_HOST = "127.0.0.1"
ROOT = "/kiosk/"
# What a resident may do here. Whatever is added to the residents' pages stays away from kiosks until it is named.
OPEN_NAMES = frozenset({"preferences", "reading", "health-live", "health-ready"})
OPEN_PREFIXES = (
    "kiosk:",
    "resident:item",
    "resident:refused",
    "resident:apply",
    "resident:case",
    "resident:correction",
    "resident:withdrawal",
    "resident:draft",
    "resident:undo",
    "resident:life-event",
    "resident:instead",
    "resident:rating",
)
WITHOUT_SIGN_IN = (
    "kiosk:",
    "resident:item",
    "resident:refused",
    "resident:life-event",
    "resident:instead",
    *OPEN_NAMES,
)
# They have pages of their own here.
OWN_PAGES = {"resident:certificates": "kiosk:certificates", "resident:certificate": "kiosk:certificate"}
HEARTBEATS = frozenset({"kiosk:heartbeat", "kiosk:print-file", "kiosk:print-state"})


@dataclass(frozen=True, slots=True)
class Shell:
    """What every page of a kiosk knows. `kiosk` is None on a machine that is not paired yet."""

    kiosk: Kiosk | None
    is_entered: bool = False
    is_start: bool = False
    agent: str = ""

    @property
    def phone(self) -> str:
        committee = self.kiosk.committee if self.kiosk else None
        return committee.phone if committee and committee.phone else SERVICE_HOTLINE

    @property
    def idle_seconds(self) -> int:
        return settings.KIOSK_IDLE_SECONDS

    @property
    def warning_seconds(self) -> int:
        return settings.KIOSK_WARNING_SECONDS


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    return cast("Kiosk | None", getattr(request, "kiosk", None))


def agent_address() -> str:
    return f"http://{AGENT_HOST}:{settings.KIOSK_AGENT_PORT}"


class KioskMiddleware:
    """Other browsers pass without a look at the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        secret = request.COOKIES.get(KIOSK_COOKIE)
        kiosk = by_secret(secret) if secret else None
        request.kiosk = kiosk  # type: ignore[attr-defined]
        response = self.get_response(request)
        if kiosk is not None:
            _keep_short(request, response)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if kiosk_of(request) is None or request.resolver_match is None:
            return None
        elsewhere = _own_way(request, request.resolver_match.view_name, kwargs)
        return redirect(elsewhere) if elsewhere else None


def _own_way(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> str:
    """Where a kiosk goes in place of this page; empty if it may open it."""
    if name in OWN_PAGES:
        return reverse(OWN_PAGES[name], kwargs=kwargs)
    if name not in OPEN_NAMES and not name.startswith(OPEN_PREFIXES):
        return reverse("kiosk:start")
    if not name.startswith(WITHOUT_SIGN_IN) and not getattr(request, "resident", None):
        return sign_in_first(request, name)
    if name.startswith("resident:apply") and needs_phone(kwargs["code"]):
        return reverse("kiosk:on-phone", kwargs={"code": kwargs["code"]})
    if name == "resident:case" and "new" in request.GET:
        return reverse("kiosk:receipt", kwargs={"number": kwargs["number"]})
    return ""


def sign_in_first(request: HttpRequest, name: str) -> str:
    """Back to the start. Only which item was wanted goes along: the number of a case would be the last person's."""
    start = reverse("kiosk:start")
    return f"{start}?{urlencode({'next': request.path})}" if name.startswith("resident:apply") else start


def _keep_short(request: HttpRequest, response: HttpResponseBase) -> None:
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name not in HEARTBEATS and knows_somebody(request):
        # Nobody asked for so long: the session is over, whether the browser lives or not.
        request.session.set_expiry(settings.KIOSK_SESSION_SECONDS)
    if str(response.get("Content-Type", "")).startswith("text/html"):
        response["Cache-Control"] = "no-store"
        if request.path.startswith(ROOT) and isinstance(response, HttpResponse):
            let_agent(response)


def let_agent(response: HttpResponse) -> HttpResponse:
    """The page may ask the agent beside it. What django-csp's csp_update decorator sets, for this answer only."""
    response._csp_update = {"connect-src": [agent_address()]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Adds `shell` on a kiosk, and its station's telephone; nothing anywhere else."""
    kiosk = kiosk_of(request)
    if kiosk is None:
        return {}
    match = request.resolver_match
    shell = Shell(
        kiosk,
        is_entered=knows_somebody(request),
        is_start=bool(match and match.view_name == "kiosk:start"),
        agent=agent_address() if request.path.startswith(ROOT) and kiosk.agent_key else "",
    )
    return {"shell": shell, "help_phone": shell.phone, "site_name": kiosk.committee.division.short_name}
