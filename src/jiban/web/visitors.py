"""Who is at the door: the resident or officer of this session, and what every page knows about its visitor."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext

from jiban.web import session_end
from jiban.web.preferences import CONTRAST_COOKIE, KEYS_COOKIE, MODE_COOKIE, RATE_COOKIE, Contrast, Mode, Rate

if TYPE_CHECKING:
    from jiban.people.models import Officer, Resident

P = ParamSpec("P")
RESIDENT_KEY = "resident_id"
# The guardianship by which the resident acts for a child now.
ACTING_KEY = "acting"
OFFICER_KEY = "officer_id"
# Follows from the password: when it is changed, every other session of the officer ends.
OFFICER_PROOF_KEY = "officer_proof"
SHARED_DEVICE_KEY = "shared_device"
RESIDENT_SIGN_IN = "/sign-in/"
OFFICER_SIGN_IN = "/office/sign-in/"
# The government service hotline, the same number all over the country.
SERVICE_HOTLINE = "12345"
HTML_LANG = {"zh-hans": "zh-Hans", "en": "en"}


class ResidentRequest(HttpRequest):
    """A request whose resident has signed in."""

    resident: "Resident"


class OfficerRequest(HttpRequest):
    """A request whose officer has signed in."""

    officer: "Officer"


class VisitorMiddleware:
    """Set request.resident and request.officer (read when first asked for; falsy when nobody has signed in)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.resident = SimpleLazyObject(lambda: find_resident(request))  # type: ignore[attr-defined]
        request.officer = SimpleLazyObject(lambda: find_officer(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if {RESIDENT_KEY, OFFICER_KEY} & set(request.session.keys()):
            session_end.note(request)
        if str(response.get("Content-Type", "")).startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
        if knows_somebody(request):
            # Phones and office machines are shared: the next person must not find this page by going back.
            response["Cache-Control"] = "no-store"
        return response


def knows_somebody(request: HttpRequest) -> bool:
    """True as soon as the session holds anything at all: a half-finished registration is personal too."""
    return bool(request.session.keys())


def find_resident(request: HttpRequest) -> "Resident | None":
    """Whose pages these are: the person who signed in, or the child they act for."""
    from jiban.people.actions.guardians import child_of  # noqa: PLC0415 - models load after settings and middleware

    person, acting = find_person(request), request.session.get(ACTING_KEY)
    if person is None or acting is None:
        return person
    # Nobody at all, once it counts no more: what was meant for the child must not be done as the guardian.
    return child_of(person, acting, now=timezone.now())


def find_person(request: HttpRequest) -> "Resident | None":
    """Who signed in, whoever they act for."""
    from jiban.people.questions import person  # noqa: PLC0415 - models load after settings and middleware

    key = request.session.get(RESIDENT_KEY)
    return person.first(key) if key else None


def find_officer(request: HttpRequest) -> "Officer | None":
    from jiban.people.questions import active_officer  # noqa: PLC0415 - models load after settings and middleware

    key = request.session.get(OFFICER_KEY)
    officer = active_officer.first(key) if key else None
    if officer is None:
        return None
    proof = str(request.session.get(OFFICER_PROOF_KEY, ""))
    return officer if constant_time_compare(proof, officer.get_session_auth_hash()) else None


def remember_officer(session: SessionBase, officer: "Officer") -> None:
    """From now on this session is the officer's."""
    session[OFFICER_KEY] = officer.pk
    session[OFFICER_PROOF_KEY] = officer.get_session_auth_hash()


def forget_officer(session: SessionBase) -> None:
    session.pop(OFFICER_KEY, None)
    session.pop(OFFICER_PROOF_KEY, None)


def resident_required(
    view: Callable[Concatenate[ResidentRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Send a visitor who is not a signed-in resident to sign in first, and back here afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        resident = find_resident(request)
        if resident is None:
            return send_to(RESIDENT_SIGN_IN, request)
        request.resident = resident  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return guarded


def officer_required(
    view: Callable[Concatenate[OfficerRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only signed-in officers in. Which posts a page is for is declared with `open_to` of the office."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        officer = find_officer(request)
        if officer is None:
            return send_to(OFFICER_SIGN_IN, request)
        request.officer = officer  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return guarded


def send_to(sign_in: str, request: HttpRequest) -> HttpResponse:
    """Redirect to a sign-in page that knows the way back."""
    # A form that was being posted cannot be posted again by a redirect: go back to its page instead.
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    address = f"{sign_in}?{urlencode({'next': here})}"
    if request.headers.get("HX-Request"):
        # A part of a page was asked for: the whole page has to move, not the part.
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every template knows: see templates/base.html."""
    language = HTML_LANG.get(get_language() or "", "zh-Hans")
    return {
        "mode": Mode.read(request.COOKIES.get(MODE_COOKIE)),
        "contrast": Contrast.read(request.COOKIES.get(CONTRAST_COOKIE)),
        "rate": Rate.read(request.COOKIES.get(RATE_COOKIE)),
        "session_ends": SimpleLazyObject(lambda: session_end.of(request)),
        "keys_on": request.COOKIES.get(KEYS_COOKIE) != "off",
        "language": language,
        "here": request.get_full_path() if request.method in {"GET", "HEAD"} else request.path,
        "site_name": SimpleLazyObject(lambda: site_name(request)),
        "help_phone": SimpleLazyObject(lambda: help_phone(request)),
        "resident": getattr(request, "resident", None),
        "officer": getattr(request, "officer", None),
        "shared_device": SimpleLazyObject(lambda: is_shared_device(request)),
    }


def site_name(request: HttpRequest) -> str:
    """Residents are at home in their own village's pages."""
    resident = getattr(request, "resident", None)
    if resident:
        return gettext("%(village)s services") % {"village": resident.village.short_name}
    return gettext("Village services")


def help_phone(request: HttpRequest) -> str:
    """The telephone of the resident's village, else the public service hotline."""
    resident = getattr(request, "resident", None)
    committee = getattr(resident.village, "committee", None) if resident else None
    return committee.phone if committee and committee.phone else SERVICE_HOTLINE


def is_shared_device(request: HttpRequest) -> bool:
    """True when the person who signed in said that others use this device too: nothing is kept on it."""
    return bool(request.session.get(SHARED_DEVICE_KEY))
