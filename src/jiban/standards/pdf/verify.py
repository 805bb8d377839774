"""Check a signed PDF that comes from outside (ETSI EN 319 102-1 for PAdES B-B to B-LTA).

What needs no parser is decided here: size, beginning, end, what the byte ranges say. The rest is pyHanko's work, loaded
when the first file needs it, because that takes most of a second.
"""

from collections.abc import Sequence
from datetime import datetime

from jiban.standards.pdf.byte_range import byte_ranges
from jiban.standards.pdf.errors import NotPdfError, PdfError, TooLargeError
from jiban.standards.pdf.report import Code, Finding, PdfReport

MAX_SIZE_BYTES = 4 * 1024 * 1024
"""A certificate has about 0.1 MB. The parser works through a hostile file at a few microseconds a byte."""
_END_OF_FILE = b"%%EOF"
_END_WITHIN_BYTES = 1024
_FILE_STRUCTURE = "ISO 32000-1 7.5.5"
_BYTE_RANGE = "ISO 32000-1 12.8.1"


def verify_pdf(
    data: bytes,
    *,
    roots: Sequence[bytes],
    at: datetime,
    timestamp_roots: Sequence[bytes] | None = None,
    crls: Sequence[bytes] = (),
    ocsp_responses: Sequence[bytes] = (),
) -> PdfReport:
    """Report on the signatures of a file, their time stamps, the evidence beside them, and what came after them.

    roots             DER certificates of the authorities to trust; none but these
    at                the time for which certificates must be valid, aware. Where a trusted time stamp tells when a
                      signature was there already, that time counts for what lies below it
    timestamp_roots   whom to trust for time; the same as `roots` if None
    crls, ocsp_responses   DER, what is known of revocations besides the evidence in the file

    Nothing is fetched. Without evidence, whether a certificate was revoked is not asked.

    Raises NotPdfError, TooLargeError (more than 4 MB), and PdfError for a root, list or response that cannot be read or
    a time without zone. Whatever else is wrong with the file is in the report.
    """
    if at.tzinfo is None:
        raise PdfError("the time of the check needs a zone")
    if len(data) > MAX_SIZE_BYTES:
        raise TooLargeError(f"{len(data)} bytes are more than the {MAX_SIZE_BYTES} accepted")
    if not data.startswith(b"%PDF-"):
        raise NotPdfError("the file does not begin like a PDF")
    against = _visible_fault(data)
    if against is not None and against.code is not Code.CHANGED_AFTER_SIGNING:
        return PdfReport((against,))
    from jiban.standards.pdf import validation  # noqa: PLC0415 - slow to load, see above

    for_time = roots if timestamp_roots is None else timestamp_roots
    question = validation.Question(roots, for_time, at, crls=crls, ocsp_responses=ocsp_responses)
    return validation.validate(data, question, suspicion=against)


def _visible_fault(data: bytes) -> Finding | None:
    """What the ends of the file and of its byte ranges tell before anything is parsed.

    Bytes after the last signature are a change only if they turn out not to be what signatures allow.
    """
    ends = [rest_start + rest for _, rest_start, rest in byte_ranges(data)]
    if any(end > len(data) for end in ends):
        return Finding(Code.TRUNCATED, _BYTE_RANGE)
    if ends and max(ends) < len(data):
        return Finding(Code.CHANGED_AFTER_SIGNING, _BYTE_RANGE)
    if _END_OF_FILE not in data[-_END_WITHIN_BYTES:]:
        return Finding(Code.TRUNCATED, _FILE_STRUCTURE)
    return None if ends else Finding(Code.NO_SIGNATURE, _BYTE_RANGE)
