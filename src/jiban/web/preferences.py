"""How a visitor likes to read and hear. Kept in cookies, changed by plain links and by the page /reading/."""

from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

MODE_COOKIE = "jiban_mode"
CONTRAST_COOKIE = "jiban_contrast"
RATE_COOKIE = "jiban_rate"
KEYS_COOKIE = "jiban_keys"
ONE_YEAR_SECONDS = 365 * 24 * 3600


class Mode(StrEnum):
    """The size of everything: html[data-mode] in the pages."""

    STANDARD = "standard"
    LARGE = "large"

    @classmethod
    def read(cls, text: str | None) -> "Mode":
        return cls.LARGE if text == cls.LARGE else cls.STANDARD


class Contrast(StrEnum):
    """html[data-contrast]. Who never chose gets what the device asks for."""

    NORMAL = "normal"
    HIGH = "high"

    @classmethod
    def read(cls, text: str | None) -> "Contrast | None":
        return cls(text) if text in set(cls) else None


class Rate(StrEnum):
    """How fast pages are read aloud: html[data-rate]."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"

    @classmethod
    def read(cls, text: str | None) -> "Rate":
        return cls(text) if text in set(cls) else cls.NORMAL


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_preferences(request: HttpRequest) -> HttpResponse:
    """Keep the preferences that are named (mode, contrast, rate, language, keys) and go back to the page at `next`."""
    asked = request.POST if request.method == "POST" else request.GET
    cookies = {cookie: asked[name] for name, cookie in _cookies().items() if name in asked}
    allowed = _allowed_values()
    if any(value not in allowed[cookie] for cookie, value in cookies.items()):
        return HttpResponseBadRequest()
    response = HttpResponseRedirect(safe_next(asked.get("next")))
    for cookie, value in cookies.items():
        response.set_cookie(
            cookie,
            value,
            max_age=ONE_YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def safe_next(address: str | None, *, default: str = "/") -> str:
    """Return `address` if it is a page of this site, else `default`: a link must not lead people elsewhere."""
    if address and address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    return default


def _cookies() -> dict[str, str]:
    return {
        "mode": MODE_COOKIE,
        "contrast": CONTRAST_COOKIE,
        "rate": RATE_COOKIE,
        "language": settings.LANGUAGE_COOKIE_NAME,
        "keys": KEYS_COOKIE,
    }


def _allowed_values() -> dict[str, set[str]]:
    return {
        MODE_COOKIE: {mode.value for mode in Mode},
        CONTRAST_COOKIE: {contrast.value for contrast in Contrast},
        RATE_COOKIE: {rate.value for rate in Rate},
        settings.LANGUAGE_COOKIE_NAME: {code for code, _ in settings.LANGUAGES},
        KEYS_COOKIE: {"on", "off"},
    }
