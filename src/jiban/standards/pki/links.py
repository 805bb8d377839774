"""One link of a chain: the issuer's signature under a certificate or a list."""

import hashlib
from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from jiban.standards.pki import oids
from jiban.standards.pki.certificate import Certificate, sm2_public_key
from jiban.standards.pki.errors import AlgorithmError, BadSignatureError, CertificateFormatError


class LinkMemory:
    """Links that were found good, so that a caller who checks many documents checks each link once.

    Bounded: the link not needed for longest is forgotten first. What it remembers is a digest over algorithm, key,
    signed bytes and signature, about 100 bytes a link. Wrong links are not remembered: a stranger's lies must not push
    out what is good. Safe to share between threads.
    """

    def __init__(self, max_links: int = 4096) -> None:
        self._max_links = max_links
        self._good: OrderedDict[bytes, None] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._good)

    def fits(self, algorithm: str, spki: bytes, signed: bytes, signature: bytes) -> bool | None:
        """As `signature_fits`."""
        parts = (algorithm.encode(), spki, signed, signature)
        link = hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
        with self._lock:
            if link in self._good:
                self._good.move_to_end(link)
                return True
        result = signature_fits(algorithm, spki, signed, signature)
        if result:
            with self._lock:
                self._good[link] = None
                while len(self._good) > self._max_links:
                    self._good.popitem(last=False)
        return result


def check_link(certificate: Certificate, issuer: Certificate, memory: LinkMemory | None = None) -> None:
    """Check that the key of `issuer` signed `certificate`; nothing else.

    memory   where links already found good are kept; a small one of the module's own if None

    SM2 with SM3 and the standard user id (GM/T 0015), or ECDSA P-256 with SHA-256 (RFC 5758).

    Raises AlgorithmError if the algorithm is another one or not one for the issuer's key, BadSignatureError if the
    signature does not fit.
    """
    ask = _remembered if memory is None else memory.fits
    fits = ask(certificate.signature_algorithm, issuer.public_key_spki, certificate.tbs, certificate.signature)
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
