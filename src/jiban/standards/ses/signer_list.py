"""SES_CertList: the certificates that may seal with a seal, or their digests (GB/T 38540-2020).

certListType 1   SEQUENCE OF OCTET STRING                                   DER of the certificates
certListType 2   SEQUENCE OF SEQUENCE { PrintableString, OCTET STRING }     name of the digest, digest of the DER
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from jiban.standards.der import DerError, Fields, Node, encode, tags
from jiban.standards.gm.sm3 import sm3

DIGEST_NAME = "SM3"


class ListKind(IntEnum):
    """SES_ESPropertyInfo.certListType."""

    CERTIFICATES = 1
    DIGESTS = 2


@dataclass(frozen=True, slots=True)
class SignerList:
    """Who may seal: certificates as DER, or pairs of a digest's name and its value."""

    certificates: tuple[bytes, ...] = field(default=(), repr=False)
    digests: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def of_certificates(cls, certificates: Iterable[bytes]) -> SignerList:
        """A list of the certificates themselves."""
        return cls(certificates=tuple(certificates))

    @classmethod
    def of_digests(cls, certificates: Iterable[bytes]) -> SignerList:
        """A list of the certificates' SM3 digests, 32 bytes each: small, and it names nobody."""
        return cls(digests=tuple((DIGEST_NAME, sm3(certificate)) for certificate in certificates))

    def __contains__(self, certificate: bytes) -> bool:
        """Whether this exact certificate is listed; digests count as SM3, in bytes or in hexadecimal letters."""
        if certificate in self.certificates:
            return True
        digest = sm3(certificate)
        return any(value == digest or value.lower() == digest.hex().encode() for _, value in self.digests)

    def to_der(self) -> bytes:
        """The list as it stands after certListType, without a tag of its own. Raises DerError."""
        if self.certificates:
            return encode.sequence(*map(encode.octet_string, self.certificates))
        pairs = [
            encode.sequence(encode.printable_string(name), encode.octet_string(value)) for name, value in self.digests
        ]
        return encode.sequence(*pairs)


def read_signer_list(kind: int, node: Node) -> SignerList:
    """The list in the form that certListType `kind` announces. Raises DerError for another kind or form."""
    listed = node.expect(tags.SEQUENCE).children
    if kind == ListKind.CERTIFICATES:
        return SignerList(certificates=tuple(entry.octets() for entry in listed))
    if kind == ListKind.DIGESTS:
        return SignerList(digests=tuple(map(_read_digest, listed)))
    raise DerError(f"a list of signers of kind {kind}")


def _read_digest(node: Node) -> tuple[str, bytes]:
    fields = Fields(node)
    digest = fields.take().text(), fields.take().octets()
    fields.end()
    return digest
