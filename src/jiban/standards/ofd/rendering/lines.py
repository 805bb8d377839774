"""How lines are drawn: width, ends, corners and dashes (GB/T 33190-2016 section 8.2) as SVG attributes."""

import math

from jiban.standards.ofd.reading.objects import Color
from jiban.standards.ofd.reading.styles import Style
from jiban.standards.ofd.rendering.geometry import number
from jiban.standards.ofd.rendering.paints import paint
from jiban.standards.ofd.rendering.state import Drawing

HAIRLINE_MM = 0.05  # a line of no width is the thinnest that can be seen
_CAPS = {"Round": "round", "Square": "square"}
_JOINS = {"Round": "round", "Bevel": "bevel"}
_BLACK = Color((0.0, 0.0, 0.0), color_space=0)
_MOST_DASHES = 64


def line_attributes(style: Style, drawing: Drawing, *, alpha: float = 1.0, scale: float = 1.0) -> str:
    """Attributes of a stroke; lengths are divided by `scale`, for shapes whose space is stretched by it."""
    color = _BLACK if style.stroke_color is None else style.stroke_color
    width = abs(style.line_width) or HAIRLINE_MM
    attributes = paint("stroke", color, drawing, alpha=alpha) + f' stroke-width="{number(width / scale)}"'
    if style.cap in _CAPS:
        attributes += f' stroke-linecap="{_CAPS[style.cap]}"'
    if style.join in _JOINS:
        attributes += f' stroke-linejoin="{_JOINS[style.join]}"'
    else:
        attributes += f' stroke-miterlimit="{number(max(style.miter_limit, 1.0))}"'
    dashes = style.dash_pattern[:_MOST_DASHES]
    if sum(dashes) > 0 and all(map(_is_length, dashes)):
        attributes += f' stroke-dasharray="{" ".join([number(one / scale) for one in dashes])}"'
        if style.dash_offset:
            attributes += f' stroke-dashoffset="{number(style.dash_offset / scale)}"'
    return attributes


def _is_length(value: float) -> bool:
    return value >= 0 and math.isfinite(value)
