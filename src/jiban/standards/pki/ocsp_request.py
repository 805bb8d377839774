"""Asking about a certificate's status (RFC 6960 section 4.1): requests made and read, and the CertID in both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from jiban.standards.der import DerError, Fields, Node, encode, parse, tags
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import Certificate, algorithm
from jiban.standards.pki.errors import OcspFormatError
from jiban.standards.pki.extensions import read_extension
from jiban.standards.pki.issue import extension
from jiban.standards.pki.signing import HASH_OIDS, HashName, digest

MAX_REQUEST_BYTES = 16 * 1024
MAX_ASKED = 32
MAX_NONCE_BYTES = 128  # RFC 9654 section 2.1


@dataclass(frozen=True, slots=True)
class CertId:
    """How a certificate is named: digests of its issuer's name and key, and its serial number.

    raw         DER as stored; an answer repeats it
    hash_oid    SHA-1 is accepted here, and only here: it points to a certificate, it proves nothing
    """

    raw: bytes
    hash_oid: str
    name_hash: bytes
    key_hash: bytes
    serial: int

    def is_issued_by(self, issuer: Certificate) -> bool:
        """Whether the digests are those of the issuer's name and key."""
        return (self.name_hash, self.key_hash) == issuer_hashes(self.hash_oid, issuer.subject, issuer.public_key_spki)


@dataclass(frozen=True, slots=True)
class OcspRequest:
    """What was asked. The requester's signature, if there is one, is of no meaning here."""

    asked: tuple[CertId, ...]
    nonce: bytes | None


@lru_cache(maxsize=256)
def issuer_hashes(hash_oid: str, subject: bytes, spki: bytes) -> tuple[bytes, bytes]:
    """The digests of an authority's name and of its public key's bits; empty for a digest that is not known."""
    key_bits = parse(spki).expect(tags.SEQUENCE)[1].bits()
    if hash_oid == oids.SHA1:
        return _sha1(subject), _sha1(key_bits)
    for name, oid in HASH_OIDS.items():
        if oid == hash_oid:
            return digest(name, subject), digest(name, key_bits)
    return b"", b""


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def cert_id(certificate: Certificate, issuer: Certificate, hash_name: HashName) -> bytes:
    """DER of the CertID of `certificate`."""
    name_hash, key_hash = issuer_hashes(HASH_OIDS[hash_name], issuer.subject, issuer.public_key_spki)
    return encode.sequence(
        encode.sequence(encode.oid(HASH_OIDS[hash_name])),
        encode.octet_string(name_hash),
        encode.octet_string(key_hash),
        encode.integer(certificate.serial),
    )


def request(
    certificate: Certificate, issuer: Certificate, *, hash_name: HashName = "sha256", nonce: bytes | None = None
) -> bytes:
    """DER of an OCSPRequest for one certificate.

    nonce   1 to 128 fresh random octets, so that an old answer cannot be passed off as a new one

    Raises OcspFormatError for a nonce of another length.
    """
    asked = encode.sequence(encode.sequence(cert_id(certificate, issuer, hash_name)))
    return encode.sequence(encode.sequence(asked, b"" if nonce is None else nonce_extension(2, nonce)))


def nonce_extension(number: int, nonce: bytes) -> bytes:
    """The extensions of a request, [2], or of an answer, [1], with the nonce alone."""
    if not 1 <= len(nonce) <= MAX_NONCE_BYTES:
        raise OcspFormatError(f"a nonce has {len(nonce)} octets instead of 1 to {MAX_NONCE_BYTES}")
    return encode.explicit(number, encode.sequence(extension(oids.OCSP_NONCE, encode.octet_string(nonce))))


def parse_request(der: bytes) -> OcspRequest:
    """Read an OCSPRequest of at most 16 KiB and 32 certificates. Raises OcspFormatError."""
    try:
        outer = Fields(parse(der, max_size_bytes=MAX_REQUEST_BYTES))
        fields = Fields(outer.take(tags.SEQUENCE))
        outer.optional(0xA0)
        outer.end()
        check_version(fields)
        fields.optional(0xA1)
        asked = tuple(map(_read_asked, fields.take(tags.SEQUENCE).children))
        nonce = read_nonce(fields.optional(0xA2))
        fields.end()
    except DerError as broken:
        raise OcspFormatError(f"not a question about certificates: {broken}") from broken
    if not 1 <= len(asked) <= MAX_ASKED:
        raise OcspFormatError(f"{len(asked)} certificates asked about instead of 1 to {MAX_ASKED}")
    return OcspRequest(asked, nonce)


def check_version(fields: Fields) -> None:
    """Take the version, absent or 1. Raises DerError, OcspFormatError."""
    version = fields.optional(0xA0)
    if version is not None and version.only_child().integer() != 0:
        raise OcspFormatError("a version other than 1")


def _read_asked(node: Node) -> CertId:
    fields = Fields(node)
    found = read_cert_id(fields.take(tags.SEQUENCE))
    refuse_critical(fields.optional(0xA0))
    fields.end()
    return found


def refuse_critical(node: Node | None) -> None:
    """Raise OcspFormatError if a critical extension stands under an explicit tag, where none is known here."""
    for part in node.only_child().expect(tags.SEQUENCE).children if node is not None else ():
        oid, critical, _ = read_extension(part)
        if critical:
            raise OcspFormatError(f"a critical extension that is not understood: {oid}")


def read_cert_id(node: Node) -> CertId:
    """Read a CertID. Raises DerError."""
    fields = Fields(node)
    hash_oid = algorithm(fields.take())
    name_hash, key_hash, serial = fields.take().octets(), fields.take().octets(), fields.take().integer()
    fields.end()
    return CertId(node.raw, hash_oid, name_hash, key_hash, serial)


def read_nonce(node: Node | None) -> bytes | None:
    """The nonce among the extensions under an explicit tag. Raises DerError, OcspFormatError."""
    nonce = None
    for part in node.only_child().expect(tags.SEQUENCE).children if node is not None else ():
        oid, critical, value = read_extension(part)
        if oid == oids.OCSP_NONCE:
            nonce = _octets_or_raw(value)
        elif critical:
            raise OcspFormatError(f"a critical extension that is not understood: {oid}")
    return nonce


def _octets_or_raw(value: bytes) -> bytes:
    """Before RFC 8954 some put the nonce down without an OCTET STRING around it."""
    try:
        return parse(value).octets()
    except DerError:
        return value
