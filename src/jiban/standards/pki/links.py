"""One link of a chain: the issuer's signature under a certificate or a list."""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from jiban.standards.pki import oids
from jiban.standards.pki.certificate import Certificate, sm2_public_key
from jiban.standards.pki.errors import AlgorithmError, BadSignatureError, CertificateFormatError


def check_link(certificate: Certificate, issuer: Certificate) -> None:
    """Check that the key of `issuer` signed `certificate`; nothing else.

    SM2 with SM3 and the standard user id (GM/T 0015), or ECDSA P-256 with SHA-256 (RFC 5758).

    Raises AlgorithmError if the algorithm is another one or not one for the issuer's key, BadSignatureError if the
    signature does not fit.
    """
    fits = _remembered(certificate.signature_algorithm, issuer.public_key_spki, certificate.tbs, certificate.signature)
    if fits is None:
        raise AlgorithmError("the signature algorithm is not accepted for the issuer's key", certificate)
    if not fits:
        raise BadSignatureError("the issuer's signature does not fit the certificate", certificate)


def signature_fits(algorithm: str, spki: bytes, signed: bytes, signature: bytes) -> bool | None:
    """Whether `signature` over `signed` is by the key `spki`; None if the algorithm and the key do not go together."""
    if algorithm == oids.SM2_WITH_SM3:
        try:
            key = sm2_public_key(spki)
        except CertificateFormatError:
            return None
        return key.verify(signed, signature)
    if algorithm == oids.ECDSA_WITH_SHA256:
        return _ecdsa_fits(spki, signed, signature)
    return None


# Chains above documents are the same few again and again; certificates are small (16 KiB at most).
_remembered = lru_cache(maxsize=512)(signature_fits)


def _ecdsa_fits(spki: bytes, signed: bytes, signature: bytes) -> bool | None:
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return None
    try:
        key.verify(signature, signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
