"""A typeset page as plain values: what stands where, before any file format.

OFD and PDF are both drawn from these values, so that the two say and show the same.
Lengths are millimetres, origin top left, y downward. Colours are (red, green, blue), 0..255.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, radians, sin
from typing import Literal

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)

Operator = Literal["M", "L", "B", "C"]
"""Move (x y), line (x y), cubic Bezier (x1 y1 x2 y2 x y), close ()."""


@dataclass(frozen=True, slots=True)
class Line:
    """One run of text on one baseline in one face.

    x_mm, y_mm     baseline origin of the first character
    size_mm        em size
    face           name of a face in `faces.py`: "serif" or "serif-bold"
    advances_mm    distance from each character's origin to the next: len(text) - 1 values
    """

    text: str
    x_mm: float
    y_mm: float
    size_mm: float
    face: str
    advances_mm: tuple[float, ...]
    colour: Colour = BLACK


class StandingLine(Line):
    """A line that stands on many documents, the same object on each: what was made of it may be kept and used again."""

    __slots__ = ()
    __hash__ = object.__hash__  # which object it is counts, not what it says

    def __eq__(self, other: object) -> bool:
        return self is other


@dataclass(frozen=True, slots=True)
class Path:
    """A vector shape; `steps` hold (operator, coordinates) in page millimetres."""

    steps: Sequence[tuple[Operator, tuple[float, ...]]]
    fill: Colour | None = BLACK
    stroke: Colour | None = None
    line_width_mm: float = 0.25


@dataclass(frozen=True, slots=True)
class Modules:
    """A matrix of square dark modules (a QR code): `rows[y][x]` is true where dark."""

    rows: Sequence[Sequence[bool]]
    x_mm: float
    y_mm: float
    side_mm: float
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG placed in a box."""

    data: bytes
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Turned:
    """An item turned about a point of the page and perhaps see-through, as a watermark is.

    degrees                  clockwise
    about_x_mm, about_y_mm   the point that stays where it is
    opacity                  1 hides what lies below, 0 shows nothing
    """

    item: Line | Path | Picture
    degrees: float
    about_x_mm: float
    about_y_mm: float
    opacity: float = 1.0

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """a b c d e f: a point (x, y) of the item stands at (a x + c y + e, b x + d y + f) on the page."""
        a, b = cos(radians(self.degrees)), sin(radians(self.degrees))
        x, y = self.about_x_mm, self.about_y_mm
        return a, b, -b, a, x - a * x + b * y, y - b * x - a * y


Item = Line | Path | Modules | Picture | Turned


@dataclass(frozen=True, slots=True)
class Page:
    """One page, A4 upright unless told otherwise; items are drawn in order, later ones over earlier ones."""

    width_mm: float = 210.0
    height_mm: float = 297.0
    items: Sequence[Item] = field(default_factory=tuple)

    def plain_items(self) -> Iterator[Line | Path | Modules | Picture]:
        """The items in order; of a turned one that which is turned."""
        for item in self.items:
            yield item.item if isinstance(item, Turned) else item
