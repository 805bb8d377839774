"""Uploaded papers: accepted by what they are, not by what they are called, and cleaned of what nobody needs.

Photos are encoded anew, so that where and with what they were taken, and anything hidden behind them, is gone.
"""

import io
import logging
import warnings
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pyhanko.pdf_utils.reader import PdfFileReader

from jiban.catalogue import disguises, virus_scan
from jiban.catalogue.definition import Paper
from jiban.catalogue.errors import PaperRefusedError
from jiban.catalogue.virus_scan import ScannerUnreachableError

MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
ENDINGS = {"pdf": "pdf", "jpeg": "jpg", "png": "png"}
NAMES = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG"}
# A phone takes 12 to 50 million pixels; decoding more costs memory and is no photo of a paper.
MOST_PIXELS = 50_000_000
LONGEST_SIDE_PIXELS = 3000
JPEG_QUALITY = 85
MOST_PDF_PAGES = 50

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AcceptedPaper:
    """A paper to keep. `file_name` is ours: a person's own name for a file may tell more than it should."""

    file_name: str
    media_type: str
    data: bytes


def accept(data: bytes, *, file_name: str, paper: Paper) -> AcceptedPaper:
    """Check an upload against what the item asks for, and clean it. Raises PaperRefusedError.

    file_name   as the browser gave it; only its ending is read
    """
    label = paper.label.in_language(get_language())
    if not data:
        raise PaperRefusedError(_("%(label)s: the file is empty; please choose it again") % {"label": label})
    if len(data) > paper.max_bytes:
        raise too_large(len(data), paper)
    kind = kind_of(data)
    if kind not in paper.formats:
        raise PaperRefusedError(_not_wanted(data, file_name, label, paper))
    claimed = _claimed_kind(file_name)
    # JPEG and PNG are mixed up by honest applications all the time; a document calling itself a photo is not.
    if claimed and "pdf" in {claimed, kind} and claimed != kind:
        message = _("%(label)s: the file is called .%(ending)s but it is %(kind)s; please choose the right file")
        raise PaperRefusedError(
            message % {"label": label, "ending": PurePath(file_name).suffix[1:8], "kind": NAMES[kind]}
        )
    _refuse_disguised(data, kind, label)
    _refuse_infected(data, label)
    cleaned = _checked_pdf(data, label) if kind == "pdf" else _clean_image(data, kind, label)
    return AcceptedPaper(f"{paper.code}.{ENDINGS[kind]}", MEDIA_TYPES[kind], cleaned)


def too_large(size: int, paper: Paper) -> PaperRefusedError:
    """`size` in bytes, as it was sent."""
    message = _("%(label)s: the file is %(size)s MB; please keep it under %(limit)s MB, for example by a smaller photo")
    label = paper.label.in_language(get_language())
    values = {"label": label, "size": _megabytes(size), "limit": _megabytes(paper.max_bytes)}
    return PaperRefusedError(message % values)


def kind_of(data: bytes) -> str:
    """pdf, jpeg or png by the first bytes; empty for anything else."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return ""


def _claimed_kind(file_name: str) -> str:
    ending = PurePath(file_name).suffix.lower().lstrip(".")
    return {"pdf": "pdf", "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "png": "png"}.get(ending, "")


def _not_wanted(data: bytes, file_name: str, label: str, paper: Paper) -> str:
    wanted = " / ".join(NAMES[kind] for kind in paper.formats)
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif"}:
        message = _("%(label)s: this photo is HEIC; please take a screenshot of it and choose that, or send %(wanted)s")
    elif _claimed_kind(file_name):
        message = _(
            "%(label)s: the file is not what its name says; please choose the original photo or file (%(wanted)s)"
        )
    else:
        message = _("%(label)s: this kind of file cannot be read here; please send %(wanted)s, for example a photo")
    return message % {"label": label, "wanted": wanted}


def _refuse_disguised(data: bytes, kind: str, label: str) -> None:
    """A photo with an archive behind it, a PDF that is a page as well: nobody hands in such a thing by mistake."""
    is_two_things = disguises.is_archive_too(data) or disguises.is_page_too(data)
    if is_two_things or (kind != "pdf" and disguises.holds_pdf(data)):
        message = _("%(label)s: something else is hidden in this file; please take a new photo of the paper")
        raise PaperRefusedError(message % {"label": label})


def _refuse_infected(data: bytes, label: str) -> None:
    try:
        infected = virus_scan.is_infected(data)
    except ScannerUnreachableError as error:
        log.error("an upload was refused: the virus scanner does not answer (%s)", error)  # noqa: TRY400 - no trace needed
        message = _(
            "%(label)s: files cannot be checked for viruses just now, so none is taken. "
            "What you typed is kept: please add it again in a few minutes, or call the village"
        )
        raise PaperRefusedError(message % {"label": label}) from error
    if infected:
        message = _("%(label)s: the virus scanner found something in this file; please take a new photo of the paper")
        raise PaperRefusedError(message % {"label": label})


def _clean_image(data: bytes, kind: str, label: str) -> bytes:
    broken = PaperRefusedError(_("%(label)s: the photo is damaged; please take it again") % {"label": label})
    try:
        with warnings.catch_warnings():
            # Pillow warns of huge pictures; ours are refused by the line below instead.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind.upper()]) as probe:
                width, height = probe.size
                if width * height > MOST_PIXELS:
                    message = _("%(label)s: the photo has too many pixels; please choose a smaller one")
                    raise PaperRefusedError(message % {"label": label})
                probe.verify()
            with Image.open(io.BytesIO(data), formats=[kind.upper()]) as picture:
                return _encoded_anew(picture, kind)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise broken from error


def _encoded_anew(picture: Image.Image, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE_PIXELS, LONGEST_SIDE_PIXELS))
    pixels = upright.convert("RGBA")
    # Onto a fresh white sheet: nothing but pixels comes along, and a transparent scan stays legible.
    sheet = Image.new("RGB", pixels.size, "white")
    sheet.paste(pixels, mask=pixels.getchannel("A"))
    out = io.BytesIO()
    if kind == "png":
        sheet.save(out, "PNG")
    else:
        sheet.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def _checked_pdf(data: bytes, label: str) -> bytes:
    try:
        reader = PdfFileReader(io.BytesIO(data))
        pages = 0 if reader.encrypted else int(reader.root["/Pages"]["/Count"])
        active = not reader.encrypted and disguises.is_active(reader)
    # A file from a stranger can fail anywhere inside the reader; whatever it was, it is no PDF we can keep.
    except Exception as error:
        message = _("%(label)s: the PDF is damaged; please save it again, or send a photo")
        raise PaperRefusedError(message % {"label": label}) from error
    if reader.encrypted:
        message = _("%(label)s: the PDF is locked by a password; please save it without one, or send a photo")
        raise PaperRefusedError(message % {"label": label})
    if active:
        message = _(
            "%(label)s: the PDF runs a program or carries other files; please print it to a new PDF, or send a photo"
        )
        raise PaperRefusedError(message % {"label": label})
    if not 1 <= pages <= MOST_PDF_PAGES:
        message = _("%(label)s: the PDF has %(count)d pages; please send at most %(limit)d")
        raise PaperRefusedError(message % {"label": label, "count": pages, "limit": MOST_PDF_PAGES})
    return data


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
