"""Write DER (X.690). Every function gives a complete TLV as bytes and raises DerError for a value DER cannot carry."""

from datetime import UTC, datetime
from functools import lru_cache

from jiban.standards.der import tags
from jiban.standards.der.errors import DerError

PRINTABLE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")


def tlv(tag: int, content: bytes) -> bytes:
    """Identifier octet, the shortest definite length, content (X.690 8.1, 10.1)."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def integer(value: int) -> bytes:
    """INTEGER in the fewest octets, two's complement (X.690 8.3)."""
    magnitude = value if value >= 0 else ~value
    return tlv(tags.INTEGER, value.to_bytes(magnitude.bit_length() // 8 + 1, "big", signed=True))


def boolean(value: bool) -> bytes:  # noqa: FBT001 - the value itself is the only argument
    """BOOLEAN: FF for true, 00 for false (X.690 11.1)."""
    return b"\x01\x01\xff" if value else b"\x01\x01\x00"


def null() -> bytes:
    """NULL (X.690 8.8)."""
    return b"\x05\x00"


@lru_cache(maxsize=512)
def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER from its dotted form, such as "1.2.156.10197.1.501" (X.690 8.19)."""
    try:
        arcs = [int(arc) for arc in dotted.split(".") if arc.isascii() and arc.isdigit()]
    except ValueError:  # an arc of thousands of digits
        raise DerError("an arc of the object identifier is too long") from None
    if ".".join(map(str, arcs)) != dotted or len(arcs) < 2 or arcs[0] > 2 or (arcs[0] < 2 and arcs[1] > 39):
        raise DerError(f"not an object identifier: {dotted[:64]!r}")
    return tlv(tags.OID, b"".join(map(_base128, [arcs[0] * 40 + arcs[1], *arcs[2:]])))


def _base128(arc: int) -> bytes:
    octets = [arc & 0x7F]
    while arc := arc >> 7:
        octets.append(0x80 | (arc & 0x7F))
    return bytes(reversed(octets))


def octet_string(data: bytes) -> bytes:
    """OCTET STRING, primitive (X.690 8.7, 10.2)."""
    return tlv(tags.OCTET_STRING, data)


def bit_string(data: bytes) -> bytes:
    """BIT STRING of whole octets, primitive (X.690 8.6, 10.2)."""
    return tlv(tags.BIT_STRING, b"\x00" + data)


def named_bits(*positions: int) -> bytes:
    """BIT STRING with a named bit list: the bits at `positions` are one, no trailing zero bits (X.690 11.2.2)."""
    if not positions:
        return tlv(tags.BIT_STRING, b"\x00")
    count = max(positions) + 1
    size = (count + 7) // 8
    value = sum(1 << (size * 8 - 1 - position) for position in set(positions))
    return tlv(tags.BIT_STRING, bytes((size * 8 - count,)) + value.to_bytes(size, "big"))


def utf8_string(text: str) -> bytes:
    """UTF8String (X.690 8.23.10)."""
    try:
        return tlv(tags.UTF8_STRING, text.encode("utf-8"))
    except UnicodeEncodeError:
        raise DerError("text holds a lone surrogate, which UTF-8 cannot carry") from None


def ia5_string(text: str) -> bytes:
    """IA5String: ASCII (X.680 41)."""
    try:
        return tlv(tags.IA5_STRING, text.encode("ascii"))
    except UnicodeEncodeError:
        raise DerError("text is not ASCII, an IA5String cannot carry it") from None


def printable_string(text: str) -> bytes:
    """PrintableString: letters, digits, space and '()+,-./:=? (X.680 41.4)."""
    if not PRINTABLE.issuperset(text):
        raise DerError("text holds a character that a PrintableString cannot carry")
    return tlv(tags.PRINTABLE_STRING, text.encode("ascii"))


def utc_time(moment: datetime) -> bytes:
    """UTCTime YYMMDDHHMMSSZ of an aware datetime in the years 1950 to 2049 (X.690 11.8, RFC 5280 4.1.2.5.1).

    Fractions of a second are cut off.
    """
    utc = _as_utc(moment)
    if not 1950 <= utc.year <= 2049:
        raise DerError(f"the year {utc.year} needs a GeneralizedTime")
    return tlv(tags.UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").encode())


def generalized_time(moment: datetime) -> bytes:
    """GeneralizedTime YYYYMMDDHHMMSSZ of an aware datetime (X.690 11.7). Fractions of a second are cut off."""
    utc = _as_utc(moment)
    return tlv(tags.GENERALIZED_TIME, (f"{utc.year:04}" + utc.strftime("%m%d%H%M%SZ")).encode())


def _as_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise DerError("a time without a zone has no place in DER")
    return moment.astimezone(UTC)


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE or SEQUENCE OF complete TLVs, in the order given (X.690 8.9, 8.10)."""
    return tlv(tags.SEQUENCE, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    """SET OF complete TLVs, sorted by their encodings (X.690 11.6)."""
    return tlv(tags.SET, b"".join(sorted(parts)))


def explicit(number: int, *parts: bytes) -> bytes:
    """`[number] EXPLICIT` around complete TLVs (X.690 8.14.2); number 0 to 30."""
    return tlv(tags.explicit_tag(_low(number)), b"".join(parts))


def implicit(number: int, raw_tlv: bytes) -> bytes:
    """`[number] IMPLICIT` in place of the tag of `raw_tlv` (X.690 8.14.3); number 0 to 30."""
    if len(raw_tlv) < 2:
        raise DerError("an implicit tag needs a complete TLV to replace")
    constructed = bool(raw_tlv[0] & tags.CONSTRUCTED)
    return bytes((tags.implicit_tag(_low(number), constructed=constructed),)) + raw_tlv[1:]


def _low(number: int) -> int:
    if not 0 <= number <= 30:
        raise DerError("tag numbers above 30 are not used here")
    return number
