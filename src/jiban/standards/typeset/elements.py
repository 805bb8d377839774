"""What a document is made of, before it is cut into pages. Plain values; lengths in millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jiban.standards.typeset.flow import Align, Text, TextStyle
from jiban.standards.typeset.page import BLACK, Colour, Item

Side = Literal["left", "centre", "right"]
Height = Literal["top", "middle", "bottom"]
Lines = Literal["grid", "rules", "none"]
"""Around every cell; thick above and below with a thin one under the head; nowhere."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that flow over lines and pages.

    level            1 to 9: a heading, which stands in the outline and never alone at the foot of a page
    left_mm          how much further right than the text it begins
    before_mm        space above, but not at the head of a page; of two spaces that meet the larger counts
    keep_with_next   stands on the page where the next element begins
    bookmark         a name by which the place can be found
    """

    text: Text
    style: TextStyle
    align: Align = "justify"
    indent_em: float = 0.0
    level: int = 0
    left_mm: float = 0.0
    before_mm: float = 0.0
    after_mm: float = 0.0
    keep_with_next: bool = False
    bookmark: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A box that is left to others, such as a seal: relative to the figure that holds it."""

    name: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Figure:
    """Things drawn in a box that is never cut: a picture, a QR code, a drawing. The items count from its corner.

    keep_with_previous   never stands on a page without the lines before it
    """

    items: Sequence[Item]
    width_mm: float
    height_mm: float
    side: Side = "centre"
    places: tuple[Place, ...] = ()
    before_mm: float = 0.0
    after_mm: float = 0.0
    keep_with_next: bool = False
    keep_with_previous: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, over one or several columns and rows."""

    content: Text | Figure = ""
    columns: int = 1
    rows: int = 1
    align: Align = "left"
    height: Height = "middle"
    fill: Colour | None = None
    style: TextStyle | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. A cell over several rows is written in the first of them; the others leave it out.

    columns        widths; None shares what is left. Without any the widths follow what stands in the cells
    header_rows    rows that are repeated at the head of every page
    least_row_mm   no row is lower
    rows_break     a row may be cut between two lines; otherwise only one that no page could hold
    """

    rows: Sequence[Sequence[Cell]]
    style: TextStyle
    columns: Sequence[float | None] = ()
    header_rows: int = 0
    lines: Lines = "grid"
    line_width_mm: float = 0.25
    line_colour: Colour = BLACK
    padding_mm: float = 1.6
    least_row_mm: float = 0.0
    rows_break: bool = False
    before_mm: float = 0.0
    after_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Space:
    """Empty height; nothing at the head of a page."""

    height_mm: float


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows stands on a new page."""


Element = Paragraph | Figure | Table | Space | PageBreak


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper and its margins, A4 upright unless told otherwise."""

    width_mm: float = 210.0
    height_mm: float = 297.0
    top_mm: float = 30.0
    right_mm: float = 28.0
    bottom_mm: float = 30.0
    left_mm: float = 28.0

    @property
    def text_width_mm(self) -> float:
        """The measure: between the margins."""
        return self.width_mm - self.left_mm - self.right_mm

    @property
    def text_height_mm(self) -> float:
        """Between the upper and the lower margin."""
        return self.height_mm - self.top_mm - self.bottom_mm

    def turned(self) -> "Sheet":
        """The same paper lying on its long side, or standing up again; margins turn with it."""
        return Sheet(self.height_mm, self.width_mm, self.left_mm, self.top_mm, self.right_mm, self.bottom_mm)


A4 = Sheet()


@dataclass(frozen=True, slots=True)
class Running:
    """A line in the upper or lower margin of every page: `{page}` and `{pages}` stand for numbers, counted from 1.

    outer          at the outer edge of a sheet printed on both sides: right on odd pages, left on even ones
    from_page      not before this page
    distance_mm    from the edge of the sheet to the baseline
    rule           a thin line between it and the text
    """

    style: TextStyle
    left: str = ""
    centre: str = ""
    right: str = ""
    outer: str = ""
    from_page: int = 1
    distance_mm: float = 18.0
    rule: bool = False
