"""Who holds the key that signs a PDF: a protocol, and the holder in software."""

from collections.abc import Sequence
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from jiban.standards.pdf.errors import PdfError


class PdfSigner(Protocol):
    """A holder of an ECDSA P-256 key.

    certificate   DER of the signer's certificate
    chain         DER of the authorities above it, in any order; a root among them is left out of the file
    """

    @property
    def certificate(self) -> bytes: ...
    @property
    def chain(self) -> Sequence[bytes]: ...

    def sign_digest(self, sha256_digest: bytes) -> bytes:
        """Sign 32 bytes; gives the DER Ecdsa-Sig-Value of RFC 3279 section 2.2.3."""
        ...


class SoftwarePdfSigner:
    """A P-256 key in this process's memory, with the deterministic nonces of RFC 6979."""

    def __init__(
        self, private_key: ec.EllipticCurvePrivateKey, certificate: bytes, chain: Sequence[bytes] = ()
    ) -> None:
        if not isinstance(private_key.curve, ec.SECP256R1):
            raise PdfError("a PDF is signed on the curve P-256")
        if x509.load_der_x509_certificate(certificate).public_key() != private_key.public_key():
            raise PdfError("the certificate belongs to another key")
        self._private_key = private_key
        self.certificate = certificate
        self.chain = tuple(chain)

    def sign_digest(self, sha256_digest: bytes) -> bytes:
        """See PdfSigner.sign_digest."""
        return self._private_key.sign(sha256_digest, ec.ECDSA(utils.Prehashed(SHA256()), deterministic_signing=True))
