"""Files as they come in: several for one question, and none so large that it fills the disk."""

import io
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class LimitedUpload(FileUploadHandler):
    """Stands before Django's own handlers. What is longer than any page takes is counted and thrown away.

    The form gets an empty file of the true size, so that it can say how large it was and keep what was typed.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.limit_bytes = max(settings.UPLOAD_MAX_BYTES, settings.VERIFY_UPLOAD_MAX_BYTES)

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
