"""Signed data with one signer (RFC 5652 section 5): made and read. What a time stamp is wrapped in.

The same structure stands in GB/T 35275 under another content type; both are read, that of RFC 5652 is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jiban.standards.der import DerError, Fields, Node, encode, parse, tags
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import Certificate, algorithm, parsed
from jiban.standards.pki.errors import CertificateFormatError, CmsFormatError, CmsSignatureError
from jiban.standards.pki.links import signature_fits
from jiban.standards.pki.signing import (
    HASH_NAMES,
    HASH_OF_SIGNATURE,
    HASH_OIDS,
    HashName,
    MessageSigner,
    digest,
    hash_of,
)

MAX_CMS_BYTES = 256 * 1024
MAX_CERTIFICATES = 16
SHA256_IDENTIFIER = encode.sequence(encode.oid(oids.SHA256))


@dataclass(frozen=True, slots=True)
class SignedData:
    """Signed data as read; nothing in it is checked: see `check_signature`.

    content_type       object identifier of what is signed
    content            the signed octets
    certificates       DER, as they were sent along
    issuer, serial     how the signer is named
    hash_name          the digest of content and attributes; None for one that is not accepted
    attributes         signed attributes by their identifiers, the DER of the one value each
    signed_bytes       the SET OF attributes that the signature is over
    """

    content_type: str
    content: bytes = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)
    issuer: bytes
    serial: int
    hash_name: HashName | None
    attributes: dict[str, bytes] = field(repr=False)
    signed_bytes: bytes = field(repr=False)
    signature_algorithm: str
    signature: bytes = field(repr=False)

    def signer_certificate(self, others: Sequence[bytes] = ()) -> bytes | None:
        """DER of the certificate that the signer is named by, looked for in what was sent along and in `others`."""
        for der in (*self.certificates, *others):
            try:
                certificate = parsed(der)
            except CertificateFormatError:
                continue
            if (certificate.issuer, certificate.serial) == (self.issuer, self.serial):
                return der
        return None


def sign(content_type: str, content: bytes, *, signer: MessageSigner, certificates: Sequence[bytes]) -> bytes:
    """A ContentInfo around `content`, with the signer bound by its ESSCertIDv2 (RFC 5035 section 3).

    certificates   DER to be sent along, may be none

    Raises IssueError for an algorithm that is not used here.
    """
    hash_name = hash_of(signer)
    attributes = encode.set_of(
        _attribute(oids.CONTENT_TYPE, encode.oid(content_type)),
        _attribute(oids.MESSAGE_DIGEST, encode.octet_string(digest(hash_name, content))),
        _attribute(oids.SIGNING_CERTIFICATE_V2, _signing_certificate(signer.certificate, hash_name)),
    )
    certificate = parsed(signer.certificate)
    hash_identifier = encode.sequence(encode.oid(HASH_OIDS[hash_name]))
    signer_info = encode.sequence(
        encode.integer(1),
        encode.sequence(certificate.issuer, encode.integer(certificate.serial)),
        hash_identifier,
        encode.implicit(0, attributes),
        encode.sequence(encode.oid(signer.algorithm)),
        encode.octet_string(signer.sign(attributes)),
    )
    signed_data = encode.sequence(
        encode.integer(3),  # 3 because the content is not plain data (section 5.1)
        encode.set_of(hash_identifier),
        encode.sequence(encode.oid(content_type), encode.explicit(0, encode.octet_string(content))),
        encode.implicit(0, encode.set_of(*set(certificates))) if certificates else b"",
        encode.set_of(signer_info),
    )
    return encode.sequence(encode.oid(oids.SIGNED_DATA), encode.explicit(0, signed_data))


def _attribute(oid: str, value: bytes) -> bytes:
    return encode.sequence(encode.oid(oid), encode.set_of(value))


def _signing_certificate(certificate: bytes, hash_name: HashName) -> bytes:
    # SHA-256 is the default and must then be left out (X.690 section 11.5).
    algorithm_part = b"" if hash_name == "sha256" else encode.sequence(encode.oid(HASH_OIDS[hash_name]))
    named = encode.sequence(algorithm_part, encode.octet_string(digest(hash_name, certificate)))
    return encode.sequence(encode.sequence(named))


def parse_signed_data(der: bytes) -> SignedData:
    """Read a ContentInfo of at most 256 KiB with content and exactly one signer.

    Raises CmsFormatError.
    """
    try:
        return _read(parse(der, max_size_bytes=MAX_CMS_BYTES))
    except DerError as broken:
        raise CmsFormatError(f"not signed data: {broken}") from broken


def _read(node: Node) -> SignedData:
    outer = Fields(node)
    if outer.take().oid() not in (oids.SIGNED_DATA, oids.GM_SIGNED_DATA):
        raise CmsFormatError("not signed data but another content")
    fields = Fields(outer.take(tags.explicit_tag(0)).only_child())
    outer.end()
    if fields.take().integer() not in (1, 3, 4, 5):
        raise CmsFormatError("a version that does not exist")
    fields.take(tags.SET)
    content = Fields(fields.take(tags.SEQUENCE))
    content_type, octets = content.take().oid(), content.take(tags.explicit_tag(0)).only_child().octets()
    content.end()
    certificates = fields.optional(tags.explicit_tag(0))
    fields.optional(tags.explicit_tag(1))
    signer = _read_signer(fields.take(tags.SET).only_child())
    fields.end()
    sent = (
        [child.raw for child in certificates.children if child.tag == tags.SEQUENCE] if certificates is not None else []
    )
    if len(sent) > MAX_CERTIFICATES:
        raise CmsFormatError(f"more than {MAX_CERTIFICATES} certificates sent along")
    return SignedData(content_type=content_type, content=octets, certificates=tuple(sent), **signer)


def _read_signer(node: Node) -> dict[str, Any]:
    fields = Fields(node)
    version, named = fields.take().integer(), fields.take()
    if version != 1 or named.tag != tags.SEQUENCE:
        raise CmsFormatError("the signer is not named by issuer and serial number")
    issuer_and_serial = Fields(named)
    issuer, serial = issuer_and_serial.take(tags.SEQUENCE).raw, issuer_and_serial.take().integer()
    issuer_and_serial.end()
    hash_name = HASH_NAMES.get(algorithm(fields.take()))
    attributes = fields.take(tags.explicit_tag(0)).retagged(tags.SET)
    signature_algorithm, signature = algorithm(fields.take()), fields.take().octets()
    fields.optional(tags.explicit_tag(1))
    fields.end()
    return {
        "issuer": issuer,
        "serial": serial,
        "hash_name": hash_name,
        "attributes": _read_attributes(attributes),
        "signed_bytes": encode.tlv(tags.SET, attributes.content),
        "signature_algorithm": signature_algorithm,
        "signature": signature,
    }


def _read_attributes(node: Node) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for child in node.children:
        fields = Fields(child)
        oid, value = fields.take().oid(), fields.take(tags.SET).only_child().raw
        fields.end()
        if oid in found:
            raise CmsFormatError(f"the signed attribute {oid} stands twice")
        found[oid] = value
    return found


def check_signature(signed: SignedData, certificate: Certificate) -> None:
    """Check that the key of `certificate` signed, and that content and certificate are the ones that were bound.

    The certificate's own chain is not looked at: see `chain`.

    Raises CmsSignatureError, CmsFormatError.
    """
    if signed.hash_name is None:
        raise CmsSignatureError("the digest is not one that is accepted: SHA-256 or SM3")
    try:
        _check_attributes(signed, certificate, digest(signed.hash_name, signed.content))
    except DerError as broken:
        raise CmsFormatError(f"a signed attribute is broken: {broken}") from broken
    method = signed.signature_algorithm
    method = oids.SM2_WITH_SM3 if method in (oids.SM2_SIGNATURE, oids.SM2_CURVE) else method
    if HASH_OF_SIGNATURE.get(method) != signed.hash_name:
        raise CmsSignatureError("the signature algorithm is not accepted, or not with this digest")
    if not signature_fits(method, certificate.public_key_spki, signed.signed_bytes, signed.signature):
        raise CmsSignatureError("the signature does not fit")


def _check_attributes(signed: SignedData, certificate: Certificate, content_digest: bytes) -> None:
    attributes = signed.attributes
    if attributes.get(oids.CONTENT_TYPE) != encode.oid(signed.content_type):
        raise CmsSignatureError("the signed content type is another one")
    if attributes.get(oids.MESSAGE_DIGEST) != encode.octet_string(content_digest):
        raise CmsSignatureError("the signed digest is not that of the content")
    bound = attributes.get(oids.SIGNING_CERTIFICATE_V2)
    if bound is None:
        raise CmsSignatureError("the signer's certificate is not bound by ESSCertIDv2")
    if not _is_bound(parse(bound), certificate):
        raise CmsSignatureError("the signature is bound to another certificate")


def _is_bound(node: Node, certificate: Certificate) -> bool:
    """Whether the first ESSCertIDv2 of a SigningCertificateV2 is that of `certificate` (RFC 5035 section 3)."""
    fields = Fields(node.expect(tags.SEQUENCE)[0].expect(tags.SEQUENCE)[0])
    stated = fields.optional(tags.SEQUENCE)
    hash_name = HASH_NAMES.get(algorithm(stated)) if stated is not None else "sha256"
    value = fields.take().octets()
    issuer_serial = fields.optional(tags.SEQUENCE)
    fields.end()
    if hash_name is None or digest(hash_name, certificate.der) != value:
        return False
    return issuer_serial is None or _names(issuer_serial, certificate)


def _names(node: Node, certificate: Certificate) -> bool:
    """Whether an IssuerSerial (RFC 5035 section 5) names `certificate`."""
    fields = Fields(node)
    general_names, serial = fields.take(tags.SEQUENCE), fields.take().integer()
    name = general_names.only_child().expect(tags.explicit_tag(4)).only_child()
    return (name.raw, serial) == (certificate.issuer, certificate.serial)
