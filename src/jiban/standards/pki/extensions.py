"""The extensions of a certificate that decide what it may be used for (RFC 5280 section 4.2.1)."""

from dataclasses import dataclass

from jiban.standards.der import DerError, Fields, Node, parse
from jiban.standards.pki import oids
from jiban.standards.pki.errors import CertificateFormatError

KEY_USAGES = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)


@dataclass(slots=True)
class Extensions:
    """What a certificate says of itself; None where it says nothing."""

    key_usage: frozenset[str] | None = None
    extended_key_usage: frozenset[str] | None = None
    is_ca: bool = False
    path_length: int | None = None
    ski: bytes | None = None
    aki: bytes | None = None
    constrains_names: bool = False
    critical_unknown: tuple[str, ...] = ()


def read(node: Node) -> Extensions:
    """Read `Extensions ::= SEQUENCE OF Extension`. Raises DerError or CertificateFormatError."""
    found = Extensions()
    seen: set[str] = set()
    for extension in node.expect(0x30).children:
        oid, critical, value = read_extension(extension)
        if oid in seen:
            raise CertificateFormatError(f"the extension {oid} stands twice")
        seen.add(oid)
        _take_in(found, oid, value, critical=critical)
    return found


def read_extension(node: Node) -> tuple[str, bool, bytes]:
    """One Extension: its identifier, whether it is critical, and the DER inside its value."""
    fields = Fields(node)
    oid = fields.take().oid()
    critical = fields.optional(0x01)
    value = fields.take().octets()
    fields.end()
    # Authorities exist that write the default FALSE out; it changes nothing, for signatures cover the bytes as stored.
    return oid, critical is not None and critical.boolean(), value


def _take_in(found: Extensions, oid: str, value: bytes, *, critical: bool) -> None:
    match oid:
        case oids.KEY_USAGE:
            found.key_usage = _key_usage(parse(value))
        case oids.EXTENDED_KEY_USAGE:
            found.extended_key_usage = frozenset(purpose.oid() for purpose in parse(value).expect(0x30).children)
        case oids.BASIC_CONSTRAINTS:
            found.is_ca, found.path_length = _basic_constraints(parse(value))
        case oids.SUBJECT_KEY_IDENTIFIER:
            found.ski = parse(value).octets()
        case oids.AUTHORITY_KEY_IDENTIFIER:
            found.aki = authority_key_identifier(value)
        case oids.NAME_CONSTRAINTS:
            found.constrains_names = True
        case _ if critical:
            found.critical_unknown += (oid,)


def _key_usage(node: Node) -> frozenset[str]:
    bits = node.named_bits()
    if not bits or max(bits) >= len(KEY_USAGES):
        raise CertificateFormatError("keyUsage names no use, or one that does not exist")
    return frozenset(KEY_USAGES[bit] for bit in bits)


def _basic_constraints(node: Node) -> tuple[bool, int | None]:
    fields = Fields(node)
    is_ca = fields.optional(0x01)
    path_length = fields.optional(0x02)
    fields.end()
    authority = is_ca is not None and is_ca.boolean()
    if path_length is None:
        return authority, None
    if not authority or path_length.integer() < 0:
        raise CertificateFormatError("a path length below zero, or on a certificate that may not issue")
    return authority, path_length.integer()


def authority_key_identifier(value: bytes) -> bytes | None:
    """The keyIdentifier of an AuthorityKeyIdentifier (RFC 5280 section 4.2.1.1), None if it has none."""
    for part in parse(value).expect(0x30).children:
        if part.tag == 0x80:
            return part.content
        if part.tag not in (0xA1, 0x82):
            raise DerError("an unknown part in an authority key identifier")
    return None
