"""The files of a certificate, made from its record: pure functions from values to bytes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jiban.standards.gm.signer import Signer
from jiban.standards.ofd import signing
from jiban.standards.ofd.document import Attachment, DocInfo
from jiban.standards.ofd.errors import AlteredError
from jiban.standards.ofd.package import Package, write
from jiban.standards.ofd.resuming import check_unaltered, resume
from jiban.standards.ofd.writer import compose
from jiban.standards.pdf import attachments as pdf_attachments
from jiban.standards.pdf import metadata as pdf_metadata
from jiban.standards.pdf import writer as pdf_writer
from jiban.standards.pdf.signature import Signing
from jiban.standards.pdf.signer import PdfSigner
from jiban.standards.ses import signature as ses

from .errors import DraftAlteredError
from .layout import FORM_WORDS, Sheet, StampPlace, lay_out
from .record import canonical, metadata

PROVIDER = signing.Provider("Jiban", company="Jiban", version="1")
RECORD_FILE = "record.json"
PROOF_FILE = "log-proof.txt"
PROOF_PENDING = b"pending\n"
SHEETS_KEPT = 4
SERIAL_PART = 7  # of an identifier, split at its dots: five belong to the root, then type and issuer


@dataclass(frozen=True, slots=True)
class SealOnPaper:
    """What setting one seal takes."""

    seal_der: bytes
    signer: Signer


def record_from(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(text)
    return data


class _Sheets(dict[bytes, Sheet]):
    """Laid out once for the seal and the PDF twin that follows; a few, so that little of anybody is kept."""

    def of(self, record: Mapping[str, Any], canonical_record: bytes) -> Sheet:
        sheet = self.get(canonical_record)
        if sheet is None:
            if len(self) >= SHEETS_KEPT:
                self.clear()
            sheet = self[canonical_record] = lay_out(record)
        return sheet


_sheets = _Sheets()


def compose_signed_draft(
    record: Mapping[str, Any], *, signature: SealOnPaper, at: datetime, standing_words: str = ""
) -> bytes:
    """The OFD with the reviewer's signature, still open for the seal.

    standing_words   what the papers of this item say whoever asks; characters embedded once and for all
    """
    data = canonical(record)
    sheet = _sheets.of(record, data)
    attachments = [
        Attachment("证照数据", RECORD_FILE, data),
        Attachment("存证证明", PROOF_FILE, PROOF_PENDING, sealed=False),
    ]
    standing = {"serif": FORM_WORDS + standing_words, "serif-bold": record["type"]["name"]}
    package = compose(sheet.pages, _doc_info(record), attachments, standing_words=standing)
    return write(_stamped(package, signature, sheet.signature_place, closes=False, at=at))


def seal_draft(draft: bytes, record: Mapping[str, Any], *, seal: SealOnPaper, at: datetime) -> bytes:
    """The committee's seal over everything, the reviewer's signature included. It closes the package.

    Raises DraftAlteredError if files of the draft are not those that the reviewer has signed, or its record is another.
    """
    package = resume(draft)
    try:
        check_unaltered(package)
    except AlteredError as error:
        raise DraftAlteredError from error
    data = package.attachment(RECORD_FILE)
    if data is None or record_from(data.decode()) != record:
        raise DraftAlteredError
    return write(_stamped(package, seal, _sheets.of(record, data).seal_place, closes=True, at=at))


def compose_pdf(
    record: Mapping[str, Any], *, seal_picture: bytes, signature_picture: bytes, signer: PdfSigner, at: datetime
) -> bytes:
    """The PDF twin: the same pages, the same pictures in the same places, one PAdES signature."""
    data = canonical(record)
    sheet = _sheets.of(record, data)
    return pdf_writer.compose_and_sign(
        sheet.pages,
        info=pdf_metadata.DocInfo(
            title=record["type"]["name"], author=record["issuer"]["name"], created=at, subject=record["number"]
        ),
        signer=signer,
        signing=Signing(at=at, signer_name=record["issuer"]["name"], reason=record["type"]["name"]),
        stamps=[
            _pdf_stamp(sheet.signature_place, signature_picture),
            _pdf_stamp(sheet.seal_place, seal_picture),
        ],
        attachments=[pdf_attachments.Attachment(RECORD_FILE, data, description="证照数据")],
    )


def _stamped(package: Package, seal: SealOnPaper, place: StampPlace, *, closes: bool, at: datetime) -> Package:
    stamp = signing.Stamp(place.page_index, place.x_mm, place.y_mm, place.width_mm, place.height_mm)
    pending = signing.begin(package, provider=PROVIDER, stamps=[stamp], at=at, closes=closes, seal_esl=seal.seal_der)
    signed_value = ses.sign(
        seal.seal_der,
        at=at,
        data_hash=pending.data_hash,
        property_info=pending.property_info,
        signer=seal.signer,
    )
    return signing.finish(pending, signed_value)


def _doc_info(record: Mapping[str, Any]) -> DocInfo:
    serial = record["identifier"].split(".")[SERIAL_PART]
    return DocInfo(
        title=record["type"]["name"],
        doc_id=serial.lower(),
        author=record["issuer"]["name"],
        creator="Jiban",
        created=date.fromisoformat(record["issuedOn"]),
        custom=metadata(record),
    )


def _pdf_stamp(place: StampPlace, picture: bytes) -> pdf_writer.Stamp:
    return pdf_writer.Stamp(place.page_index, place.x_mm, place.y_mm, place.width_mm, place.height_mm, picture)
