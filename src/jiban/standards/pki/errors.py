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
