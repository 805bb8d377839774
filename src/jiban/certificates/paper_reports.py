"""What a file by itself says: OFD or PDF, brought to one form. Signatures, seals and coverage are judged here."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jiban.standards.ofd import errors as ofd_errors
from jiban.standards.ofd.reader import Document, open_ofd
from jiban.standards.ofd.signatures import PackageSignature
from jiban.standards.pdf import errors as pdf_errors
from jiban.standards.pdf.report import Code as PdfCode
from jiban.standards.pdf.report import PdfReport
from jiban.standards.pdf.verify import verify_pdf
from jiban.standards.pki import name as names
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.errors import PkiError
from jiban.standards.ses import verify as ses
from jiban.standards.ses.errors import SealError
from jiban.standards.ses.findings import Finding as SesFinding
from jiban.standards.ses.seal import SealKind
from jiban.standards.ses.signature import SealSignature, parse_signature

from . import papers, record
from .trust import Trust
from .verdicts import Code, Finding, Mark


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature that holds: what the certificate and the seal say of the signer."""

    name: str
    organisation: str
    credit_code: str
    signed_at: datetime


@dataclass(slots=True)
class PaperReport:
    """`fault` is the first thing that speaks against the file; later questions are then not asked."""

    kind: str
    fault: Code | None = None
    findings: list[Finding] = field(default_factory=list)
    record: dict[str, Any] | None = None
    seal: Signature | None = None
    reviewer: Signature | None = None
    printed: str | None = None
    metadata: dict[str, str] | None = None
    log_proof: str | None = None

    def fail(self, code: Code, finding: str, detail: str = "", *, mark: Mark = Mark.FAIL) -> None:
        self.findings.append(Finding(finding, mark, detail))
        if self.fault is None:
            self.fault = code


ARCHIVE_FAULTS: tuple[tuple[type[Exception], Code], ...] = (
    (ofd_errors.TruncatedError, Code.TRUNCATED),
    (ofd_errors.TooLargeError, Code.TOO_LARGE),
    (ofd_errors.NotOfdError, Code.NOT_A_CERTIFICATE),
    # Whoever makes a package does not break its checksums, double its names or point outside: somebody changed it.
    (ofd_errors.OfdError, Code.ALTERED),
)
# In the order in which they are told: the first that is found names the verdict.
SES_FAULTS: tuple[tuple[Code, frozenset[str]], ...] = (
    (Code.SEAL_SWAPPED, frozenset({"seal-file-differs", "signer-not-listed", "maker-signature-wrong"})),
    (Code.ALTERED, frozenset({"data-hash-differs"})),
    (Code.SIGNATURE_WRONG, frozenset({"document-signature-wrong", "property-info-differs", "structure-malformed"})),
    (
        Code.OUTSIDE_SEAL_VALIDITY,
        frozenset(
            {
                "seal-expired",
                "seal-not-yet-valid",
                "signed-in-the-future",
                "signer-certificate-expired",
                "signer-certificate-not-yet-valid",
            }
        ),
    ),
    (
        Code.UNKNOWN_AUTHORITY,
        frozenset(
            {
                "signer-certificate-untrusted",
                "maker-certificate-untrusted",
                "maker-not-accepted",
                "signer-certificate-not-judged",
                "maker-certificate-not-judged",
                "version-unsupported",
            }
        ),
    ),
)
PDF_FAULTS: tuple[tuple[PdfCode, Code], ...] = (
    (PdfCode.TRUNCATED, Code.TRUNCATED),
    (PdfCode.UNREADABLE, Code.UNREADABLE),
    (PdfCode.NO_SIGNATURE, Code.NOT_SEALED),
    (PdfCode.CONTENT_CHANGED, Code.ALTERED),
    (PdfCode.CHANGED_AFTER_SIGNING, Code.ALTERED),
    (PdfCode.SIGNATURE_WRONG, Code.SIGNATURE_WRONG),
    (PdfCode.CERTIFICATE_EXPIRED, Code.OUTSIDE_SEAL_VALIDITY),
    (PdfCode.CERTIFICATE_NOT_YET_VALID, Code.OUTSIDE_SEAL_VALIDITY),
    (PdfCode.UNKNOWN_AUTHORITY, Code.UNKNOWN_AUTHORITY),
    (PdfCode.CHAIN_BROKEN, Code.UNKNOWN_AUTHORITY),
    (PdfCode.CERTIFICATE_UNSUITABLE, Code.SIGNATURE_WRONG),
)
UNKNOWN = {Code.UNKNOWN_AUTHORITY}
ORGANISATION_CODE_PREFIX = "NTRCN-"


def report_on(data: bytes, *, trust: Trust, now: datetime) -> PaperReport:
    """Read an OFD or a PDF. Never raises for what a stranger may send."""
    if data.startswith(b"PK"):
        return _report_on_ofd(data, trust, now)
    if data.startswith(b"%PDF-"):
        return _report_on_pdf(data, trust, now)
    report = PaperReport("")
    report.fail(Code.NOT_A_CERTIFICATE, "file")
    return report


def _report_on_ofd(data: bytes, trust: Trust, now: datetime) -> PaperReport:
    report = PaperReport("ofd")
    try:
        document = open_ofd(data)
    except ofd_errors.OfdError as error:
        report.fail(next(code for kind, code in ARCHIVE_FAULTS if isinstance(error, kind)), "file")
        return report
    if not any(_is_seal(_parsed(signature.signed_value)) for signature in document.signatures):
        report.fail(Code.NOT_SEALED, "no-seal")
        return report
    _judge_signatures(report, document, trust, now)
    attached = document.attachment(papers.RECORD_FILE)
    report.record = _record(attached.data if attached else None)
    report.printed = "".join("".join(text.split()) for text in document.page_texts)
    report.metadata = dict(document.info.custom)
    proof = document.attachment(papers.PROOF_FILE)
    if proof is not None and proof.data != papers.PROOF_PENDING:
        report.log_proof = proof.data.decode("utf-8", "replace")
    return report


def _judge_signatures(report: PaperReport, document: Document, trust: Trust, now: datetime) -> None:
    last = document.signatures[-1]
    swapped, changed = False, bool(document.findings) or not last.covers_everything
    for signature in document.signatures:
        found = _ses_findings(signature, trust, now)
        swapped = swapped or any(finding.code == "seal-file-differs" for finding in found)
        changed = changed or bool(signature.findings)
        _take_up(report, signature, found)
    # An exchanged seal file also breaks a digest: say what really happened.
    if changed and not swapped:
        report.fault = Code.ALTERED
    intact = not changed and not swapped
    report.findings.insert(0, Finding("intact", Mark.OK if intact else Mark.FAIL, clause="GB/T 33190-2016 18.2"))
    if report.seal is None and report.fault is None:
        report.fail(Code.NOT_SEALED, "sealed-by")
    if report.reviewer is None and report.fault is None:
        report.fail(Code.NO_AUTHORITY, "signed-by")


def _ses_findings(signature: PackageSignature, trust: Trust, now: datetime) -> list[SesFinding]:
    return ses.verify_signature(
        signature.signed_value or b"",
        signature_xml=signature.xml,
        expected_property_info=signature.path,
        trust=ses.Trust(trust.sm2_roots, trust.seal_makers, trust.sm2_intermediates),
        seal_esl=signature.seal_esl,
        signature_method=signature.method,
        now=now,
    )


def _take_up(report: PaperReport, signature: PackageSignature, found: list[SesFinding]) -> None:
    """Note who signed, or what is wrong with this signature."""
    read = _parsed(signature.signed_value)
    is_seal = _is_seal(read)
    finding = "sealed-by" if is_seal else "signed-by"
    bad = {one.code for one in found if one.severity in {"fail", "unknown"}} - {"time-stamp-unchecked"}
    if bad or read is None:
        code = next((code for code, causes in SES_FAULTS if causes & bad), Code.SIGNATURE_WRONG)
        report.fail(code, finding, mark=Mark.UNKNOWN if code in UNKNOWN else Mark.FAIL)
        return
    who = _signer(read.seal.name, read.certificate, read.signed_at)
    report.findings.append(Finding(finding, Mark.OK, who.name, "GB/T 38540-2020"))
    if is_seal:
        report.seal = who
    else:
        report.reviewer = who


def _is_seal(signature: SealSignature | None) -> bool:
    """An organisation's seal, as against a person's signature. A value that cannot be read may have been one."""
    return signature is None or signature.seal.kind == SealKind.ORGANISATION


def _parsed(signed_value: bytes | None) -> SealSignature | None:
    try:
        return parse_signature(signed_value or b"")
    except SealError:
        return None


def _signer(shown_name: str, certificate: bytes, signed_at: datetime) -> Signature:
    subject = parsed(certificate).subject
    code = names.attribute(subject, oids.ORGANIZATION_IDENTIFIER) or ""
    organisation = names.attribute(subject, oids.ORGANIZATION) or ""
    return Signature(shown_name, organisation, code.removeprefix(ORGANISATION_CODE_PREFIX), signed_at)


def _report_on_pdf(data: bytes, trust: Trust, now: datetime) -> PaperReport:
    report = PaperReport("pdf")
    try:
        found = verify_pdf(data, roots=trust.pdf_roots, at=now)
        if found.has(PdfCode.CERTIFICATE_EXPIRED) and found.signed_at is not None and found.signed_at < now:
            # What counts is the day of signing: certificates end long before what they sealed stops being true.
            found = verify_pdf(data, roots=trust.pdf_roots, at=found.signed_at)
    except pdf_errors.TooLargeError:
        report.fail(Code.TOO_LARGE, "file")
        return report
    except pdf_errors.PdfError:
        report.fail(Code.NOT_A_CERTIFICATE, "file")
        return report
    _judge_pdf(report, found)
    report.record = _record(found.attachments.get(papers.RECORD_FILE))
    report.log_proof = found.log_proof.decode("utf-8", "replace") if found.log_proof else None
    return report


def _judge_pdf(report: PaperReport, found: PdfReport) -> None:
    code = next((ours for theirs, ours in PDF_FAULTS if found.has(theirs)), None)
    altered = code in {Code.ALTERED, Code.SIGNATURE_WRONG}
    if code in {Code.TRUNCATED, Code.UNREADABLE}:
        report.fail(code, "file")
        return
    if code == Code.NOT_SEALED:
        report.fail(code, "no-seal")
        return
    report.findings.append(Finding("intact", Mark.FAIL if altered else Mark.OK, clause="ISO 32000-1 12.8"))
    if not found.genuine:
        code = code or Code.SIGNATURE_WRONG
        report.fail(code, "sealed-by", mark=Mark.UNKNOWN if code in UNKNOWN else Mark.FAIL)
        return
    organisation = _organisation(found.signer_certificate)
    if found.signed_at is None:
        report.fail(Code.SIGNATURE_WRONG, "sealed-by")
        return
    report.seal = Signature(organisation, organisation, "", found.signed_at)
    report.findings.append(Finding("sealed-by", Mark.OK, organisation, "ETSI EN 319 142-1 5"))


def _organisation(certificate: bytes | None) -> str:
    try:
        return names.attribute(parsed(certificate or b"").subject, oids.ORGANIZATION) or ""
    except PkiError:
        return ""


def _record(attached: bytes | None) -> dict[str, Any] | None:
    """The record, if it is one, in canonical form as it must be."""
    try:
        data = json.loads(attached or b"")
        if (
            isinstance(data, dict)
            and data.get("version") == record.RECORD_VERSION
            and record.canonical(data) == attached
        ):
            return data
    except (ValueError, RecursionError):
        pass
    return None


def says_the_same(report: PaperReport, pieces: Iterable[str]) -> bool:
    """Does the printed text hold every piece of the record? Blanks do not count: lines are broken anywhere."""
    if report.printed is None:
        return True
    return all("".join(piece.split()) in report.printed for piece in pieces)
