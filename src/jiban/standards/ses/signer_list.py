"""SES_CertList: the certificates that may seal with a seal, or their digests (GB/T 38540-2020).

certListType 1   SEQUENCE OF OCTET STRING                                   DER of the certificates
certListType 2   SEQUENCE OF SEQUENCE { PrintableString, OCTET STRING }     name of the digest, digest of the DER
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256

from jiban.standards.der import DerError, Fields, Node, encode, tags
from jiban.standards.gm.sm3 import sm3
from jiban.standards.ses.dialect import Dialect

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
        """Whether this exact certificate is listed; digests are SM3 or SHA-256, in bytes or in hexadecimal letters."""
        if certificate in self.certificates:
            return True
        if not self.digests:
            return False
        accepted = {form for digest in (sm3(certificate), sha256(certificate).digest()) for form in _written(digest)}
        return any(value in accepted or value.lower() in accepted for _, value in self.digests)

    def to_der(self) -> bytes:
        """The list as it stands after certListType, without a tag of its own. Raises DerError."""
        if self.certificates:
            return encode.sequence(*map(encode.octet_string, self.certificates))
        pairs = [
            encode.sequence(encode.printable_string(name), encode.octet_string(value)) for name, value in self.digests
        ]
        return encode.sequence(*pairs)


def _written(digest: bytes) -> tuple[bytes, bytes]:
    return digest, digest.hex().encode()


def read_signer_list(kind: int, node: Node, dialect: Dialect | None = None) -> SignerList:
    """The list in the form that certListType `kind` announces. Raises DerError for another kind or form."""
    dialect = dialect or Dialect()
    listed = node.expect(tags.SEQUENCE).children
    if kind not in tuple(ListKind):
        raise DerError(f"a list of signers of kind {kind}")
    if kind == ListKind.DIGESTS or (dialect.tolerant and _are_digests(listed)):
        if kind != ListKind.DIGESTS:
            dialect.depart("list-of-another-kind", "SES_ESPropertyInfo.certListType")
        return SignerList(digests=tuple(map(_read_digest, listed)))
    return SignerList(certificates=tuple(_read_certificates(listed, dialect)))


def _are_digests(listed: list[Node]) -> bool:
    """A certificate is a SEQUENCE that begins with a SEQUENCE; a digest begins with its name."""
    return bool(listed) and all(one.tag == tags.SEQUENCE and one[0].tag != tags.SEQUENCE for one in listed)


def _read_certificates(listed: list[Node], dialect: Dialect) -> Iterator[bytes]:
    where = "SES_ESPropertyInfo.certList"
    for entry in listed:
        if entry.tag in (tags.OCTET_STRING, tags.BIT_STRING, tags.SEQUENCE):
            yield dialect.octets(entry, where)
        else:
            # What is no certificate allows nobody to seal.
            dialect.depart("list-entry-is-no-certificate", where)


def _read_digest(node: Node) -> tuple[str, bytes]:
    fields = Fields(node)
    digest = fields.take().text(), fields.take().octets()
    fields.end()
    return digest
