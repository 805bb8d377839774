"""Append to a file that was written here (ISO 32000-1 clause 7.5.6): what was signed keeps every byte it had.

This reads what `objects.Body` writes and nothing else; a file of another program is refused, not guessed at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jiban.standards.pdf.errors import NotOursError
from jiban.standards.pdf.objects import HEADER, Body, Previous, reference

MAX_REVISIONS = 64
_TRAILER = re.compile(
    rb"trailer\n<</Size (\d{1,8})/Root (\d{1,8}) 0 R/Info (\d{1,8}) 0 R/ID\[<([0-9A-F]{32})><[0-9A-F]{32}>\]"
    rb"(?:/Prev (\d{1,10}))?>>\nstartxref\n(\d{1,10})\n%%EOF\n"
)
_SECTION = re.compile(rb"(\d{1,8}) (\d{1,8})\n")
_ROW_BYTES = 20
_REFERENCE = re.compile(rb"(\d{1,8}) 0 R")


@dataclass(frozen=True, slots=True)
class Revision:
    """The newest state of a file written here: the numbers that matter, and where every object lies."""

    data: bytes
    catalog: int
    info: int
    size: int
    previous: Previous
    offsets: Mapping[int, int]

    @classmethod
    def newest(cls, data: bytes) -> "Revision":
        """Read the cross-references from the end to the beginning. Raises NotOursError."""
        if not data.startswith(HEADER):
            raise NotOursError("the file was not written here")
        newest = _trailer_at_the_end(data)
        offsets: dict[int, int] = {}
        place: int | None = int(newest[6])
        for _ in range(MAX_REVISIONS):
            if place is None:
                previous = Previous(int(newest[6]), newest[4])
                return cls(data, int(newest[2]), int(newest[3]), int(newest[1]), previous, offsets)
            trailer = _read_section(data, place, offsets)
            place = int(trailer[5]) if trailer[5] else None
        raise NotOursError("the file was changed too often")

    def content(self, object_number: int) -> bytes:
        """What stands between `obj` and `endobj`, for an object that is no stream. Raises NotOursError."""
        head = b"%d 0 obj\n" % object_number
        start = self.offsets.get(object_number, len(self.data))
        end = self.data.find(b"\nendobj\n", start)
        if not self.data.startswith(head, start) or end < 0:
            raise NotOursError("an object of the file is not where it should be")
        return self.data[start + len(head) : end]

    def referred(self, content: bytes, key: bytes) -> int:
        """The number of the object that `key` of a dictionary refers to. Raises NotOursError."""
        found = re.search(rb"/" + key + rb" (\d{1,8}) 0 R", content)
        if found is None:
            raise NotOursError("an object of the file lacks an entry")
        return int(found[1])

    def update(self) -> Body:
        """A body that begins after the file's last byte."""
        return Body(self.data, next_number=self.size)

    def close(self, body: Body) -> None:
        """End an update."""
        body.close(catalog=self.catalog, info=self.info, previous=self.previous)


def with_entry(dictionary: bytes, key: bytes, object_number: int) -> bytes:
    """A dictionary in which `key` refers to the object, instead of to another one or to none."""
    without = re.sub(rb"/" + key + rb" \d{1,8} 0 R", b"", dictionary)
    return without.removesuffix(b">>") + b"/%s %s>>" % (key, reference(object_number))


def references_in(content: bytes) -> list[int]:
    """The numbers of the objects a written array refers to."""
    return [int(number) for number in _REFERENCE.findall(content)]


def _trailer_at_the_end(data: bytes) -> re.Match[bytes]:
    found = _TRAILER.search(data, data.rfind(b"trailer\n"))
    if found is None or found.end() != len(data):
        raise NotOursError("the file does not end as it was written")
    return found


def _read_section(data: bytes, place: int, offsets: dict[int, int]) -> re.Match[bytes]:
    """Take up the objects of one cross-reference table that no newer one has; gives the trailer below it."""
    if not data.startswith(b"xref\n", place):
        raise NotOursError("a cross-reference table is not where it should be")
    place += len(b"xref\n")
    while section := _SECTION.match(data, place):
        first, count = int(section[1]), int(section[2])
        place = section.end() + count * _ROW_BYTES
        rows = data[section.end() : place]
        if len(rows) != count * _ROW_BYTES:
            break
        for index in range(count):
            row = rows[index * _ROW_BYTES : (index + 1) * _ROW_BYTES]
            if row.endswith(b" 00000 n \n") and row[:10].isdigit():
                offsets.setdefault(first + index, int(row[:10]))
    trailer = _TRAILER.match(data, place)
    if trailer is None:
        raise NotOursError("a cross-reference table is not as it was written")
    return trailer
