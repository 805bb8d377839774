"""A key of any store with its certificate, as whatever signs papers wants it: `gm/signer.py: Signer`, `pdf/signer.py: PdfSigner`.

Before each signature the certificate's time is looked at: an expired certificate does not sign.
"""

from collections.abc import Callable
from datetime import datetime

from jiban.standards.gm.sm2 import PublicKey
from jiban.standards.keys.errors import CertificatePeriodError, WrongCertificateError
from jiban.standards.keys.store import OpenKey
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.errors import PkiError

Clock = Callable[[], datetime]


def check_period(certificate: Certificate, at: datetime) -> None:
    """Raise CertificatePeriodError unless the certificate is valid at this aware moment."""
    if at > certificate.not_after:
        raise CertificatePeriodError(f"the certificate ended at {certificate.not_after:%Y-%m-%d %H:%M:%S}Z")
    if at < certificate.not_before:
        raise CertificatePeriodError(f"the certificate begins at {certificate.not_before:%Y-%m-%d %H:%M:%S}Z")


def certificate_of(der: bytes, spki: bytes) -> Certificate:
    """The certificate, if it is one of this key. Raises WrongCertificateError."""
    try:
        certificate = Certificate.parse(der)
    except PkiError as broken:
        raise WrongCertificateError("the certificate cannot be read") from broken
    if certificate.public_key_spki != spki:
        raise WrongCertificateError("the certificate belongs to another key")
    return certificate


class _Certified:
    def __init__(self, key: OpenKey, certificate: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock
        self._parsed = certificate_of(certificate, key.spki)
        self.certificate = certificate

    def sign_digest(self, e: bytes) -> bytes:
        """DER SEQUENCE{r, s} over 32 bytes. Raises KeyStoreError, among them CertificatePeriodError."""
        check_period(self._parsed, self._clock())
        return self._key.sign_digest(e)


class StoreSigner(_Certified):
    """An SM2 key and its certificate (gm/signer.py: Signer).

    clock   gives the present, aware: this library has no clock of its own
    """

    def __init__(self, key: OpenKey, certificate: bytes, *, clock: Clock) -> None:
        """Raises WrongCertificateError."""
        super().__init__(key, certificate, clock)
        self.public_key = PublicKey.from_spki(key.spki)


class StorePdfSigner(_Certified):
    """A P-256 key, its certificate and the authorities above (pdf/signer.py: PdfSigner)."""

    def __init__(self, key: OpenKey, certificate: bytes, *, chain: tuple[bytes, ...] = (), clock: Clock) -> None:
        """Raises WrongCertificateError."""
        super().__init__(key, certificate, clock)
        self.chain = chain
