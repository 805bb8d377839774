"""Set Chinese text in lines: where to break, how to space, where each character stands.

The rules are the usual ones of Chinese composition (W3C "Requirements for Chinese Text Layout", sections 3.1 and 3.2):

- no closing mark begins a line and no opening mark ends one;
- dashes and ellipses of two characters, words and numbers stay whole;
- two full-width marks in a row share a half em, and a closing mark at the end of a line may hang over by a half em;
- the slack of a justified line is shared between its units, never inside a word.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import add, sub
from typing import Literal, NamedTuple

from jiban.standards.typeset.errors import TooWideError
from jiban.standards.typeset.faces import Face, face
from jiban.standards.typeset.page import BLACK, Colour, Line

Align = Literal["justify", "left", "centre", "right"]

OPENING = "（《「『【〔〈“‘［｛"
CLOSING = "。，、；：？！）》」』】〕〉”’］｝．"
_NEVER_FIRST = CLOSING + "…—·％‰℃～"
_SPACES = " \u3000"
_WORD = r"[!-~\u00a1-\u00b6\u00b8-\u024f]+"
_UNIT = re.compile(
    f"[{OPENING}]*(?:——|……|{_WORD}|.)(?:[{_SPACES}]*[{re.escape(_NEVER_FIRST)}])*[{_SPACES}]*", re.DOTALL
)
_OPENING, _CLOSING = frozenset(OPENING), frozenset(CLOSING)
_SHARING = re.compile(f"[{CLOSING}](?=[{CLOSING}{OPENING}])|[{OPENING}](?=[{OPENING}])")

BASELINE_EM = 0.88  # the baseline stands at 0.88 of the ideographic em box (OS/2 typographic ascender)
MOST_STRETCH_EM = 0.5  # a line that would need wider gaps is left ragged
_ROUNDING_MM = 1e-6


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text looks. `leading` is the distance of two baselines in ems of `size_mm`."""

    size_mm: float
    face: str = "serif"
    leading: float = 1.75
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Block:
    """Lines one under the other; `bottom_mm` is where the next block begins."""

    lines: tuple[Line, ...]
    bottom_mm: float


class _Unit(NamedTuple):
    """A piece that is never broken; widths in millimetres.

    ink   the width that must fit: without spaces at the end and half of a closing mark
    """

    text: str
    advances: tuple[float, ...]
    width: float
    ink: float
    trailing_space: float
    opens: bool
    closes: bool


class _Row(NamedTuple):
    """The units of one line, and their width without spaces at the end."""

    units: Sequence[_Unit]
    width: float


class _Units(dict[str, _Unit]):
    """The units of one face at one size. A character with its mark is kept; longer pieces may be somebody's number."""

    def __init__(self, setting: Face, size_mm: float) -> None:
        super().__init__()
        self.setting, self.half_em, self.size_mm = setting, size_mm / 2, size_mm

    def __missing__(self, piece: str) -> _Unit:
        unit = self.make(piece, self.advances(piece))
        if len(piece) <= 2:
            self[piece] = unit
        return unit

    def advances(self, text: str) -> list[float]:
        """One a character; of two full-width marks in a row the first gives up half an em."""
        advances = self.setting.advances_mm(text, self.size_mm)
        for pair in _SHARING.finditer(text):
            advances[pair.start()] -= self.half_em
        return advances

    def make(self, text: str, advances: Sequence[float]) -> _Unit:
        width, space, closes = sum(advances), sum(advances[len(text.rstrip(_SPACES)) :]), text[-1] in _CLOSING
        ink = width - space - (self.half_em if closes else 0.0)
        return _Unit(text, tuple(advances), width, ink, space, text[0] in _OPENING, closes)


def set_paragraph(
    text: str,
    *,
    style: TextStyle,
    x_mm: float,
    top_mm: float,
    width_mm: float,
    align: Align = "justify",
    indent_em: float = 0.0,
) -> Block:
    """Break `text` into lines of at most `width_mm`; "\\n" begins a new paragraph with its own indent.

    top_mm      top of the first line's box, which is `leading` ems high
    indent_em   first-line indent; 2 in Chinese prose

    A word wider than the measure is broken between characters. Raises MissingGlyphError, and TooWideError if the
    measure cannot hold even one character.
    """
    table = _units_of(face(style.face), style.size_mm)
    if width_mm < style.size_mm * (1 + indent_em):
        raise TooWideError(f"a measure of {width_mm} mm holds no character of {style.size_mm} mm")
    step = style.leading * style.size_mm
    above_baseline = (step - style.size_mm) / 2 + BASELINE_EM * style.size_mm
    lines: list[Line] = []
    baseline = top_mm + above_baseline
    for paragraph in text.split("\n"):
        indent = indent_em * style.size_mm
        rows = _rows(paragraph, table, width_mm, indent)
        for number, row in enumerate(rows, start=1):
            if row.width > 0:
                this_align = "left" if number == len(rows) and align == "justify" else align
                room = width_mm - indent
                lines.append(_line(row, style, left=x_mm + indent, baseline=baseline, room=room, align=this_align))
            indent = 0.0
            baseline += step
    return Block(tuple(lines), baseline - above_baseline)


def set_line(
    text: str,
    *,
    style: TextStyle,
    x_mm: float,
    baseline_mm: float,
    align: Align = "left",
    tracking_em: float = 0.0,
    width_mm: float | None = None,
) -> Line:
    """Set `text` on one baseline; `x_mm` is its left edge, centre or right edge, as `align` says.

    tracking_em   space added between characters
    width_mm      the room there is: TooWideError if the text is wider; "justify" spreads the text over it

    Raises MissingGlyphError.
    """
    advances = face(style.face).advances_mm(text, style.size_mm)
    if tracking_em:
        tracking = tracking_em * style.size_mm
        advances = [advance + tracking for advance in advances[:-1]] + advances[-1:]
    width = sum(advances)
    if width_mm is not None and width > width_mm + _ROUNDING_MM:
        raise TooWideError(f"a line of {len(text)} characters is {width:.2f} mm wide, there is room for {width_mm} mm")
    if align == "justify" and width_mm is not None and len(text) > 1:
        extra = (width_mm - width) / (len(text) - 1)
        advances = [advance + extra for advance in advances]
    left = x_mm - width * {"centre": 0.5, "right": 1.0}.get(align, 0.0)
    return Line(text, left, baseline_mm, style.size_mm, style.face, tuple(advances[:-1]), style.colour)


def text_width_mm(text: str, style: TextStyle) -> float:
    """The width of `text` on one line without any squeezing. Raises MissingGlyphError."""
    return sum(face(style.face).advances_mm(text, style.size_mm))


@lru_cache(maxsize=32)
def _units_of(setting: Face, size_mm: float) -> _Units:
    return _Units(setting, size_mm)


def _rows(text: str, table: _Units, width_mm: float, indent_mm: float) -> list[_Row]:
    """Fill each row with as many units as it holds; at least one row, perhaps empty.

    `begins[i]` is where unit i begins if all stood on one endless line, `ends[i]` where its ink ends. Both grow, so the
    last unit that fits is found by bisection.
    """
    if not text:
        return [_Row((), 0.0)]
    if len(text) * table.half_em < width_mm:  # perhaps one row; then it is the same however it could be broken
        whole = table.make(text, table.advances(text))
        if whole.ink <= width_mm - indent_mm + _ROUNDING_MM:
            return [_Row((whole,), whole.width - whole.trailing_space)]
    units = [table[piece] for piece in _UNIT.findall(text)]
    _, _, widths, inks, spaces, opens, closes = zip(*units, strict=True)
    if max(inks) > width_mm - indent_mm:
        units = _cut_too_wide(units, table, width_mm - indent_mm)
        _, _, widths, inks, spaces, opens, closes = zip(*units, strict=True)
    shared = [table.half_em if closed and opened else 0.0 for closed, opened in zip(closes, opens[1:], strict=False)]
    begins = [0.0, *accumulate(map(sub, widths, shared))]
    ends = list(map(add, begins, inks))
    rows: list[_Row] = []
    first, room = 0, width_mm - indent_mm + _ROUNDING_MM
    while first < len(units):
        after = max(bisect_right(ends, begins[first] + room, lo=first), first + 1)
        width = begins[after - 1] + widths[after - 1] - spaces[after - 1] - begins[first]
        rows.append(_Row(units[first:after], width))
        first, room = after, width_mm + _ROUNDING_MM
    return rows


def _cut_too_wide(units: list[_Unit], table: _Units, room_mm: float) -> list[_Unit]:
    """Take words that not even a whole line could hold apart; closing marks stay with the last character."""
    cut: list[_Unit] = []
    for unit in units:
        if unit.ink <= room_mm:
            cut.append(unit)
            continue
        whole = max(len(unit.text.rstrip(_NEVER_FIRST + _SPACES)) - 1, 0)
        cut += [table.make(char, [advance]) for char, advance in zip(unit.text[:whole], unit.advances, strict=False)]
        cut.append(table.make(unit.text[whole:], unit.advances[whole:]))
    return cut


def _line(row: _Row, style: TextStyle, *, left: float, baseline: float, room: float, align: Align) -> Line:
    units = row.units
    last = units[-1]
    text = "".join([unit.text for unit in units]).rstrip(_SPACES)
    slack = room - row.width
    if align in {"centre", "right"}:
        left += slack / 2 if align == "centre" else slack
    extra = 0.0
    if align == "justify" and len(units) > 1:
        extra = (slack + (style.size_mm / 2 if last.closes else 0.0)) / (len(units) - 1)
        if extra > MOST_STRETCH_EM * style.size_mm:
            extra = 0.0
    advances: list[float] = []
    closed = False
    for unit in units:
        if closed and unit.opens:
            advances[-1] -= style.size_mm / 2
        advances += unit.advances
        advances[-1] += extra
        closed = unit.closes
    return Line(text, left, baseline, style.size_mm, style.face, tuple(advances[: len(text) - 1]), style.colour)
