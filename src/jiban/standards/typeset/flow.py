"""Set Chinese text in lines: where to break, how to space, where each character stands.

The rules are the usual ones of Chinese composition (W3C "Requirements for Chinese Text Layout", sections 3.1 and 3.2):

- no closing mark begins a line and no opening mark ends one;
- dashes and ellipses of two characters, words and numbers stay whole;
- two full-width marks in a row share a half em, and a closing mark at the end of a line may hang over by a half em;
- the slack of a justified line is shared between its units, never inside a word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
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
_UNIT = re.compile(f"[{OPENING}]*(?:——|……|{_WORD}|.)[{re.escape(_NEVER_FIRST)}]*[{_SPACES}]*", re.DOTALL)
_OPENING, _CLOSING = frozenset(OPENING), frozenset(CLOSING)

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
    """A piece that is never broken, with the advance of each character in millimetres."""

    text: str
    advances: tuple[float, ...]
    width: float
    trailing_space: float
    opens: bool
    closes: bool


@dataclass(slots=True)
class _Row:
    """The units of one line and their natural width, half ems shared between neighbours taken off."""

    units: list[_Unit]
    width: float = 0.0

    @property
    def has_ink(self) -> bool:
        return any(unit.width > unit.trailing_space for unit in self.units)


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
    setting = face(style.face)
    if width_mm < style.size_mm * (1 + indent_em):
        raise TooWideError(f"a measure of {width_mm} mm holds no character of {style.size_mm} mm")
    step = style.leading * style.size_mm
    above_baseline = (step - style.size_mm) / 2 + BASELINE_EM * style.size_mm
    lines: list[Line] = []
    baseline = top_mm + above_baseline
    for paragraph in text.split("\n"):
        indent = indent_em * style.size_mm
        rows = list(_break(_units(paragraph, setting, style.size_mm), width_mm, indent, style.size_mm / 2))
        for row in rows:
            if row.has_ink:
                this_align = "left" if row is rows[-1] and align == "justify" else align
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


def _units(text: str, setting: Face, size_mm: float) -> Iterator[_Unit]:
    half = size_mm / 2
    for piece in _UNIT.findall(text):
        if len(piece) == 1:
            yield _single(piece, setting, size_mm)
            continue
        advances = setting.advances_mm(piece, size_mm)
        for index in range(len(piece) - 1):
            if _share_half_an_em(piece[index], piece[index + 1]):
                advances[index] -= half
        yield _unit(piece, advances)


@lru_cache(maxsize=8192)
def _single(char: str, setting: Face, size_mm: float) -> _Unit:
    return _unit(char, setting.advances_mm(char, size_mm))


def _unit(text: str, advances: list[float]) -> _Unit:
    return _Unit(
        text=text,
        advances=tuple(advances),
        width=sum(advances),
        trailing_space=sum(advances[len(text.rstrip(_SPACES)) :]),
        opens=text[0] in _OPENING,
        closes=text[-1] in _CLOSING,
    )


def _share_half_an_em(first: str, second: str) -> bool:
    if first in _CLOSING:
        return second in _CLOSING or second in _OPENING
    return first in _OPENING and second in _OPENING


def _break(units: Iterable[_Unit], width_mm: float, indent_mm: float, half_em: float) -> Iterator[_Row]:
    """Fill each row with as many units as it holds; always yields at least one row, perhaps empty."""
    row, room, closed = _Row([]), width_mm - indent_mm + _ROUNDING_MM, False
    for unit in units:
        least = unit.width - unit.trailing_space - (half_em if unit.closes else 0.0)
        fits = least <= (width_mm if row.units else room)
        for part in (unit,) if fits else _parts(unit, width_mm, room - row.width):
            width = part.width - half_em if closed and part.opens else part.width
            if row.units and row.width + width - (part.width - least if part is unit else 0.0) > room:
                yield row
                row, room, width = _Row([]), width_mm + _ROUNDING_MM, part.width
            row.units.append(part)
            row.width += width
            closed = part.closes
    yield row


def _parts(unit: _Unit, width_mm: float, room: float) -> Iterator[_Unit]:
    """Cut a unit that no line can hold: the first piece fits `room`, the others a whole line."""
    start, width = 0, 0.0
    for index, advance in enumerate(unit.advances):
        if index > start and width + advance > room:
            yield _unit(unit.text[start:index], list(unit.advances[start:index]))
            start, width, room = index, 0.0, width_mm
        width += advance
    yield _unit(unit.text[start:], list(unit.advances[start:]))


def _line(row: _Row, style: TextStyle, *, left: float, baseline: float, room: float, align: Align) -> Line:
    units = row.units
    last = units[-1]
    text = "".join([unit.text for unit in units]).rstrip(_SPACES)
    slack = room - (row.width - last.trailing_space)
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
