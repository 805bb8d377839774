"""PDF objects as bytes, and the file they are laid down in (ISO 32000-1 clauses 7.3, 7.5, 7.9)."""

import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from jiban.standards.pdf.errors import PageError

MM_TO_POINTS = 72 / 25.4
DEFLATE_LEVEL = 1
"""Outlines are dense: the slower levels gain 4 % and cost half the time of the whole file."""

HEADER = b"%PDF-1.7\n%\xe5\x8d\xb3\xe5\x8a\x9e\n"
"""Version, then the comment of bytes above 127 that marks the file as binary (7.5.2, and PDF/A 6.1.2)."""

_NAME_ESCAPED = re.compile(rb"[^!\"$&'*+,\-.0-9:;=?@A-Z\\^_`a-z|~]")
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
_LITERAL_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def name(text: str) -> bytes:
    """A name object (7.3.5): UTF-8, every byte outside the regular characters written as #xx."""
    return b"/" + _NAME_ESCAPED.sub(lambda match: b"#%02X" % match[0][0], text.encode())


def text_string(text: str) -> bytes:
    """A text string (7.9.2.2): a literal when printable ASCII, else hexadecimal UTF-16BE with its byte order mark.

    Raises PageError for a lone surrogate, which is no character.
    """
    if _PRINTABLE.fullmatch(text):
        return b"(" + text.translate(_LITERAL_ESCAPED).encode("ascii") + b")"
    try:
        return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode("ascii") + b">"
    except UnicodeEncodeError:
        raise PageError("text holds a lone surrogate") from None


def date(moment: datetime) -> bytes:
    """A date string (7.9.4) with its offset from UTC. Raises PageError for a moment without a zone."""
    if moment.utcoffset() is None:
        raise PageError("a date needs a zone")
    offset = moment.strftime("%z")
    return f"(D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}')".encode("ascii")


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A number to a ten-thousandth, in its shortest writing, never with an exponent (7.3.3).

    Remembered, because sizes, margins and widths come again in every file.
    """
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def rectangle(page_height_mm: float, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> bytes:
    """A rectangle (7.9.5) in points, origin bottom left, from a box in millimetres, origin top left."""
    left, right = x_mm, x_mm + width_mm
    bottom, top = page_height_mm - y_mm - height_mm, page_height_mm - y_mm
    return array(number(edge * MM_TO_POINTS).encode("ascii") for edge in (left, bottom, right, top))


def array(items: Iterable[bytes]) -> bytes:
    """An array (7.3.6) of written objects."""
    return b"[" + b" ".join(items) + b"]"


def reference(object_number: int) -> bytes:
    """An indirect reference (7.3.10); every object here is of generation 0."""
    return b"%d 0 R" % object_number


def stream(entries: bytes, data: bytes) -> bytes:
    """A stream object (7.3.8) from the inside of its dictionary, without Length, and its stored bytes."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def deflated_stream(entries: bytes, data: bytes) -> bytes:
    """A stream object with `data` under FlateDecode (7.4.4)."""
    return stream(entries + b"/Filter/FlateDecode", zlib.compress(data, DEFLATE_LEVEL))


@dataclass(frozen=True, slots=True)
class Previous:
    """What an update says of the file it is appended to: where its cross-reference lies, and its first identifier."""

    start_xref: int
    identifier: bytes


class Body:
    """The file while it is written: numbered objects one after the other, each place remembered.

    data          what stands before: the header, or a whole file to be updated (7.5.6)
    next_number   the first object number that is free
    """

    def __init__(self, data: bytes = HEADER, *, next_number: int = 1) -> None:
        self.data = bytearray(data)
        self._next = next_number
        self._offsets: dict[int, int] = {}

    def reserve(self) -> int:
        """A number for an object that is put down later."""
        self._next += 1
        return self._next - 1

    def put(self, object_number: int, content: bytes) -> int:
        """Put down a reserved object, or a new state of an old one; gives the offset in bytes of its content."""
        self._offsets[object_number] = len(self.data)
        self.data += b"%d 0 obj\n" % object_number
        start = len(self.data)
        self.data += content
        self.data += b"\nendobj\n"
        return start

    def add(self, content: bytes) -> int:
        """Put down an object under the next number."""
        object_number = self.reserve()
        self.put(object_number, content)
        return object_number

    def close(self, *, catalog: int, info: int, previous: Previous | None = None) -> None:
        """Write the cross-reference table and the trailer (7.5.4, 7.5.5).

        The file identifier is a hash of everything written so far, so that equal content has equal bytes. In an update
        its first part stays (14.4).
        """
        identifier = hashlib.sha256(self.data).hexdigest()[:32].upper().encode("ascii")
        first, before = (previous.identifier, b"/Prev %d" % previous.start_xref) if previous else (identifier, b"")
        place = len(self.data)
        self.data += b"xref\n" + self._cross_reference(whole=previous is None)
        self.data += b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]%s>>\nstartxref\n%d\n%%%%EOF\n" % (
            self._next,
            catalog,
            info,
            first,
            identifier,
            before,
            place,
        )

    def _cross_reference(self, *, whole: bool) -> bytes:
        """One section for each run of numbers; a whole file's begins with the head of the free list."""
        rows = {number: b"%010d 00000 n \n" % offset for number, offset in self._offsets.items()}
        if whole:
            rows[0] = b"0000000000 65535 f \n"
        written = []
        numbers = sorted(rows)
        for _, run in groupby(enumerate(numbers), key=lambda placed: placed[1] - placed[0]):
            section = [number for _, number in run]
            written.append(b"%d %d\n" % (section[0], len(section)) + b"".join(rows[number] for number in section))
        return b"".join(written)
