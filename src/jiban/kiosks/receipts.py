"""The receipt of an application on paper: number and pickup code, and nobody's name, as paper is left lying about."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.standards.pdf.metadata import DocInfo
from jiban.standards.pdf.writer import compose
from jiban.standards.typeset.flow import TextStyle, set_line, set_paragraph
from jiban.standards.typeset.page import Item, Page

LEFT_MM, WIDTH_MM, TOP_MM = 28.0, 154.0, 30.0
TITLE = TextStyle(9.0, face="serif-bold")
BODY = TextStyle(5.6, leading=1.7)
CODE = TextStyle(18.0, face="serif-bold")
CODE_SPACED_EM = 0.25


@dataclass(frozen=True, slots=True)
class Receipt:
    """`done_by`: what was promised, in words; `station` and `phone`: whom to ask."""

    item: str
    number: str
    code: str
    done_by: str
    station: str
    phone: str


def receipt_pdf(receipt: Receipt, *, now: datetime) -> bytes:
    """One page in the reader's language. Raises MissingGlyphError."""
    items: list[Item] = [set_line(_("Receipt"), style=TITLE, x_mm=105.0, baseline_mm=TOP_MM, align="centre")]
    top = TOP_MM + 12.0
    for text in _before(receipt):
        block = set_paragraph(text, style=BODY, x_mm=LEFT_MM, top_mm=top, width_mm=WIDTH_MM, align="left")
        items += block.lines
        top = block.bottom_mm
    items.append(
        set_line(
            receipt.code, style=CODE, x_mm=105.0, baseline_mm=top + 24.0, align="centre", tracking_em=CODE_SPACED_EM
        )
    )
    top += 36.0
    for text in _after(receipt):
        block = set_paragraph(text, style=BODY, x_mm=LEFT_MM, top_mm=top, width_mm=WIDTH_MM, align="left")
        items += block.lines
        top = block.bottom_mm
    language = "en" if (get_language() or "").startswith("en") else "zh-Hans"
    info = DocInfo(title=_("Receipt"), author=receipt.station, created=now, language=language)
    return compose([Page(items=tuple(items))], info=info)


def _before(receipt: Receipt) -> list[str]:
    lines = [
        receipt.item,
        _("Application number: %(number)s") % {"number": receipt.number},
        receipt.done_by,
        _("Your pickup code:"),
    ]
    return [line for line in lines if line]


def _after(receipt: Receipt) -> list[str]:
    return [
        _(
            "With this code and your identity card you print the certificate at this machine at any hour, "
            "as soon as it is approved."
        ),
        _("Questions: %(station)s, %(phone)s") % {"station": receipt.station, "phone": receipt.phone},
    ]
