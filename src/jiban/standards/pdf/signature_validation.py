"""Each signature and each time stamp of a file, judged from the newest to the oldest: a trusted time stamp over the file
sets the moment at which what lies below it has to be valid (ETSI EN 319 102-1 clauses 5.5, 5.6).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import collect_timing_info, extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import DocumentTimestampStatus, SignatureStatus, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from jiban.standards.pdf.errors import PdfError
from jiban.standards.pdf.report import Code, Finding, Level, PdfSignature
from jiban.standards.pdf.trust import Answer, Evidence, Inquiry, problem
from jiban.standards.pdf.unsigned_attributes import LOG_PROOF_OID, unsigned_octets

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How much later than the time stamp the claimed time may be: clocks differ."""

_SIGNING = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
_CONTAINER, _CHAIN = "RFC 5652 5.6", "RFC 5280 6.1"
_TIME_STAMP, _EVIDENCE, _DOCUMENT = "RFC 3161 2.4.2", "ETSI EN 319 142-1 5.4", "ETSI EN 319 142-1 5.5"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to trust for signatures and for time, when, and what the asker knows of revocations."""

    roots: Sequence[x509.Certificate]
    timestamp_roots: Sequence[x509.Certificate]
    at: datetime
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class File:
    """What is judged: signatures and document time stamps in the order of signing."""

    reader: PdfFileReader
    signatures: Sequence[EmbeddedPdfSignature]
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on the signatures, and on the time stamps over the document."""

    signatures: tuple[PdfSignature, ...]
    about_document: tuple[Finding, ...]


@dataclass(slots=True)
class _Known:
    """What is known while going back in time: the moment that counts, and whether evidence lies safely below it."""

    moment: datetime
    evidence_stamped: bool = False


async def judge(file: File, asked: Asked) -> Judged:
    """Raises what pyHanko raises for a file that it cannot read."""
    known = _Known(asked.at)
    signatures: list[PdfSignature] = []
    about_document: list[Finding] = []
    for embedded in reversed(file.signatures):
        if embedded.sig_object_type == "/DocTimeStamp":
            about_document.append(await _judge_document_stamp(embedded, file, asked, known))
        else:
            signatures.append(await _judge_signature(embedded, file, asked, known))
    return Judged(tuple(reversed(signatures)), tuple(reversed(about_document)))


async def _judge_document_stamp(embedded: EmbeddedPdfSignature, file: File, asked: Asked, known: _Known) -> Finding:
    async def question(context: ValidationContext) -> DocumentTimestampStatus:
        return await async_validate_pdf_timestamp(embedded, context, skip_diff=True)

    answer = await Inquiry(question, asked.timestamp_roots).verdict(asked.evidence, moment=known.moment)
    if not (answer.status.valid and answer.status.intact):
        return Finding(Code.DOCUMENT_TIME_STAMP_WRONG, _DOCUMENT)
    if not answer.trusted:
        return Finding(Code.DOCUMENT_TIME_STAMP_UNKNOWN_AUTHORITY, _DOCUMENT)
    known.moment = min(known.moment, answer.status.timestamp)
    if "/DSS" in file.reader.get_historical_root(embedded.signed_revision):
        known.evidence_stamped = True
    return Finding(Code.DOCUMENT_TIME_STAMPED, _DOCUMENT)


async def _judge_signature(embedded: EmbeddedPdfSignature, file: File, asked: Asked, known: _Known) -> PdfSignature:
    told = _told_by(embedded)
    time = await _judge_time(embedded, file, asked, known, claimed=told.signed_at)
    moment = min(known.moment, time.stamped_at) if time.stamped_at else known.moment

    async def question(context: ValidationContext) -> SignatureStatus:
        return await async_validate_pdf_signature(
            embedded, context, context, key_usage_settings=_SIGNING, skip_diff=True
        )

    signer = Inquiry(question, asked.roots)
    answer = await signer.verdict(asked.evidence, moment=moment)
    findings = [*_about_signer(answer, moment), *time.findings]
    chain: tuple[bytes, ...] = ()
    complete = False
    if answer.status.valid and answer.trusted:
        chain = tuple(certificate.dump() for certificate in answer.status.validation_path or ())
        complete = time.complete and await signer.suffices(file.evidence, moment=moment)
        if file.evidence is not None:
            findings.append(Finding(Code.EVIDENCE_COMPLETE if complete else Code.EVIDENCE_INCOMPLETE, _EVIDENCE))
    level = _level(stamped=time.stamped_at is not None, complete=complete, evidence_stamped=known.evidence_stamped)
    return replace(told, findings=tuple(findings), chain=chain, stamped_at=time.stamped_at, level=level)


def _told_by(embedded: EmbeddedPdfSignature) -> PdfSignature:
    """What the signature says of itself."""
    certificate = embedded.signer_cert
    claimed = embedded.self_reported_timestamp
    try:
        proof = unsigned_octets(bytes(embedded.pkcs7_content), LOG_PROOF_OID)
    except PdfError:
        proof = None
    allows = embedded.docmdp_level
    return PdfSignature(
        field_name=str(embedded.field_name),
        signer_name=str(certificate.subject.native.get("common_name", "")),
        signer_certificate=certificate.dump(),
        signed_at=claimed if claimed is None or claimed.tzinfo else claimed.replace(tzinfo=UTC),
        allows=None if allows is None else int(allows.value),
        log_proof=proof,
    )


@dataclass(frozen=True, slots=True)
class _Time:
    """What is known about when it was signed. `complete` is whether the evidence suffices for whoever says so."""

    findings: tuple[Finding, ...] = ()
    stamped_at: datetime | None = None
    complete: bool = True


async def _judge_time(
    embedded: EmbeddedPdfSignature, file: File, asked: Asked, known: _Known, *, claimed: datetime | None
) -> _Time:
    """The judgement on the time-stamp token beside the signature."""
    if not any(True for _ in extract_tst_data_iter(embedded.signer_info, signed=False)):
        return _Time()

    async def question(context: ValidationContext) -> TimestampSignatureStatus:
        found = await collect_timing_info(embedded.signer_info, context, raw_digest=embedded.compute_digest)
        status: TimestampSignatureStatus = found["timestamp_validity"]
        return status

    authority = Inquiry(question, asked.timestamp_roots)
    answer = await authority.verdict(asked.evidence, moment=known.moment)
    if not (answer.status.valid and answer.status.intact):
        return _Time((Finding(Code.TIME_STAMP_WRONG, _TIME_STAMP),), complete=False)
    if not answer.trusted:
        return _Time((Finding(Code.TIME_STAMP_UNKNOWN_AUTHORITY, _TIME_STAMP),), complete=False)
    stamped_at = answer.status.timestamp
    findings = [Finding(Code.TIME_STAMPED, _TIME_STAMP)]
    if claimed is not None and claimed > stamped_at + CLOCK_TOLERANCE:
        findings.append(Finding(Code.CLAIMED_TIME_WRONG, _TIME_STAMP))
    # The evidence was gathered for the day of the stamp; today it is old, and no less complete.
    complete = await authority.suffices(file.evidence, moment=stamped_at)
    return _Time(tuple(findings), stamped_at, complete)


def _about_signer(answer: Answer[SignatureStatus], moment: datetime) -> list[Finding]:
    status, findings = answer.status, []
    if not status.valid:
        findings.append(Finding(Code.SIGNATURE_WRONG, _CONTAINER))
    if not status.intact:
        findings.append(Finding(Code.CONTENT_CHANGED, _CONTAINER))
    if status.valid and status.intact:
        findings.append(Finding(Code.INTACT, _CONTAINER))
    if status.valid:  # a chain says nothing about a key that did not sign
        findings.append(Finding(Code.TRUSTED if answer.trusted else problem(answer, moment), _CHAIN))
    return findings


def _level(*, stamped: bool, complete: bool, evidence_stamped: bool) -> Level:
    if not stamped:
        return Level.B_B
    if not complete:
        return Level.B_T
    return Level.B_LTA if evidence_stamped else Level.B_LT
