"""Files that are two things at once, and PDFs that do things when they are opened. Pure: bytes in, a verdict out.

A picture is encoded anew anyway; what is refused here is refused because an honest phone does not make it.
"""

import struct
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

END_OF_ZIP = b"PK\x05\x06"
ZIP_DIRECTORY = b"PK\x01\x02"
ZIP_ENTRY = b"PK\x03\x04"
# Six bytes and more: they do not come about by chance inside compressed data of this size.
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MSCF\x00\x00\x00\x00")
PAGE_MARKS = (b"<script", b"<html", b"<!doctype html", b"<?php")
# A comment of a ZIP, behind which its end may hide.
LONGEST_ZIP_END = 22 + 65_535
# Keys and actions by which a PDF runs something, sends something, or carries another file.
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/AA", "/RichMediaContent"})
ACTIVE_VALUES = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMedia", "/EmbeddedFile", "/Rendition"}
)
# More than any scan of fifty pages has.
MOST_OBJECTS = 20_000


def is_archive_too(data: bytes) -> bool:
    """True if an unpacking program would open it: it finds its directory from the end of the file."""
    return any(mark in data for mark in ARCHIVES) or _ends_as_zip(data)


def is_page_too(data: bytes) -> bool:
    """True if a browser that is told so would read it as a page."""
    folded = data.lower()
    return any(mark in folded for mark in PAGE_MARKS)


def holds_pdf(picture: bytes) -> bool:
    return b"%PDF-1" in picture or b"%PDF-2" in picture


def is_active(reader: PdfFileReader) -> bool:
    """True if anything in the PDF runs, sends, or is another file. Whatever cannot be read raises, as the reader does."""
    waiting: list[Any] = [reader.root]
    seen: set[Any] = set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, generic.IndirectObject):
            if found.reference in seen:
                continue
            seen.add(found.reference)
            if len(seen) > MOST_OBJECTS:
                return True
            found = found.get_object()  # type: ignore[no-untyped-call]
        if isinstance(found, generic.DictionaryObject):
            if _is_active_dictionary(found):
                return True
            waiting.extend(found.raw_get(key) for key in found)
        elif isinstance(found, generic.ArrayObject):
            waiting.extend(found.raw_get(place) for place in range(len(found)))
    return False


def _is_active_dictionary(found: generic.DictionaryObject) -> bool:
    if any(str(key) in ACTIVE_KEYS for key in found):
        return True
    kinds = (found.raw_get(key) for key in ("/S", "/Type", "/Subtype") if key in found)
    return any(isinstance(kind, generic.NameObject) and str(kind) in ACTIVE_VALUES for kind in kinds)


def _ends_as_zip(data: bytes) -> bool:
    """By structure, not by four bytes alone: those come about by chance in a photo now and then."""
    end = data.rfind(END_OF_ZIP, max(0, len(data) - LONGEST_ZIP_END))
    while end >= 0:
        if len(data) >= end + 22:
            (size,) = struct.unpack_from("<I", data, end + 12)
            start = end - size
            if (size and start >= 0 and data[start : start + 4] == ZIP_DIRECTORY) or (not size and ZIP_ENTRY in data):
                return True
        end = data.rfind(END_OF_ZIP, max(0, len(data) - LONGEST_ZIP_END), end)
    return False
