"""A typeset page as plain values: what stands where, before any file format.

OFD and PDF are both drawn from these values, so that the two say and show the same.
Lengths are millimetres, origin top left, y downward. Colours are (red, green, blue), 0..255.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
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


Item = Line | Path | Modules | Picture


@dataclass(frozen=True, slots=True)
class Page:
    """One page, A4 upright unless told otherwise; items are drawn in order, later ones over earlier ones."""

    width_mm: float = 210.0
    height_mm: float = 297.0
    items: Sequence[Item] = field(default_factory=tuple)
