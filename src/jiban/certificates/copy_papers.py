"""The files of a copy for one use, from values to bytes. Nobody seals them: what proves a copy is our own book.

The certificate's sealed file is not inside: who has the copy would have the certificate without the notation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiban.standards.gm.sm3 import sm3
from jiban.standards.ofd.document import Attachment, DocInfo
from jiban.standards.ofd.package import write
from jiban.standards.ofd.writer import compose as compose_ofd
from jiban.standards.pdf import attachments as pdf_attachments
from jiban.standards.pdf import metadata as pdf_metadata
from jiban.standards.pdf.writer import compose as compose_pdf
from jiban.standards.typeset.page import Page

from .copy_face import Notation, Pictures, copy_pages
from .record import canonical

COPY_FILE = "copy.json"
COPY_VERSION = 1
TITLE = "{title}（加注件）"
NOT_SEALED = "加注件数据，未加盖电子印章，以核验结果为准"


@dataclass(frozen=True, slots=True)
class CopyNumbers:
    code: str
    url: str
    # 32 hexadecimal digits: the name of the document inside its file.
    doc_id: str


@dataclass(frozen=True, slots=True)
class CopyFiles:
    ofd: bytes
    pdf: bytes


def face_record(record: Mapping[str, Any], numbers: CopyNumbers) -> dict[str, Any]:
    """The record as the copy shows it: only code and address are its own."""
    return {**record, "checkCode": numbers.code, "checkUrl": numbers.url}


def copy_record(record: Mapping[str, Any], notation: Notation, numbers: CopyNumbers, at: datetime) -> dict[str, Any]:
    """What the copy says of itself. It names the certificate, and its record by digest."""
    return {
        "version": COPY_VERSION,
        "kind": "annotated-copy",
        "checkCode": numbers.code,
        "checkUrl": numbers.url,
        "original": {
            "identifier": record["identifier"],
            "number": record["number"],
            "recordDigest": f"sm3:{sm3(canonical(record)).hex()}",
        },
        "purpose": notation.purpose,
        "receivingUnit": notation.receiving_unit,
        "lastDay": notation.last_day.isoformat(),
        "madeAt": at.isoformat(timespec="seconds"),
        "test": record["test"],
    }


def make_files(
    record: Mapping[str, Any], notation: Notation, pictures: Pictures, *, numbers: CopyNumbers, at: datetime
) -> CopyFiles:
    """Both drawings of the same pages. Raises MissingGlyphError."""
    pages = copy_pages(face_record(record, numbers), notation, pictures)
    data = canonical(copy_record(record, notation, numbers, at))
    title = TITLE.format(title=record["type"]["name"])
    return CopyFiles(
        ofd=_ofd(pages, data, title=title, doc_id=numbers.doc_id, at=at, words=notation.words),
        pdf=_pdf(pages, data, title=title, at=at, words=notation.words),
    )


def _ofd(pages: Sequence[Page], data: bytes, *, title: str, doc_id: str, at: datetime, words: str) -> bytes:
    info = DocInfo(title=title, doc_id=doc_id, creator="Jiban", created=at.date(), subject=words)
    return write(compose_ofd(pages, info, [Attachment(NOT_SEALED, COPY_FILE, data)]))


def _pdf(pages: Sequence[Page], data: bytes, *, title: str, at: datetime, words: str) -> bytes:
    # The committee did not make this file, and must not seem to have.
    info = pdf_metadata.DocInfo(title=title, author="Jiban", created=at, subject=words)
    attached = pdf_attachments.Attachment(COPY_FILE, data, description=NOT_SEALED, relationship="Data")
    return compose_pdf(pages, info=info, attachments=[attached])
