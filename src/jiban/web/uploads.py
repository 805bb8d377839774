"""Files as they come in: several for one question, and none so large that it fills the disk."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jiban.catalogue import papers
from jiban.catalogue.definition import Label, Paper
from jiban.catalogue.errors import PaperRefusedError
from jiban.web.failures import too_large

# Read and thrown away before "too large" is said: a browser that is still sending does not read answers.
LINGER_BYTES = 256 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
MOST_BYTES_OF_A_PHOTO = 20 * 1024 * 1024


def most_bytes() -> int:
    """What any page takes of one file."""
    return int(max(settings.UPLOAD_MAX_BYTES, settings.VERIFY_UPLOAD_MAX_BYTES))


class LimitedUpload(FileUploadHandler):
    """Stands before Django's own handlers. What is longer than any page takes is counted and thrown away.

    The form gets an empty file of the true size, so that it can say how large it was and keep what was typed.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.limit_bytes = most_bytes()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start + len(raw_data) <= self.limit_bytes else None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if file_size <= self.limit_bytes:
            return None
        for handler in self.request.upload_handlers if self.request else ():
            # What the others had begun to keep is deleted at once.
            if hasattr(handler, "file") and handler.file is not None:
                handler.file.close()
        return UploadedFile(
            file=io.BytesIO(), name=self.file_name, content_type=self.content_type, size=file_size, charset=self.charset
        )


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Gives a list of files, empty if none was chosen."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(each, initial) for each in sent]


def photo_of(code: str, label: Label) -> Paper:
    """One photo that is no paper of an item: as large as a phone makes it."""
    return Paper(
        code=code,
        label=label,
        hint=Label(zh="", en=""),
        required=False,
        needed_when=None,
        any_of=(),
        formats=("jpeg", "png"),
        max_bytes=MOST_BYTES_OF_A_PHOTO,
    )


def accepted(upload: "UploadedFile[bytes]", paper: Paper) -> papers.AcceptedPaper:
    """Checked and cleaned. Raises ValidationError in the words of the room, with the size as it was sent."""
    paper = replace(paper, max_bytes=min(paper.max_bytes, most_bytes()))
    try:
        if (upload.size or 0) > paper.max_bytes:
            # Of what is longer than any page takes nothing is left to read.
            raise papers.too_large(upload.size or 0, paper)
        return papers.accept(upload.read(), file_name=upload.name or "", paper=paper)
    except PaperRefusedError as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


class LargeRequestMiddleware:
    """More than any page could ever take in is not looked at: the answer says so, in the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if not length.isdecimal() or int(length) <= settings.REQUEST_MAX_BYTES:
            return self.get_response(request)
        _linger(request, min(int(length), LINGER_BYTES))
        return too_large(request)


def _linger(request: HttpRequest, left_bytes: int) -> None:
    while left_bytes > 0:
        try:
            chunk = request.read(min(left_bytes, CHUNK_BYTES))
        except OSError:
            return
        if not chunk:
            return
        left_bytes -= len(chunk)
