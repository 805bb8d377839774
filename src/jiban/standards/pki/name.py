"""Distinguished names (X.501, RFC 5280 section 4.1.2.4) as DER, and as text (RFC 4514)."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from jiban.standards.der import DerError, Node, encode, parse, tags
from jiban.standards.pki import oids
from jiban.standards.pki.errors import CertificateFormatError

SHORT_NAMES = {
    oids.COMMON_NAME: "CN",
    oids.COUNTRY: "C",
    oids.LOCALITY: "L",
    oids.STATE: "ST",
    oids.ORGANIZATION: "O",
    oids.ORGANIZATIONAL_UNIT: "OU",
    oids.ORGANIZATION_IDENTIFIER: "organizationIdentifier",
}
_ASCII_STRINGS = frozenset({tags.PRINTABLE_STRING, tags.IA5_STRING, tags.NUMERIC_STRING, tags.VISIBLE_STRING})
SPECIAL = frozenset(',+"\\<>;=')


def name(
    *,
    country: str = "CN",
    organization: str | None = None,
    organization_identifier: str | None = None,
    organizational_unit: str | None = None,
    common_name: str,
) -> bytes:
    """DER of a Name, one attribute in each relative name, from the widest to the narrowest.

    country                    two letters of ISO 3166
    organization_identifier    ETSI EN 319 412-1 section 5.1.4, such as NTRCN-54130100MF12345670
    """
    attributes = (
        (oids.COUNTRY, encode.printable_string(country)),
        (oids.ORGANIZATION, _utf8(organization)),
        (oids.ORGANIZATION_IDENTIFIER, _utf8(organization_identifier)),
        (oids.ORGANIZATIONAL_UNIT, _utf8(organizational_unit)),
        (oids.COMMON_NAME, encode.utf8_string(common_name)),
    )
    return encode.sequence(
        *(encode.set_of(encode.sequence(encode.oid(oid), value)) for oid, value in attributes if value is not None)
    )


def _utf8(text: str | None) -> bytes | None:
    return None if text is None else encode.utf8_string(text)


def attribute(name_der: bytes, oid: str) -> str | None:
    """The first value of the attribute `oid` in a Name, None if it has none. Raises CertificateFormatError."""
    return next((value for found, value in _attributes(name_der) if found == oid), None)


def attributes(name_der: bytes, oid: str) -> tuple[str, ...]:
    """Every value of the attribute `oid` in a Name, the widest first. Raises CertificateFormatError."""
    return tuple(value for found, value in _attributes(name_der) if found == oid)


@lru_cache(maxsize=1024)
def comparable(name_der: bytes) -> tuple[frozenset[tuple[str, str]], ...]:
    """A form in which equal names are equal (RFC 5280 section 7.1): string types, case and spaces do not count.

    Raises CertificateFormatError.
    """
    try:
        groups = parse(name_der).expect(0x30).children
        return tuple(
            frozenset((oid, _prepared(value)) for oid, value in map(_pair, group.expect(0x31).children))
            for group in groups
        )
    except DerError as broken:
        raise CertificateFormatError(f"not a name: {broken}") from broken


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two Names, DER, are the same (RFC 5280 section 7.1). What cannot be read is the same as nothing else."""
    if one == other:
        return True
    try:
        return comparable(one) == comparable(other)
    except CertificateFormatError:
        return False


def _prepared(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def check_form(name_der: bytes) -> None:
    """Raise CertificateFormatError unless each string keeps to its type: as_text is less strict, to show what stands."""
    try:
        for group in parse(name_der).expect(0x30).children:
            for pair in group.expect(0x31).children:
                pair.expect(0x30)[1].text()
    except DerError as broken:
        raise CertificateFormatError(f"not a name: {broken}") from broken


@lru_cache(maxsize=1024)
def as_text(name_der: bytes) -> str:
    """RFC 4514: the narrowest attribute first, such as `CN=测试,O=某某村村民委员会,C=CN`. Raises CertificateFormatError."""
    pairs = [f"{SHORT_NAMES.get(oid, oid)}={_escaped(value)}" for oid, value in _attributes(name_der)]
    return ",".join(reversed(pairs))


def _attributes(name_der: bytes) -> Iterator[tuple[str, str]]:
    try:
        for relative_name in parse(name_der).expect(0x30).children:
            for pair in relative_name.expect(0x31).children:
                yield _pair(pair)
    except DerError as broken:
        raise CertificateFormatError(f"not a name: {broken}") from broken


def _pair(node: Node) -> tuple[str, str]:
    oid, value = node.expect(0x30)[0], node[1]
    if value.tag in _ASCII_STRINGS:
        # Authorities put * @ _ and Chinese into them. Shown as it is; whether it is accepted, check_form decides.
        try:
            return oid.oid(), value.content.decode("utf-8")
        except UnicodeDecodeError:
            return oid.oid(), value.content.decode("gb18030", "replace")
    return oid.oid(), value.text()


def _escaped(text: str) -> str:
    shown = "".join(_escaped_character(character) for character in text)
    if shown[:1] in ("#", " "):
        shown = "\\" + shown
    if shown.endswith(" ") and len(shown) > 1 and not shown.endswith("\\ "):
        shown = shown[:-1] + "\\ "
    return shown


def _escaped_character(character: str) -> str:
    if character in SPECIAL:
        return "\\" + character
    if character.isprintable():
        return character
    # Control and direction characters could make a name look like another one.
    return "".join(f"\\{octet:02X}" for octet in character.encode())
