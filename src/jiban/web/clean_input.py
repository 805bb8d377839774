"""What no page can take is refused at the door, once for all pages."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase

from jiban.web.failures import bad_request

URLENCODED = "application/x-www-form-urlencoded"


class CleanInputMiddleware:
    """No person types a zero byte, and PostgreSQL keeps none in a text: it would be an error far behind the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Looked for as it was sent: a form that is read here could not be given another way to take files in.
        form = _form(request)
        if "%00" in request.get_full_path() or b"%00" in form or b"\0" in form:
            return bad_request(request)
        return self.get_response(request)


def _form(request: HttpRequest) -> bytes:
    """Forms with files are left to the page that takes them: their body is read once."""
    if request.content_type != URLENCODED:
        return b""
    try:
        return request.body
    except (RequestDataTooBig, UnreadablePostError):
        # Whoever asks for the form is told the same.
        return b""
