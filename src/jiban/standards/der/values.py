"""Content octets to values, each by its clause of X.690. Every mistake raises DerError."""

import re
from datetime import UTC, datetime

from jiban.standards.der import tags
from jiban.standards.der.encode import PRINTABLE
from jiban.standards.der.errors import DerError

MAX_OID_BYTES = 128

CODEC_OF = {
    tags.UTF8_STRING: "utf-8",
    tags.NUMERIC_STRING: "ascii",
    tags.PRINTABLE_STRING: "ascii",
    tags.TELETEX_STRING: "latin-1",  # what old certificates mean by it, whatever T.61 says
    tags.IA5_STRING: "ascii",
    tags.VISIBLE_STRING: "ascii",
    tags.BMP_STRING: "utf-16-be",
}
NUMERIC = frozenset("0123456789 ")

UTC_TIME_FORM = re.compile(rb"[0-9]{12}Z")
GENERALIZED_TIME_FORM = re.compile(rb"([0-9]{14})(?:\.([0-9]*[1-9]))?Z")


def integer(content: bytes) -> int:
    """INTEGER (X.690 8.3): at least one octet, the first nine bits not all equal."""
    if not content:
        raise DerError("an INTEGER without content")
    if len(content) > 1 and ((content[0] == 0x00 and content[1] < 0x80) or (content[0] == 0xFF and content[1] >= 0x80)):
        raise DerError("an INTEGER is not minimal")
    return int.from_bytes(content, "big", signed=True)


def boolean(content: bytes) -> bool:
    """BOOLEAN (X.690 11.1): exactly 00 or FF."""
    if content == b"\xff":
        return True
    if content == b"\x00":
        return False
    raise DerError("a BOOLEAN is neither 00 nor FF")


def oid(content: bytes) -> str:
    """OBJECT IDENTIFIER (X.690 8.19) of at most 128 octets."""
    if not content or content[-1] & 0x80 or len(content) > MAX_OID_BYTES:
        raise DerError("an OBJECT IDENTIFIER is empty, cut off or too long")
    arcs = []
    arc = 0
    for octet in content:
        if arc == 0 and octet == 0x80:
            raise DerError("an arc of an OBJECT IDENTIFIER is not minimal")
        arc = (arc << 7) | (octet & 0x7F)
        if not octet & 0x80:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - first * 40, *arcs[1:]]))


def whole_octets(content: bytes) -> bytes:
    """BIT STRING (X.690 8.6) without unused bits."""
    if _unused_bits(content):
        raise DerError("a BIT STRING does not fill its last octet")
    return content[1:]


def named_bits(content: bytes) -> frozenset[int]:
    """BIT STRING with a named bit list (X.690 11.2.2): its last bit is one."""
    unused = _unused_bits(content)
    value = int.from_bytes(content[1:], "big")
    if len(content) > 1 and not value >> unused & 1:
        raise DerError("a named bit list ends in zero bits")
    count = (len(content) - 1) * 8
    return frozenset(position for position in range(count) if value >> (count - 1 - position) & 1)


def _unused_bits(content: bytes) -> int:
    if not content or content[0] > 7 or (content[0] and len(content) == 1):
        raise DerError("a BIT STRING with a wrong count of unused bits")
    unused = content[0]
    if unused and content[-1] & ((1 << unused) - 1):
        raise DerError("the unused bits of a BIT STRING are not zero")
    return unused


def text(tag: int, content: bytes) -> str:
    """A character string in the set that its type allows (X.680 41, X.690 8.23)."""
    codec = CODEC_OF.get(tag)
    if codec is None:
        raise DerError(f"tag {tag:#04x} is not a character string")
    try:
        decoded = content.decode(codec)
    except UnicodeDecodeError:
        raise DerError(f"a character string is not {codec}") from None
    if tag == tags.PRINTABLE_STRING and not PRINTABLE.issuperset(decoded):
        raise DerError("a PrintableString holds a forbidden character")
    if tag == tags.NUMERIC_STRING and not NUMERIC.issuperset(decoded):
        raise DerError("a NumericString holds a forbidden character")
    return decoded


def time(tag: int, content: bytes) -> datetime:
    """UTCTime (X.690 11.8, years 1950 to 2049) or GeneralizedTime (X.690 11.7), both ending in Z, to microseconds."""
    if tag == tags.UTC_TIME and UTC_TIME_FORM.fullmatch(content):
        century = b"19" if content >= b"50" else b"20"
        return _moment(century + content[:12], b"")
    if tag == tags.GENERALIZED_TIME and (form := GENERALIZED_TIME_FORM.fullmatch(content)):
        return _moment(form[1], form[2] or b"")
    raise DerError("not a time in the form DER asks for")


def _moment(digits: bytes, fraction: bytes) -> datetime:
    year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(2, 14, 2))
    try:
        whole = datetime(int(digits[:2]) * 100 + year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise DerError("a date or time that does not exist") from None
    return whole.replace(microsecond=int(fraction[:6].ljust(6, b"0")))
