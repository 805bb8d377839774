"""Words that do not all look the same: a text as runs of one look each."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from jiban.standards.typeset.faces import face
from jiban.standards.typeset.page import BLACK, Colour
from jiban.standards.typeset.rows import Rules
from jiban.standards.typeset.units import UNIT, Unit, share_marks, units_of


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text looks. `leading` is the distance of two baselines in ems of `size_mm`."""

    size_mm: float
    face: str = "serif"
    leading: float = 1.75
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a paragraph that look different from the rest of it; None is as the paragraph."""

    text: str
    face: str | None = None
    colour: Colour | None = None


Text = str | Sequence[str | Span]
"""Words in one look, or a sequence of words and spans."""


class Runs:
    """A text with the look of each part: `starts[i]` is where run i begins, `styles[i]` how it looks."""

    def __init__(self, text: Text, style: TextStyle, rules: Rules) -> None:
        self.rules = rules
        if isinstance(text, str):
            self.text, self.starts, self.styles = text, [0], [style]
            self.tables = [units_of(style.face, style.size_mm)]
            return
        spans = [Span(one) if isinstance(one, str) else one for one in text]
        spans = [span for span in spans if span.text] or [Span("")]
        self.text = "".join([span.text for span in spans])
        self.starts = [0, *accumulate(len(span.text) for span in spans[:-1])]
        self.styles = [
            replace(style, face=span.face or style.face, colour=style.colour if span.colour is None else span.colour)
            for span in spans
        ]
        self.tables = [units_of(one.face, style.size_mm) for one in self.styles]

    def units(self, first: int, after: int) -> list[Unit]:
        """The units of the paragraph `text[first:after]`."""
        if len(self.tables) == 1:
            table = self.tables[0]
            return [table[piece] for piece in UNIT.findall(self.text[first:after])]
        return [self._unit(piece.start(), piece.group()) for piece in UNIT.finditer(self.text, first, after)]

    def pieces(self, first: int, after: int) -> Iterator[tuple[int, int, TextStyle]]:
        """The stretches of one look between two places: begin, end, look."""
        while first < after:
            run = bisect_right(self.starts, first) - 1
            end = min(after, self.starts[run + 1]) if run + 1 < len(self.starts) else after
            yield first, end, self.styles[run]
            first = end

    def _unit(self, start: int, piece: str) -> Unit:
        run = bisect_right(self.starts, start) - 1
        table = self.tables[run]
        if run + 1 == len(self.starts) or start + len(piece) <= self.starts[run + 1]:
            return table[piece]
        advances: list[float] = []
        for first, after, style in self.pieces(start, start + len(piece)):
            advances += face(style.face).advances_mm(self.text[first:after], table.size_mm)
        return table.make(piece, share_marks(piece, advances, table.half_em))
