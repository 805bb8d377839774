"""What checking a file comes to: a verdict, and all that it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from jiban.standards.verifying.findings import Finding
from jiban.standards.verifying.severity import FAIL, UNKNOWN, Profile

Verdict = Literal["genuine", "not-genuine", "cannot-tell", "unsigned"]

VERDICT_WORDS: dict[Verdict, tuple[str, str]] = {
    "genuine": ("真实有效", "Genuine"),
    "not-genuine": ("不真实或已被改动", "Not genuine"),
    "cannot-tell": ("无法判断", "Cannot be told"),
    "unsigned": ("没有签名", "Unsigned"),
}


@dataclass(frozen=True, slots=True)
class Signatory:
    """Whom a certificate names; texts as RFC 4514 writes them."""

    subject: str
    issuer: str
    serial: str
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "subject": self.subject,
            "issuer": self.issuer,
            "serial": self.serial,
            "valid_from": _moment(self.valid_from),
            "valid_to": _moment(self.valid_to),
        }


@dataclass(frozen=True, slots=True)
class SealShown:
    """The seal of a signature, as it calls itself; the picture's size in millimetres."""

    version: int
    seal_id: str
    name: str
    kind: int
    vendor: str
    picture_format: str
    width_mm: int
    height_mm: int
    valid_from: datetime
    valid_to: datetime

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "version": self.version,
            "seal_id": self.seal_id,
            "name": self.name,
            "kind": self.kind,
            "vendor": self.vendor,
            "picture": {"format": self.picture_format, "width_mm": self.width_mm, "height_mm": self.height_mm},
            "valid_from": _moment(self.valid_from),
            "valid_to": _moment(self.valid_to),
        }


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature.

    path          where its Signature.xml stands, with the leading slash
    kind          Seal or Sign, as the signed value is; "" if it cannot be read
    signed_at     the time that certificates were judged by
    time_proved   whether a trusted time stamp, not the signer alone, says so
    covered       entries that it protects and that are unchanged
    """

    id: str
    path: str
    kind: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    signer: Signatory | None = None
    maker: Signatory | None = None
    seal: SealShown | None = None
    signed_at: datetime | None = None
    time_proved: bool = False
    covered: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for json.dumps."""
        return {
            "id": self.id,
            "path": self.path,
            "kind": self.kind,
            "verdict": self.verdict,
            "signed_at": _moment(self.signed_at),
            "time_proved": self.time_proved,
            "signer": self.signer.to_json() if self.signer else None,
            "maker": self.maker.to_json() if self.maker else None,
            "seal": self.seal.to_json() if self.seal else None,
            "covered": list(self.covered),
            "findings": [finding.to_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """A whole file. `verdict` is that of the worst signature, or of the package if that is worse."""

    verdict: Verdict
    profile: Profile
    checked_at: datetime
    signatures: tuple[SignatureReport, ...]
    package_findings: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, those of the package first."""
        return (*self.package_findings, *(found for one in self.signatures for found in one.findings))

    @property
    def first(self) -> Finding | None:
        """The finding that decided the verdict; None for a genuine file."""
        decisive = {"not-genuine": FAIL, "cannot-tell": UNKNOWN}.get(self.verdict)
        return next((found for found in self.findings if found.severity == decisive), None)

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for json.dumps."""
        zh, en = VERDICT_WORDS[self.verdict]
        return {
            "verdict": self.verdict,
            "zh": zh,
            "en": en,
            "profile": self.profile,
            "checked_at": self.checked_at.isoformat(),
            "package_findings": [finding.to_json() for finding in self.package_findings],
            "signatures": [signature.to_json() for signature in self.signatures],
        }


def judge(findings: Iterable[Finding]) -> Verdict:
    """not-genuine if anything fails, else cannot-tell if anything is unknown, else genuine."""
    severities = {finding.severity for finding in findings}
    if FAIL in severities:
        return "not-genuine"
    return "cannot-tell" if UNKNOWN in severities else "genuine"


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None
