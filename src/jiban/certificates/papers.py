"""The files of a certificate, made from its record: pure functions from values to bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiban.standards.gm.signer import Signer
from jiban.standards.ofd import signing
from jiban.standards.ofd.package import Package
from jiban.standards.ofd.writer import Attachment, DocInfo, compose, write
from jiban.standards.pdf.signer import PdfSigner
from jiban.standards.pdf.writer import PdfAttachment, PdfInfo, Stamp as PdfStamp, compose_and_sign
from jiban.standards.ses import signature as ses

from .layout import Sheet, StampPlace, lay_out
from .record import canonical, metadata

PROVIDER = "Jiban"
RECORD_FILE = "record.json"
PROOF_FILE = "log-proof.txt"
PROOF_PENDING = b"pending\n"


@dataclass(frozen=True, slots=True)
class SealOnPaper:
    """What setting one seal takes: its DER, its picture, who signs."""

    seal_der: bytes
    picture: bytes
    width_mm: float
    height_mm: float
    signer: Signer
