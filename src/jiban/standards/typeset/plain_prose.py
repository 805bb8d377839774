"""Justified prose in one look without niceties, set by character instead of by unit: the usual case, in half the time.

It says exactly what `fill_rows` and the spreading of rows say; a property test holds the two against each other.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from jiban.standards.typeset.page import Line
from jiban.standards.typeset.rows import MOST_STRETCH_EM, ROUNDING_MM
from jiban.standards.typeset.spans import TextStyle
from jiban.standards.typeset.units import CLOSING, OPENING, SPACES, UNIT, Units

_CLOSING, _OPENING = frozenset(CLOSING), frozenset(OPENING)


class PlainProse:
    """One paragraph: the places between its characters, and which of them may be a line end.

    at       how far from the beginning each character would begin if all stood on one endless line
    bounds   where each unit begins in the text, and the end of the text
    """

    def __init__(self, text: str, style: TextStyle, table: Units) -> None:
        self.text, self.style, self.table = text, style, table
        self.advances = table.advances(text)
        self.at = [0.0, *accumulate(self.advances)]
        pieces = UNIT.findall(text)
        self.bounds = [0, *accumulate(map(len, pieces))]
        self.longest = max(map(len, pieces), default=0)

    def fits(self, room_mm: float) -> bool:
        """Whether no unit can be wider than a line, so that none has to be cut."""
        return self.longest * self.style.size_mm <= room_mm

    def rows(self, first_room_mm: float, room_mm: float) -> list[int]:
        """Where the rows end, as numbers of units; at least one row, perhaps empty."""
        ends, first, room, last = [0], 0, first_room_mm, len(self.bounds) - 1
        while first < last:
            limit = self.at[self.bounds[first]] + room + ROUNDING_MM
            # Units whose last character ends within the limit fit; of the next only the ink has to.
            after = max(bisect_right(self.bounds, bisect_right(self.at, limit) - 1) - 1, first + 1)
            while after < last and self._ink_end(after) <= limit:
                after += 1
            ends.append(after)
            first, room = after, room_mm
        return ends if last else [0, 0]

    def line(self, first: int, after: int, *, left_mm: float, baseline_mm: float, room_mm: float) -> Line | None:
        """The row of units `first` up to `after`, spread over its room; None if there is nothing to be seen."""
        begin, end = self.bounds[first], self._stripped(self.bounds[after])
        if end <= begin:
            return None
        advances = self.advances[begin : end - 1]
        extra = self._extra(first, after, end, room_mm) if after < len(self.bounds) - 1 else 0.0
        if extra:
            for bound in self.bounds[first + 1 : after]:
                advances[bound - begin - 1] += extra
        style = self.style
        text = self.text[begin:end]
        return Line(text, left_mm, baseline_mm, style.size_mm, style.face, tuple(advances), style.colour)

    def _extra(self, first: int, after: int, end: int, room_mm: float) -> float:
        """How much each gap between units is stretched."""
        if after - first < 2:
            return 0.0
        slack = room_mm - (self._end_of(end) - self.at[self.bounds[first]])
        if self.text[self.bounds[after] - 1] in _CLOSING:
            slack += self.table.half_em  # it may hang over
        extra = slack / (after - first - 1)
        return extra if extra <= MOST_STRETCH_EM * self.style.size_mm else 0.0

    def _ink_end(self, unit: int) -> float:
        bound = self.bounds[unit + 1]
        end = self._end_of(self._stripped(bound))
        return end - self.table.half_em if self.text[bound - 1] in _CLOSING else end

    def _end_of(self, end: int) -> float:
        """Where the text up to `end` ends; what its last mark shares with an opening one it has back at a line end."""
        shared = end < len(self.text) and self.text[end] in _OPENING and self.text[end - 1] in _CLOSING
        return self.at[end] + self.table.half_em if shared else self.at[end]

    def _stripped(self, end: int) -> int:
        while end and self.text[end - 1] in SPACES:
            end -= 1
        return end


def set_plain_prose(
    paragraphs: Sequence[PlainProse],
    *,
    left_mm: float,
    baseline_mm: float,
    width_mm: float,
    indent_mm: float,
    step_mm: float,
) -> tuple[list[Line], float]:
    """The lines of the paragraphs, each with its own indent, and the baseline after the last."""
    lines: list[Line] = []
    for prose in paragraphs:
        ends = prose.rows(width_mm - indent_mm, width_mm)
        indent = indent_mm
        for first, after in pairwise(ends):
            line = prose.line(
                first, after, left_mm=left_mm + indent, baseline_mm=baseline_mm, room_mm=width_mm - indent
            )
            if line is not None:
                lines.append(line)
            indent = 0.0
            baseline_mm += step_mm
    return lines, baseline_mm
