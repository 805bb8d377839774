"""Take a file in without ever writing it down: refused by its length before it is read, then held in memory only."""

from typing import IO

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from .refusals import FileTooLargeError, UnreadableUploadError

# What a form adds around the file.
FORM_BYTES = 16 * 1024


class InMemoryOnly(MemoryFileUploadHandler):
    """Django would write larger files to disk; their length is bounded here already."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's signature
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
        self.activated = True


def admit(request: HttpRequest) -> None:
    """Call before anything else looks at the form. Raises FileTooLargeError and UnreadableUploadError."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.VERIFY_UPLOAD_MAX_BYTES + FORM_BYTES:
        raise FileTooLargeError(megabytes=settings.VERIFY_UPLOAD_MAX_BYTES // (1024 * 1024))
    request.upload_handlers = [InMemoryOnly(request)]
    try:
        request.FILES  # noqa: B018 - reads and parses the form
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError) as error:
        raise UnreadableUploadError from error
