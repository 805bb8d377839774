"""How foreign makers write seals, and how much of it is forgiven.

A strict reading refuses whatever departs from the definition. A tolerant one takes a value in the other form it is found
in, and notes each departure. Signatures are checked over the bytes as stored, so to forgive a form forgives no lie.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from jiban.standards.der import DerError, Node, parse, tags
from jiban.standards.der.decode import read_header

CHINA_STANDARD_TIME = timezone(timedelta(hours=8))
MAX_DEVIATIONS = 64  # a hostile list must not become a long report
SHOWN_CHARACTERS = 80

_WRITTEN_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?")
_PLAIN_TIME = re.compile(r"((?:\d\d)?\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?")
_STRING_TAGS = frozenset(
    {tags.UTF8_STRING, tags.PRINTABLE_STRING, tags.IA5_STRING, tags.VISIBLE_STRING, tags.NUMERIC_STRING}
    | {tags.TELETEX_STRING, tags.BMP_STRING}
)


class Deviation(NamedTuple):
    """One departure from the standard. `code` is stable, `where` names the field of the ASN.1 definition."""

    code: str
    where: str


class Dialect:
    """Reads fields of one structure. `deviations` collects what a tolerant reading forgave.

    Every method raises DerError for what cannot be read at all, and a strict dialect also for each departure.
    """

    def __init__(self, *, tolerant: bool = False) -> None:
        self.tolerant = tolerant
        self.deviations: list[Deviation] = []

    def depart(self, code: str, where: str) -> None:
        """Note a departure, or refuse it."""
        if not self.tolerant:
            raise DerError(f"{where}: {code}")
        if len(self.deviations) < MAX_DEVIATIONS:
            self.deviations.append(Deviation(code, where))

    def whole(self, data: bytes, *, max_size_bytes: int, where: str) -> Node:
        """The value that fills `data`; bytes after it are a departure, and so is an OCTET STRING around it."""
        if self.tolerant and 2 <= len(data) <= max_size_bytes:
            _, _, end = read_header(data, 0, len(data))
            if end != len(data):
                self.depart("bytes-after-the-value", where)
                data = data[:end]
        return self.unwrapped(parse(data, max_size_bytes=max_size_bytes), where)

    def unwrapped(self, node: Node, where: str) -> Node:
        """The SEQUENCE itself, where some makers put it into an OCTET STRING first."""
        if node.tag != tags.OCTET_STRING:
            return node
        self.depart("wrapped-in-octets", where)
        return parse(node.octets())

    def bits(self, node: Node, where: str) -> bytes:
        """BIT STRING of whole octets."""
        if node.tag == tags.OCTET_STRING:
            self.depart("octets-for-bits", where)
            return node.octets()
        return node.bits()

    def octets(self, node: Node, where: str) -> bytes:
        """OCTET STRING."""
        if node.tag == tags.BIT_STRING:
            self.depart("bits-for-octets", where)
            return node.bits()
        if node.tag == tags.SEQUENCE:  # a certificate put in as it is
            self.depart("sequence-for-octets", where)
            return node.raw
        return node.octets()

    def text(self, node: Node, tag: int, where: str) -> str:
        """A character string of the type `tag`."""
        if node.tag in _STRING_TAGS and node.tag != tag:
            self.depart("another-string-type", where)
        elif node.tag != tag:
            node.expect(tag)
        try:
            return node.text()
        except DerError:
            self.depart("string-encoding", where)
        return decoded(node.content)

    def number(self, node: Node) -> int:
        """An INTEGER of at most four octets. Larger ones mean nothing here, and may be too long to be shown."""
        number = node.integer()
        if not -(2**31) <= number < 2**31:
            raise DerError("a number has more than four octets")
        return number

    def moment(self, node: Node, tag: int, where: str) -> datetime:
        """A time of the type `tag`, in UTC."""
        if node.tag not in (tags.UTC_TIME, tags.GENERALIZED_TIME):
            self.depart("another-type-for-time", where)
            return self.written_moment(self.text(node, node.tag, where), where)
        if node.tag != tag:
            self.depart("another-time-type", where)
        try:
            return node.time()
        except DerError:
            self.depart("time-form", where)
        return self.written_moment(node.content.decode("ascii", "replace"), where)

    def written_moment(self, text: str, where: str) -> datetime:
        """A time in words of another form. Without a zone it is taken for Chinese standard time, and noted."""
        for form in (_WRITTEN_TIME, _PLAIN_TIME):
            found = form.fullmatch(text.strip())
            if found is not None:
                *numbers, zone = found.groups()
                if zone is None:
                    self.depart("time-without-zone", where)
                return _moment(numbers, zone)
        raise DerError(f"{where}: not a time")


def decoded(content: bytes) -> str:
    """Text of a string whose type does not tell its encoding; hexadecimal if it is none."""
    for codec in ("utf-8", "gb18030"):
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    return content[:SHOWN_CHARACTERS].hex()


def _moment(numbers: list[str], zone: str | None) -> datetime:
    year, month, day, hour, minute, second = map(int, numbers)
    if len(numbers[0]) == 2:
        year += 1900 if year >= 50 else 2000
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise DerError("a date or time that does not exist") from None


def _zone(zone: str | None) -> timezone:
    if zone is None:
        return CHINA_STANDARD_TIME
    if zone == "Z":
        return UTC
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(offset if zone[0] == "+" else -offset)


def told_once(deviations: list[Deviation]) -> Iterator[Deviation]:
    """Each departure once, in the order met: a list of certificates may repeat the same one."""
    yield from dict.fromkeys(deviations)
