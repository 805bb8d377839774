"""The signature container: CMS SignedData (RFC 5652) as PAdES baseline B-B asks (ETSI EN 319 142-1 clause 6.3).

Signed attributes: content-type, message-digest, signing-certificate-v2. No signing-time: in PAdES the time stands in
the signature dictionary's M entry. Signature: ECDSA with SHA-256 (RFC 5754 section 3.3).
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from jiban.standards.der import encode
from jiban.standards.der.decode import Node, parse

SIGNED_DATA = "1.2.840.113549.1.7.2"
DATA = "1.2.840.113549.1.7.1"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14"
SHA256 = "2.16.840.1.101.3.4.2.1"
ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"


def signed_attributes(document_digest: bytes, *, certificate: bytes) -> bytes:
    """The attributes as the DER SET OF whose SHA-256 is signed (RFC 5652 section 5.4).

    document_digest   SHA-256 of the byte ranges, 32 bytes
    certificate       DER of the signer's certificate, bound by its SHA-256 (RFC 5035 section 3)
    """
    certificate_hash = encode.octet_string(hashlib.sha256(certificate).digest())
    return encode.set_of(
        attribute(CONTENT_TYPE, encode.oid(DATA)),
        attribute(MESSAGE_DIGEST, encode.octet_string(document_digest)),
        attribute(
            SIGNING_CERTIFICATE_V2,
            encode.sequence(encode.sequence(encode.sequence(certificate_hash))),
        ),
    )


def signed_data(
    attributes: bytes, signature: bytes, *, certificate: bytes, chain: Sequence[bytes], unsigned: Sequence[bytes] = ()
) -> bytes:
    """A ContentInfo with one SignerInfo, the signer's certificate and its chain without roots.

    attributes   what `signed_attributes` gave
    signature    DER Ecdsa-Sig-Value over the SHA-256 of `attributes`
    unsigned     attributes beside the signature, each what `attribute` gave
    """
    digest_algorithm = encode.sequence(encode.oid(SHA256))
    signer_info = encode.sequence(
        encode.integer(1),
        _issuer_and_serial(certificate),
        digest_algorithm,
        encode.implicit(0, attributes),
        encode.sequence(encode.oid(ECDSA_WITH_SHA256)),
        encode.octet_string(signature),
        *([encode.implicit(1, encode.set_of(*unsigned))] if unsigned else []),
    )
    certificates = {certificate, *(link for link in chain if not _is_self_issued(link))}
    return encode.sequence(
        encode.oid(SIGNED_DATA),
        encode.explicit(
            0,
            encode.sequence(
                encode.integer(1),
                encode.set_of(digest_algorithm),
                encode.sequence(encode.oid(DATA)),
                encode.implicit(0, encode.set_of(*certificates)),
                encode.set_of(signer_info),
            ),
        ),
    )


def attribute(oid: str, value: bytes) -> bytes:
    """An Attribute with one value (RFC 5652 section 5.3); `value` is a complete DER element."""
    return encode.sequence(encode.oid(oid), encode.set_of(value))


@lru_cache(maxsize=64)
def _issuer_and_serial(certificate: bytes) -> bytes:
    serial, issuer, _subject = _names(certificate)
    return encode.sequence(issuer.raw, serial.raw)


@lru_cache(maxsize=64)
def _is_self_issued(certificate: bytes) -> bool:
    _serial, issuer, subject = _names(certificate)
    return issuer.raw == subject.raw


def _names(certificate: bytes) -> tuple[Node, Node, Node]:
    """Serial number, issuer and subject of a certificate (RFC 5280 section 4.1)."""
    fields = parse(certificate).children[0].children
    if fields[0].tag == 0xA0:  # the version, absent in version 1
        fields = fields[1:]
    return fields[0], fields[2], fields[4]
