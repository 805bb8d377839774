"""What a reader notices about a package that it can still read."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Every finding but the notes speaks against the signature, or the document, that has it."""

    DIGEST_MISMATCH = "digest-mismatch"  # a file is not the one that was signed
    ENTRY_MISSING = "entry-missing"  # a signature or the document names a file that is not there
    ENTRY_UNCOVERED = "entry-uncovered"  # a file that the signature says nothing about
    CHECK_METHOD_REFUSED = "check-method-refused"  # MD5, SHA-1, none, or unknown
    CHECK_VALUE_BAD = "check-value-bad"  # not the base64 of 32 bytes
    REFERENCE_REPEATED = "reference-repeated"  # two digests for one file
    XML_BAD = "xml-bad"  # a page or an attachment table that cannot be read
    SEVERAL_DOCUMENTS = "several-documents"  # only the first one is read
    BYTES_OUTSIDE = "bytes-outside-entries"  # the archive hides bytes between its entries
    STAMP_BAD = "stamp-bad"  # a stamp without a page of this document or without a box


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed. `entry` is the file it is about; `signature_id` the signature that noticed it, if any."""

    code: Code
    entry: str
    signature_id: str = ""
    detail: str = ""
