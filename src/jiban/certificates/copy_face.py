"""The face of a copy for one use: the certificate's pages, with the notation at the head and across them.

The notation is drawn last, over words and seals, so that it cannot be cut off. The code at the foot is the copy's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from jiban.standards.typeset.flow import TextStyle, set_line, set_paragraph, text_width_mm
from jiban.standards.typeset.page import Item, Page, Picture, Turned

from .layout import LEFT, WIDTH, StampPlace, chinese_date, lay_out

HEAD = TextStyle(3.7, leading=1.4, colour=(168, 18, 26))
HEAD_TOP = 7.0
ACROSS = TextStyle(8.5, face="serif-bold", colour=(110, 110, 110))
ACROSS_DEGREES, ACROSS_OPACITY = -30.0, 0.28
ACROSS_WIDTH = 150.0
# Three times down the page, so that no half of it is without.
ACROSS_AT = ((105.0, 62.0), (105.0, 148.0), (105.0, 234.0))


@dataclass(frozen=True, slots=True)
class Notation:
    """For what, for whom, and to which day the copy is good."""

    purpose: str
    receiving_unit: str
    last_day: date

    @property
    def words(self) -> str:
        day = chinese_date(self.last_day)
        return f"加注件：仅供{self.receiving_unit}用于{self.purpose}，有效至{day}，他用无效。"


@dataclass(frozen=True, slots=True)
class Pictures:
    """What was set on the certificate: the reviewer's signature and the seal, as pictures."""

    signature: bytes
    seal: bytes


def copy_pages(record: Mapping[str, Any], notation: Notation, pictures: Pictures) -> tuple[Page, ...]:
    """`record` names the copy's own code and address. Raises MissingGlyphError."""
    sheet = lay_out(record)
    stamped = {
        sheet.signature_place.page_index: [_picture(sheet.signature_place, pictures.signature)],
    }
    stamped.setdefault(sheet.seal_place.page_index, []).append(_picture(sheet.seal_place, pictures.seal))
    over = notation_items(notation)
    return tuple(
        replace(page, items=(*page.items, *stamped.get(index, ()), *over)) for index, page in enumerate(sheet.pages)
    )


def notation_items(notation: Notation) -> Sequence[Item]:
    """At the head in full, and three times across the page."""
    head = set_paragraph(notation.words, style=HEAD, x_mm=LEFT, top_mm=HEAD_TOP, width_mm=WIDTH, align="left")
    return [*head.lines, *(item for x, y in ACROSS_AT for item in _across(notation, x, y))]


def _across(notation: Notation, x_mm: float, y_mm: float) -> Sequence[Turned]:
    """Two lines that turn about one point: for whom, then for what and until when."""
    day = chinese_date(notation.last_day)
    lines = (f"仅供{notation.receiving_unit}", f"用于{notation.purpose}，有效至{day}")
    longest = max(text_width_mm(words, ACROSS) for words in lines)
    size = min(ACROSS.size_mm, ACROSS.size_mm * ACROSS_WIDTH / longest)
    style = replace(ACROSS, size_mm=size)
    return [
        Turned(
            set_line(words, style=style, x_mm=x_mm, baseline_mm=y_mm + (place - 0.1) * 1.5 * size, align="centre"),
            ACROSS_DEGREES,
            x_mm,
            y_mm,
            ACROSS_OPACITY,
        )
        for place, words in enumerate(lines)
    ]


def _picture(place: StampPlace, data: bytes) -> Picture:
    return Picture(data, place.x_mm, place.y_mm, place.width_mm, place.height_mm)
