"""The part of the check that pyHanko does, behind limits. Loading it takes most of a second: see verify.py."""

import asyncio
import io
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from asn1crypto import x509
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DecodePurpose, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from jiban.standards.pdf.byte_range import container_in, find_room
from jiban.standards.pdf.errors import PdfError
from jiban.standards.pdf.report import Code, Finding, PdfReport
from jiban.standards.pdf.unsigned_attributes import LOG_PROOF_OID, unsigned_octets

MAX_ATTACHMENTS = 16
_MIB = 1024 * 1024
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=4 * _MIB),
    per_purpose={
        DecodePurpose.OBJECT_STREAM: StreamDecodeLimits(max_output_size=_MIB),
        DecodePurpose.XREF_STREAM: StreamDecodeLimits(max_output_size=_MIB),
    },
    document_budget=DocumentDecodeBudget(base_allowance=8 * _MIB, max_ratio=1),
)
_SIGNING = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
_TRUST_PROBLEMS = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Code.UNKNOWN_AUTHORITY,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Code.CERTIFICATE_EXPIRED,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Code.CERTIFICATE_UNSUITABLE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: Code.CERTIFICATE_UNSUITABLE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: Code.CERTIFICATE_UNSUITABLE,
}
_STRUCTURE, _COVERAGE = "ISO 32000-1 7.5", "ISO 32000-1 12.8.1"
_CONTAINER, _CHAIN = "RFC 5652 5.6", "RFC 5280 6.1"

# Both libraries write the signer's name into the log when something is wrong; names have no place there.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


def validate(data: bytes, *, roots: Sequence[bytes], at: datetime, against: Finding | None) -> PdfReport:
    """See verify.verify_pdf. `against` is what was already found to be wrong, None if nothing."""
    trusted = [_root(der) for der in roots]
    seen = PdfReport((against,) if against else ())
    try:
        reader = PdfFileReader(io.BytesIO(data), decode_limits=_LIMITS)
        signatures: list[EmbeddedPdfSignature] = reader.embedded_signatures
        seen = replace(seen, attachments=MappingProxyType(_attachments(reader)))
        if not signatures:
            return _with(seen, Code.NO_SIGNATURE, _COVERAGE)
        first = signatures[0]
        seen = _with_signer(seen, first)
        seen = _with_coverage(seen, data, first, alone=len(signatures) == 1)
        return _with_verdict(seen, _status(first, trusted, at), at)
    except SignatureValidationError:
        return _with(seen, Code.SIGNATURE_WRONG, _CONTAINER)
    except Exception:  # noqa: BLE001 - a hostile file makes a parser fail in any way; the verdict is the same
        return seen if against else _with(seen, Code.UNREADABLE, _STRUCTURE)


def _root(der: bytes) -> x509.Certificate:
    try:
        certificate = x509.Certificate.load(der, strict=True)
        certificate.native  # noqa: B018 - reads all of it, so that a broken root is found here
    except (ValueError, TypeError) as bad:
        raise PdfError("a root is no certificate") from bad
    return certificate


def _with(seen: PdfReport, code: Code, clause: str) -> PdfReport:
    return replace(seen, findings=(*seen.findings, Finding(code, clause)))


def _with_signer(seen: PdfReport, signature: EmbeddedPdfSignature) -> PdfReport:
    certificate = signature.signer_cert
    names = certificate.subject.native
    claimed = signature.self_reported_timestamp
    try:
        proof = unsigned_octets(bytes(signature.pkcs7_content), LOG_PROOF_OID)
    except PdfError:
        proof = None
    return replace(
        seen,
        signer_name=str(names.get("common_name", "")),
        signer_certificate=certificate.dump(),
        signed_at=claimed if claimed is None or claimed.tzinfo else claimed.replace(tzinfo=UTC),
        log_proof=proof,
    )


def _with_coverage(seen: PdfReport, data: bytes, signature: EmbeddedPdfSignature, *, alone: bool) -> PdfReport:
    """Ours are signed once and never extended: any second signature or revision is a change."""
    if seen.has(Code.CHANGED_AFTER_SIGNING):
        return seen
    try:
        room = find_room(data)
        container_in(data, room)
    except PdfError:
        return _with(seen, Code.CHANGED_AFTER_SIGNING, _COVERAGE)
    same = list(signature.byte_range) == [0, room.start, room.end, len(data) - room.end]
    whole = signature.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    covered = alone and same and whole
    return _with(seen, Code.COVERS_WHOLE_FILE if covered else Code.CHANGED_AFTER_SIGNING, _COVERAGE)


def _status(signature: EmbeddedPdfSignature, trusted: list[x509.Certificate], at: datetime) -> PdfSignatureStatus:
    """Run pyHanko in a thread of its own, so that the caller may stand in an event loop or not."""
    context = ValidationContext(trust_roots=trusted, moment=at, allow_fetching=False, revocation_mode="soft-fail")

    def run() -> PdfSignatureStatus:
        return asyncio.run(
            async_validate_pdf_signature(signature, context, key_usage_settings=_SIGNING, skip_diff=True)
        )

    with ThreadPoolExecutor(max_workers=1) as one_thread:
        return one_thread.submit(run).result()


def _with_verdict(seen: PdfReport, status: PdfSignatureStatus, at: datetime) -> PdfReport:
    if not status.valid:
        seen = _with(seen, Code.SIGNATURE_WRONG, _CONTAINER)
    if not status.intact:
        seen = _with(seen, Code.CONTENT_CHANGED, _CONTAINER)
    if status.valid and status.intact:
        seen = _with(seen, Code.INTACT, _CONTAINER)
    if not status.valid:
        return seen  # a chain says nothing about a key that did not sign
    if status.trust_problem_indic is None and status.validation_path is not None:
        chain = tuple(certificate.dump() for certificate in status.validation_path)
        return replace(_with(seen, Code.TRUSTED, _CHAIN), chain=chain)
    return _with(seen, _trust_problem(status, at), _CHAIN)


def _trust_problem(status: PdfSignatureStatus, at: datetime) -> Code:
    if status.trust_problem_indic in _TRUST_PROBLEMS:
        return _TRUST_PROBLEMS[status.trust_problem_indic]
    # pyHanko has one word for the rest; the two commonest causes deserve their own.
    path = list(status.validation_path or [status.signing_cert])
    if any(certificate.not_valid_before > at for certificate in path):
        return Code.CERTIFICATE_NOT_YET_VALID
    if any(certificate.not_valid_after < at for certificate in path):
        return Code.CERTIFICATE_EXPIRED
    return Code.CHAIN_BROKEN


def _attachments(reader: PdfFileReader) -> dict[str, bytes]:
    """The embedded files of a name tree without branches, as the writer makes it; others are left alone."""
    tree = reader.root.get("/Names", {}).get("/EmbeddedFiles", {})
    pairs = list(tree.get("/Names", ()))[: 2 * MAX_ATTACHMENTS]
    files = {}
    for file_name, specification in zip(pairs[::2], pairs[1::2], strict=True):
        files[str(file_name)] = bytes(specification.get_object()["/EF"]["/F"].data)
    return files
