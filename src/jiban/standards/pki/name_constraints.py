"""What an authority may name (RFC 5280 sections 4.2.1.10 and 6.1): directory, e-mail, DNS, URI and address names.

Constraints of a root are kept too, which RFC 5280 leaves open. A name of a kind that cannot be compared here is refused
as soon as a constraint speaks of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jiban.standards.der import Fields, Node
from jiban.standards.pki import general_names, name, oids
from jiban.standards.pki.errors import CertificateFormatError, NameConstraintError
from jiban.standards.pki.general_names import GeneralName

if TYPE_CHECKING:
    from jiban.standards.pki.certificate import Certificate

MAX_COMPARISONS = 20_000  # names times constraints, for a chain


@dataclass(frozen=True, slots=True)
class NameConstraints:
    """What stands in the extension; each list may be empty."""

    permitted: tuple[GeneralName, ...]
    excluded: tuple[GeneralName, ...]


def read(node: Node) -> NameConstraints:
    """Read NameConstraints. Raises DerError or CertificateFormatError."""
    fields = Fields(node)
    permitted, excluded = fields.optional(0xA0), fields.optional(0xA1)
    fields.end()
    if permitted is None and excluded is None:
        raise CertificateFormatError("name constraints that constrain nothing")
    return NameConstraints(_subtrees(permitted), _subtrees(excluded))


def _subtrees(node: Node | None) -> tuple[GeneralName, ...]:
    if node is None:
        return ()
    if not node.children:
        raise CertificateFormatError("name constraints with an empty list")
    return tuple(map(_subtree, node.children))


def _subtree(node: Node) -> GeneralName:
    fields = Fields(node)
    base = general_names.read(fields.take())
    fields.end()  # a minimum or maximum may not be set (section 4.2.1.10)
    if base.kind == "ip" and len(base.octets) not in (8, 32):
        raise CertificateFormatError("an address range of a wrong length")
    return base


def check(path: Sequence[Certificate]) -> None:
    """Check every certificate of a chain, the leaf first, against the constraints of those above it.

    Raises NameConstraintError.
    """
    above: list[NameConstraints] = []
    comparisons = 0
    for place in range(len(path) - 1, -1, -1):
        certificate = path[place]
        # A self-issued authority renews its key under its own name and is not measured (section 6.1.3 (b)).
        if above and (place == 0 or certificate.subject != certificate.issuer):
            names = list(_names_of(certificate))
            comparisons += len(names) * sum(len(one.permitted) + len(one.excluded) for one in above)
            if comparisons > MAX_COMPARISONS:
                raise NameConstraintError("too many names and constraints", certificate)
            for constraints in above:
                _check_names(names, constraints, certificate)
        if certificate.name_constraints is not None:
            above.append(certificate.name_constraints)


def _names_of(certificate: Certificate) -> Iterator[GeneralName]:
    yield GeneralName("directory", octets=certificate.subject)
    yield from certificate.alternative_names
    if not any(other.kind == "email" for other in certificate.alternative_names):
        # Old certificates carry the address in the subject (section 4.1.2.6).
        for value in name.attributes(certificate.subject, oids.EMAIL_ADDRESS):
            yield GeneralName("email", text=value)


def _check_names(names: Sequence[GeneralName], constraints: NameConstraints, certificate: Certificate) -> None:
    for named in names:
        if named.kind == "unreadable":
            raise NameConstraintError(
                "names that cannot be read, below an authority that may not name all", certificate
            )
        permitted = [base for base in constraints.permitted if base.kind == named.kind]
        excluded = [base for base in constraints.excluded if base.kind == named.kind]
        if permitted and not any(_lies_within(named, base, uncertain=False) for base in permitted):
            raise NameConstraintError(f"a {named.kind} name outside what the authority may name", certificate)
        if any(_lies_within(named, base, uncertain=True) for base in excluded):
            raise NameConstraintError(f"a {named.kind} name that the authority may not name", certificate)


def _lies_within(named: GeneralName, base: GeneralName, *, uncertain: bool) -> bool:
    """`uncertain` is the answer where the two cannot be compared, so that doubt always refuses."""
    match named.kind:
        case "directory":
            within = name.comparable(base.octets)
            return name.comparable(named.octets)[: len(within)] == within
        case "email":
            return _email_lies_within(named.text, base.text, uncertain=uncertain)
        case "dns":
            return _host_lies_within(named.text, base.text, subdomains=True)
        case "uri":
            return _uri_lies_within(named.text, base.text, uncertain=uncertain)
        case "ip":
            return _address_lies_within(named.octets, base.octets, uncertain=uncertain)
        case _:
            return uncertain


def _email_lies_within(address: str, base: str, *, uncertain: bool) -> bool:
    mailbox, at, host = address.rpartition("@")
    if not at or not mailbox or not host:
        return uncertain
    base_mailbox, at, base_host = base.rpartition("@")
    if at:
        return mailbox == base_mailbox and host.lower() == base_host.lower()
    return _host_lies_within(host, base, subdomains=False)


def _uri_lies_within(uri: str, base: str, *, uncertain: bool) -> bool:
    try:
        host = urlsplit(uri).hostname
    except ValueError:
        return uncertain
    if not host or ":" in host or host.replace(".", "").isdigit():
        return uncertain  # only hosts with names can be constrained (section 4.2.1.10)
    return _host_lies_within(host, base, subdomains=False)


def _host_lies_within(host: str, base: str, *, subdomains: bool) -> bool:
    """`subdomains` for a base without a leading dot; with one, subdomains alone are meant."""
    host, base = host.lower().rstrip("."), base.lower().rstrip(".")
    if base.startswith("."):
        return host.endswith(base)
    if host == base or (base == "" and subdomains):
        return True
    return subdomains and host.endswith("." + base)


def _address_lies_within(address: bytes, base: bytes, *, uncertain: bool) -> bool:
    if len(address) not in (4, 16):
        return uncertain
    if len(address) * 2 != len(base):
        return False
    net, mask = base[: len(address)], base[len(address) :]
    return all(octet & one == wanted & one for octet, wanted, one in zip(address, net, mask, strict=True))
