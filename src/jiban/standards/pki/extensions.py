"""The extensions of a certificate that decide what it may be used for (RFC 5280 section 4.2.1, RFC 6960)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jiban.standards.der import DerError, Fields, Node, parse, tags
from jiban.standards.pki import general_names, name_constraints, oids
from jiban.standards.pki.deviations import Deviations
from jiban.standards.pki.errors import CertificateFormatError
from jiban.standards.pki.general_names import GeneralName
from jiban.standards.pki.name_constraints import NameConstraints

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
    """What a certificate says of itself; None where it says nothing. The fields are those of `Certificate`."""

    key_usage: frozenset[str] | None = None
    extended_key_usage: frozenset[str] | None = None
    is_ca: bool = False
    path_length: int | None = None
    ski: bytes | None = None
    aki: bytes | None = None
    name_constraints: NameConstraints | None = None
    alternative_names: tuple[GeneralName, ...] = ()
    policies: frozenset[str] | None = None
    policy_mappings: tuple[tuple[str, str], ...] = ()
    require_explicit_policy: int | None = None
    inhibit_policy_mapping: int | None = None
    inhibit_any_policy: int | None = None
    crl_points: tuple[GeneralName, ...] = ()
    ocsp_urls: tuple[str, ...] = ()
    has_ocsp_no_check: bool = False
    critical: frozenset[str] = field(default_factory=frozenset)
    critical_unknown: tuple[str, ...] = ()


def read(node: Node, deviations: Deviations) -> Extensions:
    """Read `Extensions ::= SEQUENCE OF Extension`. Raises DerError or CertificateFormatError."""
    found = Extensions()
    seen: set[str] = set()
    for extension in node.expect(0x30).children:
        oid, critical, value = read_extension(extension)
        if oid in seen:
            raise CertificateFormatError(f"the extension {oid} stands twice")
        seen.add(oid)
        if critical:
            found.critical |= {oid}
        reader = _READERS.get(oid)
        if reader is not None:
            _take_in(found, oid, reader, value, deviations=deviations, critical=critical)
        elif critical:
            found.critical_unknown += (oid,)
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


_Reader = Callable[[Extensions, Node, Deviations], None]


def _take_in(
    found: Extensions, oid: str, reader: _Reader, value: bytes, *, deviations: Deviations, critical: bool
) -> None:
    try:
        reader(found, parse(value), deviations)
    except DerError as broken:
        # What only helps to find other things may be unreadable; what allows or forbids may not.
        if critical or oid not in _HELPFUL:
            raise
        deviations.allow(f"unreadable extension {oid}", broken)
        if oid == oids.SUBJECT_ALTERNATIVE_NAME:
            found.alternative_names = (GeneralName("unreadable"),)


def _key_usage(found: Extensions, node: Node, deviations: Deviations) -> None:
    try:
        bits = node.named_bits()
    except DerError as broken:
        bits = _bits_with_trailing_zeros(node.expect(tags.BIT_STRING).content, broken)
        deviations.allow("keyUsage ends in zero bits", broken)
    if not bits or max(bits) >= len(KEY_USAGES):
        raise CertificateFormatError("keyUsage names no use, or one that does not exist")
    found.key_usage = frozenset(KEY_USAGES[bit] for bit in bits)


def _bits_with_trailing_zeros(content: bytes, broken: DerError) -> frozenset[int]:
    """Bits stored as whole octets, such as 03 02 00 C0 instead of 03 02 06 C0 (X.690 section 11.2.2 forbids it)."""
    if not 2 <= len(content) <= 3 or content[0] > 7 or content[-1] & ((1 << content[0]) - 1):
        raise broken
    value, count = int.from_bytes(content[1:], "big"), (len(content) - 1) * 8
    return frozenset(place for place in range(count) if value >> (count - 1 - place) & 1)


def _extended_key_usage(found: Extensions, node: Node, _: Deviations) -> None:
    found.extended_key_usage = frozenset(purpose.oid() for purpose in _some(node))


def _some(node: Node) -> list[Node]:
    if not node.expect(tags.SEQUENCE).children:
        raise CertificateFormatError("an extension with an empty list")
    return node.children


def _basic_constraints(found: Extensions, node: Node, deviations: Deviations) -> None:
    fields = Fields(node)
    is_ca = fields.optional(0x01)
    path_length = fields.optional(0x02)
    fields.end()
    found.is_ca = is_ca is not None and is_ca.boolean()
    if path_length is None:
        return
    if path_length.integer() < 0:
        raise CertificateFormatError("a path length below zero")
    if not found.is_ca:
        wrong = CertificateFormatError("a path length on a certificate that may not issue")
        deviations.allow("a path length on a certificate that may not issue", wrong)
        return
    found.path_length = path_length.integer()


def _subject_key(found: Extensions, node: Node, _: Deviations) -> None:
    found.ski = node.octets()


def _authority_key(found: Extensions, node: Node, _: Deviations) -> None:
    found.aki = authority_key_identifier(node.raw)


def authority_key_identifier(value: bytes) -> bytes | None:
    """The keyIdentifier of an AuthorityKeyIdentifier (RFC 5280 section 4.2.1.1), None if it has none."""
    for part in parse(value).expect(0x30).children:
        if part.tag == 0x80:
            return part.content
        if part.tag not in (0xA1, 0x82):
            raise DerError("an unknown part in an authority key identifier")
    return None


def _name_constraints(found: Extensions, node: Node, _: Deviations) -> None:
    found.name_constraints = name_constraints.read(node)


def _alternative_names(found: Extensions, node: Node, _: Deviations) -> None:
    found.alternative_names = general_names.read_all(node)


def _issuer_alternative_names(_found: Extensions, _node: Node, _: Deviations) -> None:
    """Understood, and of no meaning for a chain (section 4.2.1.7)."""


def _policies(found: Extensions, node: Node, _: Deviations) -> None:
    stated = [part[0].oid() for part in _some(node)]
    if len(set(stated)) != len(stated):
        raise CertificateFormatError("a certificate policy stands twice")
    found.policies = frozenset(stated)


def _policy_mappings(found: Extensions, node: Node, _: Deviations) -> None:
    found.policy_mappings = tuple((pair[0].oid(), pair[1].oid()) for pair in _some(node))


def _policy_constraints(found: Extensions, node: Node, _: Deviations) -> None:
    fields = Fields(node)
    explicit, mapping = fields.optional(0x80), fields.optional(0x81)
    fields.end()
    if explicit is None and mapping is None:
        raise CertificateFormatError("policy constraints that constrain nothing")
    found.require_explicit_policy = _skip(explicit.retagged(tags.INTEGER)) if explicit is not None else None
    found.inhibit_policy_mapping = _skip(mapping.retagged(tags.INTEGER)) if mapping is not None else None


def _inhibit_any_policy(found: Extensions, node: Node, _: Deviations) -> None:
    found.inhibit_any_policy = _skip(node)


def _skip(node: Node) -> int:
    if node.integer() < 0:
        raise CertificateFormatError("a number of certificates below zero")
    return node.integer()


def _crl_points(found: Extensions, node: Node, _: Deviations) -> None:
    names: list[GeneralName] = []
    for point in _some(node):
        for part in point.expect(tags.SEQUENCE).children:
            if part.tag == 0xA0 and part.only_child().tag == 0xA0:
                names += map(general_names.read, part.only_child().children)
    found.crl_points = tuple(names)


def _authority_access(found: Extensions, node: Node, _: Deviations) -> None:
    described = [(part[0].oid(), general_names.read(part[1])) for part in _some(node)]
    found.ocsp_urls = tuple(name.text for oid, name in described if oid == oids.OCSP_ACCESS and name.kind == "uri")


def _ocsp_no_check(found: Extensions, node: Node, _: Deviations) -> None:
    node.null()
    found.has_ocsp_no_check = True


_READERS: dict[str, _Reader] = {
    oids.KEY_USAGE: _key_usage,
    oids.EXTENDED_KEY_USAGE: _extended_key_usage,
    oids.BASIC_CONSTRAINTS: _basic_constraints,
    oids.SUBJECT_KEY_IDENTIFIER: _subject_key,
    oids.AUTHORITY_KEY_IDENTIFIER: _authority_key,
    oids.NAME_CONSTRAINTS: _name_constraints,
    oids.SUBJECT_ALTERNATIVE_NAME: _alternative_names,
    oids.ISSUER_ALTERNATIVE_NAME: _issuer_alternative_names,
    oids.CERTIFICATE_POLICIES: _policies,
    oids.POLICY_MAPPINGS: _policy_mappings,
    oids.POLICY_CONSTRAINTS: _policy_constraints,
    oids.INHIBIT_ANY_POLICY: _inhibit_any_policy,
    oids.CRL_DISTRIBUTION_POINTS: _crl_points,
    oids.AUTHORITY_INFORMATION_ACCESS: _authority_access,
    oids.OCSP_NO_CHECK: _ocsp_no_check,
}
_HELPFUL = frozenset(
    {
        oids.SUBJECT_KEY_IDENTIFIER,
        oids.AUTHORITY_KEY_IDENTIFIER,
        oids.SUBJECT_ALTERNATIVE_NAME,  # but no name constraint lets such a certificate pass
        oids.ISSUER_ALTERNATIVE_NAME,
        oids.CRL_DISTRIBUTION_POINTS,
        oids.AUTHORITY_INFORMATION_ACCESS,
    }
)
