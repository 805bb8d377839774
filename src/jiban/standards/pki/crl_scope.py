"""The part of an authority's certificates that a list is for: IssuingDistributionPoint (RFC 5280 section 5.2.5)."""

from __future__ import annotations

from dataclasses import dataclass

from jiban.standards.der import Fields, Node, encode, tags
from jiban.standards.pki import general_names
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.errors import CrlFormatError, CrlScopeError
from jiban.standards.pki.general_names import GeneralName

_POINT, _USERS, _AUTHORITIES, _REASONS, _INDIRECT, _ATTRIBUTES = 0xA0, 0x81, 0x82, 0x83, 0x84, 0x85


@dataclass(frozen=True, slots=True)
class Scope:
    """points: where the list is to be had; if any, it is for certificates that name one of them."""

    only_users: bool = False
    only_authorities: bool = False
    points: tuple[GeneralName, ...] = ()

    def includes(self, certificate: Certificate) -> bool:
        """Whether the list speaks of certificates such as this one."""
        if (self.only_users and certificate.is_ca) or (self.only_authorities and not certificate.is_ca):
            return False
        return not self.points or bool(set(self.points) & set(certificate.crl_points))

    def to_der(self) -> bytes:
        """The IssuingDistributionPoint; of the names, URIs are written."""
        uris = [encode.implicit(6, encode.ia5_string(point.text)) for point in self.points if point.kind == "uri"]
        return encode.sequence(
            encode.explicit(0, encode.explicit(0, *uris)) if uris else b"",
            encode.implicit(1, encode.boolean(True)) if self.only_users else b"",
            encode.implicit(2, encode.boolean(True)) if self.only_authorities else b"",
        )


WHOLE = Scope()


def read_scope(node: Node) -> Scope:
    """Read an IssuingDistributionPoint. Raises DerError, CrlFormatError; CrlScopeError for what is not handled here."""
    fields = Fields(node)
    point = fields.optional(_POINT)
    flags = {tag: _flag(fields.optional(tag)) for tag in (_USERS, _AUTHORITIES)}
    if fields.optional(_REASONS) is not None:
        raise CrlScopeError("a list for some reasons only")
    if _flag(fields.optional(_INDIRECT)):
        raise CrlScopeError("an indirect list speaks of other issuers' certificates")
    if _flag(fields.optional(_ATTRIBUTES)):
        raise CrlScopeError("a list of attribute certificates")
    fields.end()
    if all(flags.values()):
        raise CrlFormatError("a list only for end entities and only for authorities")
    names = _names(point.only_child()) if point is not None else ()
    return Scope(only_users=flags[_USERS], only_authorities=flags[_AUTHORITIES], points=names)


def _flag(node: Node | None) -> bool:
    return node is not None and node.retagged(tags.BOOLEAN).boolean()


def _names(node: Node) -> tuple[GeneralName, ...]:
    if node.tag != 0xA0:
        raise CrlScopeError("a distribution point named relative to its issuer")
    return tuple(map(general_names.read, node.children))
