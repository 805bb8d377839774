"""Words laid faintly across a page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, cos, radians, sin

from jiban.standards.typeset.flow import TextStyle, set_line, text_width_mm
from jiban.standards.typeset.page import Colour, Turned

_PALE: Colour = (222, 222, 222)


@dataclass(frozen=True, slots=True)
class Watermark:
    """What it says and how.

    repeated        over the whole page; otherwise once in the middle
    degrees         clockwise; negative rises to the right
    colour          pale, so that it stays faint with readers that know no transparency
    as_annotation   laid over the page as an annotation, so that a reader may hide it, instead of under its text
    """

    text: str
    repeated: bool = True
    degrees: float = -30.0
    size_mm: float = 9.0
    colour: Colour = _PALE
    opacity: float = 1.0
    as_annotation: bool = False


def watermark_items(watermark: Watermark, *, width_mm: float, height_mm: float) -> Sequence[Turned]:
    """The words in place on a page of this size. Raises MissingGlyphError."""
    style = TextStyle(watermark.size_mm, colour=watermark.colour)
    if not watermark.repeated:
        return [_turned(watermark, style, width_mm / 2, height_mm / 2)]
    length = text_width_mm(watermark.text, style)
    # Rows far enough apart that words turned by any angle do not touch the next row.
    step_x = length * abs(cos(radians(watermark.degrees))) + 4 * watermark.size_mm
    step_y = max(length * abs(sin(radians(watermark.degrees))), 5 * watermark.size_mm) + 2 * watermark.size_mm
    columns, rows = max(ceil(width_mm / step_x), 1), max(ceil(height_mm / step_y), 1)
    return [
        _turned(watermark, style, width_mm * (column + 0.5) / columns, height_mm * (row + 0.5) / rows)
        for row in range(rows)
        for column in range(columns)
    ]


def faint(watermark: Watermark) -> Watermark:
    """As it must be to lie over a page: see-through."""
    return watermark if watermark.opacity < 1 else replace(watermark, opacity=0.35, colour=(128, 128, 128))


def _turned(watermark: Watermark, style: TextStyle, x_mm: float, y_mm: float) -> Turned:
    line = set_line(watermark.text, style=style, x_mm=x_mm, baseline_mm=y_mm + 0.38 * style.size_mm, align="centre")
    return Turned(line, watermark.degrees, x_mm, y_mm, watermark.opacity)
