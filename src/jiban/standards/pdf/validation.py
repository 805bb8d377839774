"""The part of the check that pyHanko does, behind limits. Loading it takes most of a second: see verify.py."""

import asyncio
import io
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from pyhanko.pdf_utils.decode_limits import DecodeLimits, DecodePurpose, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from jiban.standards.pdf import changes, signature_validation
from jiban.standards.pdf.report import Code, Finding, PdfReport
from jiban.standards.pdf.signature_validation import Asked
from jiban.standards.pdf.trust import Evidence, given_evidence, load_root, stored_evidence

MAX_ATTACHMENTS = 16
MAX_SIGNATURES = 8
_MIB = 1024 * 1024
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=4 * _MIB),
    per_purpose={
        DecodePurpose.OBJECT_STREAM: StreamDecodeLimits(max_output_size=_MIB),
        DecodePurpose.XREF_STREAM: StreamDecodeLimits(max_output_size=_MIB),
    },
    document_budget=DocumentDecodeBudget(base_allowance=8 * _MIB, max_ratio=1),
)
_STRUCTURE, _COVERAGE, _CHANGES = "ISO 32000-1 7.5", "ISO 32000-1 12.8.1", "ISO 32000-1 12.8.2.2"
_CONTAINER = "RFC 5652 5.6"

# Both libraries write the signer's name into the log when something is wrong; names have no place there.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a file: see verify.verify_pdf."""

    roots: Sequence[bytes]
    timestamp_roots: Sequence[bytes]
    at: datetime
    crls: Sequence[bytes]
    ocsp_responses: Sequence[bytes]

    def loaded(self) -> "Asked":
        """The same, read. Raises PdfError."""
        trusted = [load_root(der) for der in self.roots]
        for_time = [load_root(der) for der in self.timestamp_roots]
        return Asked(trusted, for_time, self.at, given_evidence(self.crls, self.ocsp_responses))


def validate(data: bytes, question: Question, *, suspicion: Finding | None) -> PdfReport:
    """See verify.verify_pdf. `suspicion` is what is wrong with a file that turns out to be unreadable."""
    asked = question.loaded()
    seen = PdfReport(())
    try:
        reader = PdfFileReader(io.BytesIO(data), decode_limits=_LIMITS)
        signatures: list[EmbeddedPdfSignature] = reader.embedded_signatures
        seen = replace(seen, attachments=MappingProxyType(_attachments(reader)))
        if not any(_is_signature(signature) for signature in signatures):
            return _with(seen, suspicion or Finding(Code.NO_SIGNATURE, _COVERAGE))
        seen = _with(seen, *_coverage(data, reader, signatures))
        return _judged(seen, reader, signatures[:MAX_SIGNATURES], asked)
    except SignatureValidationError:
        return _with(seen, Finding(Code.SIGNATURE_WRONG, _CONTAINER))
    except Exception:  # noqa: BLE001 - a hostile file makes a parser fail in any way; the verdict is the same
        if seen.has(Code.CHANGED_AFTER_SIGNING):
            return seen
        return PdfReport((suspicion or Finding(Code.UNREADABLE, _STRUCTURE),), attachments=seen.attachments)


def _is_signature(signature: EmbeddedPdfSignature) -> bool:
    return bool(signature.sig_object_type == "/Sig")


def _with(seen: PdfReport, *findings: Finding) -> PdfReport:
    """One finding a code: of several signatures the file tells once what holds for each."""
    return replace(seen, findings=tuple(dict.fromkeys((*seen.findings, *findings))))


def _coverage(data: bytes, reader: PdfFileReader, signatures: list[EmbeddedPdfSignature]) -> list[Finding]:
    if len(signatures) > MAX_SIGNATURES or not changes.only_allowed(data, reader, signatures):
        return [Finding(Code.CHANGED_AFTER_SIGNING, _COVERAGE)]
    findings = []
    if changes.is_whole_file_covered(signatures[-1]):
        findings.append(Finding(Code.COVERS_WHOLE_FILE, _COVERAGE))
    if not changes.is_whole_file_covered(signatures[0]):
        findings.append(Finding(Code.ONLY_ALLOWED_CHANGES, _CHANGES))
    return findings


def _judged(seen: PdfReport, reader: PdfFileReader, signatures: list[EmbeddedPdfSignature], asked: Asked) -> PdfReport:
    """The verdicts, found in a thread of its own, so that the caller may stand in an event loop or not."""
    stored = stored_evidence(reader)
    asked = replace(asked, evidence=asked.evidence + (stored or Evidence()))
    file = signature_validation.File(reader, signatures, stored)
    with ThreadPoolExecutor(max_workers=1) as one_thread:
        judged = one_thread.submit(lambda: asyncio.run(signature_validation.judge(file, asked))).result()
    seen = replace(seen, signatures=judged.signatures)
    # The time stamps over the document come last: what they confirm is all that was found before.
    said = [finding for signature in judged.signatures for finding in signature.findings]
    return _with(seen, *said, *judged.about_document)


def _attachments(reader: PdfFileReader) -> dict[str, bytes]:
    """The embedded files of a name tree without branches, as the writer makes it; others are left alone."""
    tree = reader.root.get("/Names", {}).get("/EmbeddedFiles", {})
    pairs = list(tree.get("/Names", ()))[: 2 * MAX_ATTACHMENTS]
    files = {}
    for file_name, specification in zip(pairs[::2], pairs[1::2], strict=True):
        files[str(file_name)] = bytes(specification.get_object()["/EF"]["/F"].data)
    return files
