"""Check a signed PDF that comes from outside (ETSI EN 319 102-1 as far as B-B goes).

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


def verify_pdf(data: bytes, *, roots: Sequence[bytes], at: datetime) -> PdfReport:
    """Report on the signature over a file.

    roots   DER certificates of the authorities to trust; none but these
    at      the time for which certificates must be valid, aware

    Nothing is fetched; whether a certificate was revoked is not asked here.

    Raises NotPdfError, TooLargeError (more than 4 MB), and PdfError for a root that is no certificate or a time without
    zone. Whatever else is wrong with the file is in the report.
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

    return validation.validate(data, roots=roots, at=at, against=against)


def _visible_fault(data: bytes) -> Finding | None:
    """What the ends of the file and of its byte ranges tell before anything is parsed."""
    ends = [rest_start + rest for _, rest_start, rest in byte_ranges(data)]
    if any(end > len(data) for end in ends):
        return Finding(Code.TRUNCATED, _BYTE_RANGE)
    if ends and max(ends) < len(data):
        return Finding(Code.CHANGED_AFTER_SIGNING, _BYTE_RANGE)
    if _END_OF_FILE not in data[-_END_WITHIN_BYTES:]:
        return Finding(Code.TRUNCATED, _FILE_STRUCTURE)
    return None if ends else Finding(Code.NO_SIGNATURE, _BYTE_RANGE)
