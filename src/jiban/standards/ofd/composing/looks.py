"""How a document looks: the styles of its titles, words, tables and margins."""

from dataclasses import dataclass, replace

from jiban.standards.typeset.elements import A4, Sheet
from jiban.standards.typeset.flow import TextStyle
from jiban.standards.typeset.page import Colour

POINT_MM = 25.4 / 72
GREY: Colour = (90, 90, 90)


@dataclass(frozen=True, slots=True)
class Look:
    """Styles for every part, and the paper.

    headings   one style a level; deeper levels look like the last
    """

    body: TextStyle
    title: TextStyle
    headings: tuple[TextStyle, ...]
    table: TextStyle
    small: TextStyle
    running: TextStyle
    sheet: Sheet = A4

    def enlarged(self, factor: float) -> "Look":
        """Everything larger by the factor, on the same paper; text of more than 7 mm only by its square root."""

        def larger(style: TextStyle) -> TextStyle:
            return replace(style, size_mm=style.size_mm * (factor if style.size_mm < 7 else factor**0.5))

        return Look(
            body=larger(self.body),
            title=larger(self.title),
            headings=tuple(map(larger, self.headings)),
            table=larger(self.table),
            small=larger(self.small),
            running=larger(self.running),
            sheet=self.sheet,
        )

    def heading(self, level: int) -> TextStyle:
        """The style of a heading; level 1 is the highest."""
        return self.headings[min(level, len(self.headings)) - 1]

    def on(self, sheet: Sheet) -> "Look":
        """The same styles on other paper."""
        return replace(self, sheet=sheet)


OFFICIAL = Look(
    body=TextStyle(16 * POINT_MM, leading=1.8),
    title=TextStyle(22 * POINT_MM, face="serif-bold", leading=1.6),
    headings=(
        TextStyle(16 * POINT_MM, face="serif-bold", leading=1.8),
        TextStyle(15 * POINT_MM, face="serif-bold", leading=1.8),
        TextStyle(14 * POINT_MM, face="serif-bold", leading=1.8),
    ),
    table=TextStyle(12 * POINT_MM, leading=1.5),
    small=TextStyle(10.5 * POINT_MM, leading=1.5, colour=GREY),
    running=TextStyle(10.5 * POINT_MM, leading=1.5, colour=GREY),
)
"""The sizes of official papers (GB/T 9704-2012 section 5.2.2): text of size 3 (16 pt), titles of size 2 (22 pt)."""

LARGE_PRINT = OFFICIAL.enlarged(1.4).on(Sheet(top_mm=26.0, right_mm=20.0, bottom_mm=26.0, left_mm=20.0))
"""For weak eyes: text of 22 pt, narrower margins."""
