"""A sign-in under way: kept encrypted in the session until it is over, so that nothing has to be typed twice."""

import json
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiban.people.encryption import UnreadableError, decrypt, encrypt
from jiban.people.models import Resident
from jiban.web.preferences import MODE_COOKIE, Mode
from jiban.web.visitors import ACTING_KEY, RESIDENT_KEY, SHARED_DEVICE_KEY

ARRIVING_KEY = "arriving"
# The platform the resident came by, and its token, which ends the session there.
PLATFORM_KEY = "platform"


@dataclass(frozen=True, slots=True)
class FromPlatform:
    code: str
    token: str
    sid: str = ""


@dataclass(frozen=True, slots=True)
class Arriving:
    """What was typed, the challenge put to the person, and the page they were on the way to."""

    name: str
    identity_number: str
    mobile: str
    next_page: str
    shared: bool
    challenge: str
    shown_code: str = ""
    notice: str = ""
    ticket: str = ""
    platform: FromPlatform | None = None


def keep(request: HttpRequest, arriving: Arriving) -> None:
    request.session[ARRIVING_KEY] = encrypt(json.dumps(asdict(arriving)).encode()).decode()


def find(request: HttpRequest) -> Arriving | None:
    kept = request.session.get(ARRIVING_KEY)
    try:
        said = json.loads(decrypt(kept.encode())) if kept else None
    except UnreadableError:
        return None
    if said is None:
        return None
    came_by = said.pop("platform", None)
    return Arriving(**said, platform=FromPlatform(**came_by) if came_by else None)


def enter(request: HttpRequest, resident: Resident, arriving: Arriving) -> HttpResponse:
    """Let the resident in: a new session key, and on to where they wanted to go."""
    session = request.session
    if session.get(RESIDENT_KEY) not in {None, resident.pk}:
        session.flush()
    for over in (ARRIVING_KEY, PLATFORM_KEY, ACTING_KEY):
        session.pop(over, None)
    session.cycle_key()
    if arriving.platform is not None:
        token = encrypt(arriving.platform.token.encode()).decode()
        session[PLATFORM_KEY] = {"code": arriving.platform.code, "token": token}
    session[RESIDENT_KEY] = resident.pk
    session[SHARED_DEVICE_KEY] = arriving.shared
    # On a device of many the browser forgets the session when it closes.
    session.set_expiry(0 if arriving.shared else None)
    return redirect(_as_preferred(request, resident, arriving.next_page))


def _as_preferred(request: HttpRequest, resident: Resident, next_page: str) -> str:
    """By way of the resident's own print size and language, unless this device has chosen already."""
    wishes = {}
    if resident.large_print and MODE_COOKIE not in request.COOKIES:
        wishes["mode"] = Mode.LARGE.value
    if resident.language != settings.LANGUAGE_CODE and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        wishes["language"] = resident.language
    return f"{reverse('preferences')}?{urlencode({**wishes, 'next': next_page})}" if wishes else next_page
