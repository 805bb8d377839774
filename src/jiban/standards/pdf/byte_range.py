"""Which bytes of a file a signature covers, and the container in the hole between them (ISO 32000-1 clause 12.8.1)."""

import re
from dataclasses import dataclass

from jiban.standards.der.decode import read_header
from jiban.standards.der.errors import DerError
from jiban.standards.pdf.errors import NoSignatureError, SignatureFormError

_BYTE_RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}0\s{1,20}(\d{1,10})\s{1,20}(\d{1,10})\s{1,20}(\d{1,10})\s{0,9}\]")
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f]*")


@dataclass(frozen=True, slots=True)
class Room:
    """Where the container of the covering signature lies: offsets in bytes of `<` and after `>`."""

    start: int
    end: int

    @property
    def size_bytes(self) -> int:
        """How large a container may be."""
        return (self.end - self.start - 2) // 2


def byte_ranges(pdf: bytes) -> list[tuple[int, int, int]]:
    """Every ByteRange entry that starts with the file: where the hole starts, where it ends, how many bytes follow it."""
    found = (match.groups() for match in _BYTE_RANGE.finditer(pdf))
    return [(int(start), int(end), int(rest)) for start, end, rest in found]


def rooms(pdf: bytes) -> dict[int, Room]:
    """The hole of every signature, by the offset at which what it covers ends: the earliest signature first."""
    found: dict[int, Room] = {}
    for start, end, rest in sorted(byte_ranges(pdf), key=lambda entry: entry[1] + entry[2]):
        inside = start + 2 <= end and end + rest <= len(pdf)
        if inside and pdf[start : start + 1] == b"<" and pdf[end - 1 : end] == b">":
            if end + rest in found and found[end + rest] != Room(start, end):
                raise NoSignatureError("two signatures end at the same place")
            found[end + rest] = Room(start, end)
    return found


def find_room(pdf: bytes) -> Room:
    """The hole of the one signature whose byte range runs from the first to the last byte of the file.

    Raises NoSignatureError.
    """
    room = rooms(pdf).get(len(pdf))
    if room is None:
        raise NoSignatureError("no signature covers the file from its first to its last byte")
    return room


def container_in(pdf: bytes, room: Room) -> bytes:
    """The container written there, without its padding. Raises SignatureFormError."""
    written = pdf[room.start + 1 : room.end - 1]
    if not _HEXADECIMAL.fullmatch(written) or len(written) % 2:
        raise SignatureFormError("the signature container is not written in pairs of hexadecimal digits")
    return without_padding(bytes.fromhex(written.decode("ascii")))


def without_padding(container: bytes) -> bytes:
    """The one DER element at the start; only zeros may follow it. Raises SignatureFormError."""
    try:
        _tag, _start, end = read_header(container, 0, len(container))
    except DerError as bad:
        raise SignatureFormError("the signature container is empty or cut off") from bad
    if container[end:].strip(b"\0"):
        raise SignatureFormError("something other than zeros follows the signature container")
    return container[:end]
