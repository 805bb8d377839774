"""SignatureDateTime, the time that Signature.xml states in words (GB/T 33190-2016 section 18.2.1)."""

from datetime import datetime, timedelta

from jiban.standards.der import DerError
from jiban.standards.ses.dialect import Dialect
from jiban.standards.verifying.findings import Findings

FAR = timedelta(days=1)
"""Writers mix up zones: less than a day says nothing."""


def read_written_time(text: str) -> datetime | None:
    """The time in UTC, None if it cannot be read; without a zone it is taken for Chinese standard time."""
    try:
        return Dialect(tolerant=True).written_moment(text, "SignatureDateTime")
    except DerError:
        return None


def compare_written_time(text: str, signed_at: datetime, findings: Findings) -> None:
    """Say so where file and signed value are far apart."""
    written = read_written_time(text) if text else None
    if text and written is None:
        findings.add("written-time-unreadable")
    elif written is not None and abs(written - signed_at) > FAR:
        findings.add("written-time-differs", written=written)
