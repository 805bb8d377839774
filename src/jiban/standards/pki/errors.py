"""What can be wrong with certificates. The texts name no person: `certificate` tells whose it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jiban.standards.pki.certificate import Certificate


class PkiError(Exception):
    """A certificate, a chain or a list of revoked certificates is not acceptable."""


class CertificateFormatError(PkiError):
    """Bytes that are not an X.509 version 3 certificate."""


class IssueError(PkiError):
    """A certificate that must not be issued: keys that do not belong together, times in the wrong order."""


class ChainError(PkiError):
    """The chain above a certificate does not hold. `certificate` is the one at fault, where there is one."""

    def __init__(self, text: str, certificate: Certificate | None = None) -> None:
        super().__init__(text)
        self.certificate = certificate


class UntrustedError(ChainError):
    """No chain leads to a trusted root."""


class BadSignatureError(ChainError):
    """The issuer's signature does not fit the certificate."""


class AlgorithmError(ChainError):
    """The signature algorithm is not accepted, or is not one for the issuer's key."""


class NotYetValidError(ChainError):
    """A certificate of the chain was not valid yet at that time."""


class ExpiredError(ChainError):
    """A certificate of the chain was no longer valid at that time."""


class NotAnAuthorityError(ChainError):
    """A certificate of the chain was issued by one that may not issue."""


class PathTooLongError(ChainError):
    """More authorities stand below one than it allows, or than are accepted here."""


class KeyUsageError(ChainError):
    """The certificate is not meant for this purpose."""


class CriticalExtensionError(ChainError):
    """A certificate sets conditions that are not understood here, so it must be refused (RFC 5280 section 4.2)."""


class CrlError(PkiError):
    """A list of revoked certificates cannot be relied on."""


class CrlFormatError(CrlError):
    """Bytes that are not a complete list of revoked certificates."""


class CrlSignatureError(CrlError):
    """The list is not signed by the certificate's issuer."""


class CrlOutdatedError(CrlError):
    """The list is not in force: from the future, or a newer one is due."""


class RevokedError(ChainError):
    """The certificate was revoked at `revoked_at`, for `reason` (RFC 5280 section 5.3.1)."""

    def __init__(self, certificate: Certificate, *, revoked_at: datetime, reason: str) -> None:
        super().__init__(f"revoked at {revoked_at:%Y-%m-%dT%H:%M:%SZ} ({reason})", certificate)
        self.revoked_at = revoked_at
        self.reason = reason


class NameConstraintError(ChainError):
    """A name of the certificate lies outside what an authority above it may name (RFC 5280 section 4.2.1.10)."""


class PolicyError(ChainError):
    """The chain carries no certificate policy although it has to (RFC 5280 section 6.1, RFC 9618)."""


class CrlScopeError(CrlFormatError):
    """A delta list, an indirect list, or a list whose part of the certificates is not the one in question."""


class CmsError(PkiError):
    """Signed data (RFC 5652) cannot be relied on."""


class CmsFormatError(CmsError):
    """Bytes that are not SignedData in DER."""


class CmsSignatureError(CmsError):
    """The signature does not fit the content, or is not by the certificate that is named."""


class TimestampError(PkiError):
    """A time stamp (RFC 3161, GB/T 20520) cannot be relied on."""


class TimestampFormatError(TimestampError):
    """Bytes that are not a request, an answer or a token."""


class TimestampImprintError(TimestampError):
    """The token stamps something else."""


class TimestampSignatureError(TimestampError):
    """The token is not signed by the certificate that it names."""


class TimestampMismatchError(TimestampError):
    """The answer does not belong to the request: another nonce, digest or policy."""


class TimestampRefusedError(TimestampError):
    """The authority refused; `status` and `failures` are those of RFC 3161 section 2.4.2."""

    def __init__(self, status: int, failures: frozenset[int]) -> None:
        super().__init__(f"the authority refused: status {status}, failures {sorted(failures)}")
        self.status = status
        self.failures = failures


class OcspError(PkiError):
    """An answer about a certificate's status (RFC 6960) cannot be relied on."""


class OcspFormatError(OcspError):
    """Bytes that are not a request or an answer in DER."""


class OcspRefusedError(OcspError):
    """The responder gave no answer; `status` is that of RFC 6960 section 4.2.1."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the responder gave no answer: status {status}")
        self.status = status


class OcspSignatureError(OcspError):
    """The answer is not signed by the issuer, nor by a responder that the issuer named."""


class OcspOutdatedError(OcspError):
    """The answer is not in force: from the future, or a newer one is due."""


class OcspMismatchError(OcspError):
    """The answer is about another certificate, or to another request."""


class TrustListError(PkiError):
    """A trust list that cannot be read; the text names the entry and the field."""
