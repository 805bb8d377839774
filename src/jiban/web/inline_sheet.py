"""Who comes for the first time gets the style sheet inside the page: on a slow line a second request costs more than the sheet.

The same page has the browser fetch the file without waiting for it, and a cookie says so: from the second page on it is
linked, and comes from the browser's own store. Only files named by their content can be treated so: in development and
in most tests the sheet is linked.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .preferences import ONE_YEAR_SECONDS

SHEET = "app.css"
COOKIE = "jiban_sheet"
_WANTED = "_jiban_inline_sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`source` is what the content security policy allows: the digest of exactly this text."""

    text: SafeString
    source: str

    @property
    def mark(self) -> str:
        return self.source[8:24]


def links(request: HttpRequest | None) -> SafeString:
    """What stands in the head of a page: the sheet, or a link to it if this browser has it."""
    address = staticfiles_storage.url(SHEET)
    linked = format_html('<link rel="stylesheet" href="{}">', address)
    if request is None or not isinstance(staticfiles_storage, ManifestFilesMixin):
        return linked
    sheet = _read(staticfiles_storage.stored_name(SHEET))
    if request.COOKIES.get(COOKIE) == sheet.mark:
        return linked
    setattr(request, _WANTED, sheet)
    # A sheet for a medium that is not at hand is fetched last, and nothing waits for it.
    later = format_html('<link rel="stylesheet" href="{}" media="print">', address)
    return format_html("<style>{}</style>{}", sheet.text, later)


class InlineSheetMiddleware:
    """Allows the sheet in a page that has it, for that answer only, and remembers that this browser has it now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sheet: Sheet | None = getattr(request, _WANTED, None)
        if sheet is not None:
            # What django-csp's csp_update decorator sets; a view may have set more.
            allowed: dict[str, list[str]] = getattr(response, "_csp_update", {})
            response._csp_update = {**allowed, "style-src": [sheet.source]}  # type: ignore[attr-defined]  # noqa: SLF001
            response.set_cookie(
                COOKIE,
                sheet.mark,
                max_age=ONE_YEAR_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


@lru_cache(maxsize=2)
def _read(stored: str) -> Sheet:
    with staticfiles_storage.open(stored) as file:
        data = bytes(file.read())
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")
    return Sheet(mark_safe(data.decode("utf-8")), f"'sha256-{digest}'")  # noqa: S308 - our own file
