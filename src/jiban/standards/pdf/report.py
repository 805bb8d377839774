"""What the check of a PDF found, as values; the words for people stand in `words`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Code(StrEnum):
    """One thing the check can find: see GOOD and LACKING below, all others speak against the file."""

    INTACT = "intact"
    """Not one signed byte has changed, and the signatures belong to the keys of their certificates."""
    COVERS_WHOLE_FILE = "covers-whole-file"
    """The last signature covers the file from its first to its last byte, except its own place."""
    ONLY_ALLOWED_CHANGES = "only-allowed-changes"
    """What came after a signature is what it allows: further signatures, evidence, time stamps."""
    TRUSTED = "trusted"
    """The signers' certificates lead to one of the given roots, each at the time that counts for it."""
    TIME_STAMPED = "time-stamped"
    """A trusted authority confirms when it was signed."""
    EVIDENCE_COMPLETE = "evidence-complete"
    """The file carries everything needed to judge the certificates, and none was revoked when it counted."""
    DOCUMENT_TIME_STAMPED = "document-time-stamped"
    """A trusted authority confirms when the whole file, evidence included, existed."""

    TIME_STAMP_UNKNOWN_AUTHORITY = "time-stamp-unknown-authority"
    DOCUMENT_TIME_STAMP_UNKNOWN_AUTHORITY = "document-time-stamp-unknown-authority"
    EVIDENCE_INCOMPLETE = "evidence-incomplete"

    CONTENT_CHANGED = "content-changed"
    """A signed byte has changed."""
    SIGNATURE_WRONG = "signature-wrong"
    """The signature does not belong to the certificate's key, or its attributes are not as they must be."""
    CHANGED_AFTER_SIGNING = "changed-after-signing"
    """Something was added to the file after it was signed that the signature does not allow."""
    TIME_STAMP_WRONG = "time-stamp-wrong"
    """The time stamp is broken, or was given for something else."""
    DOCUMENT_TIME_STAMP_WRONG = "document-time-stamp-wrong"
    CLAIMED_TIME_WRONG = "claimed-time-wrong"
    """The signer claims a time after the time stamp that was put on the signature."""
    UNKNOWN_AUTHORITY = "unknown-authority"
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_NOT_YET_VALID = "certificate-not-yet-valid"
    CERTIFICATE_REVOKED = "certificate-revoked"
    """The certificate was revoked before it signed, or no time stamp proves that it signed before."""
    CERTIFICATE_UNSUITABLE = "certificate-unsuitable"
    """The certificate may not sign documents, or uses an algorithm no longer accepted."""
    CHAIN_BROKEN = "chain-broken"
    """The chain of certificates is wrong in another way."""
    NO_SIGNATURE = "no-signature"
    TRUNCATED = "truncated"
    """The end of the file is missing."""
    UNREADABLE = "unreadable"
    """The file begins like a PDF and cannot be read as one; decompression bombs end here too."""


GOOD = frozenset(
    {
        Code.INTACT,
        Code.COVERS_WHOLE_FILE,
        Code.ONLY_ALLOWED_CHANGES,
        Code.TRUSTED,
        Code.TIME_STAMPED,
        Code.EVIDENCE_COMPLETE,
        Code.DOCUMENT_TIME_STAMPED,
    }
)
LACKING = frozenset(
    {Code.TIME_STAMP_UNKNOWN_AUTHORITY, Code.DOCUMENT_TIME_STAMP_UNKNOWN_AUTHORITY, Code.EVIDENCE_INCOMPLETE}
)
"""Something that would help proves nothing here; the signature is as good as without it."""
_COVERED = frozenset({Code.COVERS_WHOLE_FILE, Code.ONLY_ALLOWED_CHANGES})


class Level(StrEnum):
    """What a signature proves about its time (ETSI EN 319 142-1 clause 6.1), as far as it was verified here."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


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
    def against(self) -> bool:
        """Whether this speaks against the file."""
        return self.code not in GOOD | LACKING


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature. Unless `genuine`, nobody vouches for what it says.

    field_name          the field it stands in
    signer_name         common name in the signer's certificate
    signer_certificate  DER, None when it cannot be read
    chain               DER of the certificates from the root to the signer; empty unless trusted
    signed_at           the time the signer claims, aware
    stamped_at          the time a trusted authority confirms, aware; None without a time stamp
    allows              the DocMDP level it sets (1 nothing, 2 filling in and signing, 3 also notes), None for none
    log_proof           what stands beside the signature under LOG_PROOF_OID
    """

    field_name: str
    findings: tuple[Finding, ...] = ()
    signer_name: str = ""
    signer_certificate: bytes | None = None
    chain: tuple[bytes, ...] = ()
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    level: Level = Level.B_B
    allows: int | None = None
    log_proof: bytes | None = None

    @property
    def genuine(self) -> bool:
        """Intact and by a trusted signer, and nothing against it."""
        codes = {finding.code for finding in self.findings}
        return {Code.INTACT, Code.TRUSTED} <= codes and not any(finding.against for finding in self.findings)


@dataclass(frozen=True, slots=True)
class PdfReport:
    """The findings over all signatures, in the order of the steps, and what the file says.

    Unless `genuine`, nobody vouches for what is said.

    signatures      in the order of signing, document time stamps not among them
    attachments     embedded files by name

    The properties below are those of the last signature, which closes the file.
    """

    findings: tuple[Finding, ...]
    signatures: tuple[PdfSignature, ...] = ()
    attachments: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def genuine(self) -> bool:
        """Every signature intact and by a trusted signer, the whole file accounted for, and nothing against it."""
        codes = {finding.code for finding in self.findings}
        nothing_against = not any(finding.against for finding in self.findings)
        signed = {Code.INTACT, Code.TRUSTED} <= codes and all(signature.genuine for signature in self.signatures)
        return nothing_against and signed and bool(codes & _COVERED)

    def has(self, code: Code) -> bool:
        """Whether this was found."""
        return any(finding.code is code for finding in self.findings)

    @property
    def _last(self) -> PdfSignature:
        return self.signatures[-1] if self.signatures else PdfSignature("")

    @property
    def signer_name(self) -> str:
        """Common name in the signer's certificate."""
        return self._last.signer_name

    @property
    def signer_certificate(self) -> bytes | None:
        """DER, None when it cannot be read."""
        return self._last.signer_certificate

    @property
    def chain(self) -> tuple[bytes, ...]:
        """DER of the certificates from the root to the signer; empty unless trusted."""
        return self._last.chain

    @property
    def signed_at(self) -> datetime | None:
        """The time the signer claims."""
        return self._last.signed_at

    @property
    def level(self) -> Level:
        """What the signature proves about its time."""
        return self._last.level

    @property
    def log_proof(self) -> bytes | None:
        """What stands beside the signature under LOG_PROOF_OID."""
        return self._last.log_proof
