"""What the check of a PDF found, as values; the words for people are chosen elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Code(StrEnum):
    """One thing the check can find. The first three are good news, all others are not."""

    INTACT = "intact"
    """Not one signed byte has changed, and the signature belongs to the key of its certificate."""
    COVERS_WHOLE_FILE = "covers-whole-file"
    """The signature covers the file from its first to its last byte, except its own place."""
    TRUSTED = "trusted"
    """The signer's certificate leads to one of the given roots, at the given time."""

    CONTENT_CHANGED = "content-changed"
    """A signed byte has changed."""
    SIGNATURE_WRONG = "signature-wrong"
    """The signature does not belong to the certificate's key, or its attributes are not as they must be."""
    CHANGED_AFTER_SIGNING = "changed-after-signing"
    """Something was added to the file after it was signed."""
    UNKNOWN_AUTHORITY = "unknown-authority"
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_NOT_YET_VALID = "certificate-not-yet-valid"
    CERTIFICATE_UNSUITABLE = "certificate-unsuitable"
    """The certificate may not sign documents, or uses an algorithm no longer accepted."""
    CHAIN_BROKEN = "chain-broken"
    """The chain of certificates is wrong in another way."""
    NO_SIGNATURE = "no-signature"
    TRUNCATED = "truncated"
    """The end of the file is missing."""
    UNREADABLE = "unreadable"
    """The file begins like a PDF and cannot be read as one; decompression bombs end here too."""


MESSAGES: Mapping[Code, str] = {
    Code.INTACT: "Nothing has changed since the file was signed.",
    Code.COVERS_WHOLE_FILE: "The signature covers the whole file.",
    Code.TRUSTED: "The signer's certificate was issued by an authority that is trusted here.",
    Code.CONTENT_CHANGED: "The content was changed after it was signed.",
    Code.SIGNATURE_WRONG: "The signature does not belong to the certificate it names.",
    Code.CHANGED_AFTER_SIGNING: "Something was added to the file after it was signed.",
    Code.UNKNOWN_AUTHORITY: "The signer's certificate was not issued by an authority that is trusted here.",
    Code.CERTIFICATE_EXPIRED: "The signer's certificate had expired.",
    Code.CERTIFICATE_NOT_YET_VALID: "The signer's certificate was not yet valid.",
    Code.CERTIFICATE_UNSUITABLE: "The signer's certificate may not be used to sign documents.",
    Code.CHAIN_BROKEN: "The chain of certificates above the signer is broken.",
    Code.NO_SIGNATURE: "The file carries no signature.",
    Code.TRUNCATED: "The end of the file is missing.",
    Code.UNREADABLE: "The file cannot be read as a PDF.",
}
"""English, to be translated by whoever shows them: `gettext(finding.message)`. They name nobody."""

GOOD = frozenset({Code.INTACT, Code.COVERS_WHOLE_FILE, Code.TRUSTED})


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of the check: what was found, and the clause that asks for it."""

    code: Code
    clause: str

    @property
    def ok(self) -> bool:
        """Whether this speaks for the file."""
        return self.code in GOOD

    @property
    def message(self) -> str:
        """The finding as a sentence in English."""
        return MESSAGES[self.code]


@dataclass(frozen=True, slots=True)
class PdfReport:
    """The findings, in the order of the steps, and what the file says.

    Unless `genuine`, nobody vouches for what is said.

    signer_name         common name in the signer's certificate
    signer_certificate  DER, None when it cannot be read
    chain               DER of the certificates from the root to the signer; empty unless trusted
    signed_at           the time the signer claims, aware
    attachments         embedded files by name
    log_proof           what stands beside the signature under LOG_PROOF_OID
    """

    findings: tuple[Finding, ...]
    signer_name: str = ""
    signer_certificate: bytes | None = None
    chain: tuple[bytes, ...] = ()
    signed_at: datetime | None = None
    attachments: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    log_proof: bytes | None = None

    @property
    def genuine(self) -> bool:
        """Intact, covering the whole file, by a trusted signer: each of the three found and nothing against it."""
        return {finding.code for finding in self.findings} == GOOD

    def has(self, code: Code) -> bool:
        """Whether this was found."""
        return any(finding.code is code for finding in self.findings)
