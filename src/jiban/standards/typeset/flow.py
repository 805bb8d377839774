"""Set Chinese text in lines: where to break, how to space, where each character stands.

The rules are the usual ones of Chinese composition (W3C "Requirements for Chinese Text Layout", sections 3.1 and 3.2):

- no closing mark begins a line and no opening mark ends one;
- dashes and ellipses of two characters, words and numbers stay whole;
- two full-width marks in a row share a half em, and a closing mark at the end of a line may hang over by a half em;
- the slack of a justified line is shared between its units, never inside a word.

`Rules` asks for more: a gap between scripts, marks that give way, no character alone on the last line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jiban.standards.typeset.errors import TooWideError
from jiban.standards.typeset.faces import face
from jiban.standards.typeset.page import Line
from jiban.standards.typeset.plain_prose import PlainProse, set_plain_prose
from jiban.standards.typeset.rows import (
    FINE,
    MOST_STRETCH_EM,
    PLAIN,
    ROUNDING_MM,
    Row,
    Rules,
    fill_rows,
    join,
    squeeze_marks,
)
from jiban.standards.typeset.spans import Runs, Span, Text, TextStyle
from jiban.standards.typeset.units import (
    CLOSING,
    OPENING,
    SPACES,
    Units,
    scripts_meet,
    units_of,
)

__all__ = [
    "BASELINE_EM",
    "CLOSING",
    "FINE",
    "OPENING",
    "PLAIN",
    "Align",
    "Block",
    "Rules",
    "Span",
    "Text",
    "TextStyle",
    "set_line",
    "set_paragraph",
    "text_width_mm",
]

Align = Literal["justify", "left", "centre", "right"]

BASELINE_EM = 0.88  # the baseline stands at 0.88 of the ideographic em box (OS/2 typographic ascender)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines one under the other; `bottom_mm` is where the next block begins."""

    lines: tuple[Line, ...]
    bottom_mm: float


@dataclass(frozen=True, slots=True)
class _Measure:
    """Where a line stands: its left edge, its room, whether it is spread over it, and whether it ends the paragraph."""

    left: float
    room: float
    align: Align
    is_last: bool


def set_paragraph(
    text: Text,
    *,
    style: TextStyle,
    x_mm: float,
    top_mm: float,
    width_mm: float,
    align: Align = "justify",
    indent_em: float = 0.0,
    rules: Rules = PLAIN,
) -> Block:
    """Break `text` into lines of at most `width_mm`; "\\n" begins a new paragraph with its own indent.

    top_mm      top of the first line's box, which is `leading` ems high
    indent_em   first-line indent; 2 in Chinese prose
    rules       niceties: PLAIN has none, FINE all

    A word wider than the measure is broken between characters. Raises MissingGlyphError, and TooWideError if the
    measure cannot hold even one character.
    """
    if width_mm < style.size_mm * (1 + indent_em):
        raise TooWideError(f"a measure of {width_mm} mm holds no character of {style.size_mm} mm")
    if align != "justify":
        rules = Rules(rules.latin_gap_em) if rules.latin_gap_em else PLAIN
    step = style.leading * style.size_mm
    above_baseline = (step - style.size_mm) / 2 + BASELINE_EM * style.size_mm
    lines: list[Line] = []
    baseline, start = top_mm + above_baseline, 0
    if isinstance(text, str) and rules is PLAIN and align == "justify":
        table = units_of(style.face, style.size_mm)
        prose = [PlainProse(paragraph, style, table) for paragraph in text.split("\n")]
        indent = indent_em * style.size_mm
        if all(one.fits(width_mm - indent) for one in prose):
            lines, baseline = set_plain_prose(
                prose, left_mm=x_mm, baseline_mm=baseline, width_mm=width_mm, indent_mm=indent, step_mm=step
            )
            return Block(tuple(lines), baseline - above_baseline)
    runs = Runs(text, style, rules)
    for paragraph in runs.text.split("\n"):
        indent = indent_em * style.size_mm
        rows = _rows(runs, start, paragraph, width_mm, indent)
        for number, row in enumerate(rows, start=1):
            if row.width > 0:
                measure = _Measure(x_mm + indent, width_mm - indent, align, is_last=number == len(rows))
                lines += _lines(row, runs, start, baseline, measure)
            start += sum([len(unit.text) for unit in row.units])
            indent = 0.0
            baseline += step
        start += 1
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
    rules: Rules = PLAIN,
) -> Line:
    """Set `text` on one baseline; `x_mm` is its left edge, centre or right edge, as `align` says.

    tracking_em   space added between characters
    width_mm      the room there is: TooWideError if the text is wider; "justify" spreads the text over it
    rules         of these only the gap between scripts concerns a single line

    Raises MissingGlyphError.
    """
    advances = face(style.face).advances_mm(text, style.size_mm)
    if rules.latin_gap_em:
        gap = rules.latin_gap_em * style.size_mm
        advances = [one + gap * meets for one, meets in zip(advances, scripts_meet(text), strict=True)]
    if tracking_em:
        tracking = tracking_em * style.size_mm
        advances = [advance + tracking for advance in advances[:-1]] + advances[-1:]
    width = sum(advances)
    if width_mm is not None and width > width_mm + ROUNDING_MM:
        raise TooWideError(f"a line of {len(text)} characters is {width:.2f} mm wide, there is room for {width_mm} mm")
    if align == "justify" and width_mm is not None and len(text) > 1:
        extra = (width_mm - width) / (len(text) - 1)
        advances = [advance + extra for advance in advances]
    left = x_mm - width * {"centre": 0.5, "right": 1.0}.get(align, 0.0)
    return Line(text, left, baseline_mm, style.size_mm, style.face, tuple(advances[:-1]), style.colour)


def text_width_mm(text: str, style: TextStyle, rules: Rules = PLAIN) -> float:
    """The width of `text` on one line without any squeezing. Raises MissingGlyphError."""
    gaps = rules.latin_gap_em * style.size_mm * sum(scripts_meet(text)) if rules.latin_gap_em else 0.0
    return sum(face(style.face).advances_mm(text, style.size_mm)) + gaps


def _rows(runs: Runs, start: int, text: str, width_mm: float, indent_mm: float) -> list[Row]:
    """At least one row, perhaps empty."""
    if not text:
        return [Row((), 0.0)]
    table, room = runs.tables[0], width_mm - indent_mm
    if runs.rules is PLAIN and len(runs.tables) == 1 and len(text) * table.half_em < width_mm:
        # Perhaps one row; then it is the same however it could be broken.
        whole = table.make(text, table.advances(text))
        if whole.ink <= room + ROUNDING_MM:
            return [Row((whole,), whole.width - whole.trailing_space)]
    units = runs.units(start, start + len(text))
    return fill_rows(units, table, first_room_mm=room, room_mm=width_mm, rules=runs.rules)


def _lines(row: Row, runs: Runs, start: int, baseline: float, measure: _Measure) -> Iterator[Line]:
    """The row as one line for each stretch of one look; `start` is its place in the text."""
    table = runs.tables[0]
    left, advances = _spread(row, table, measure, runs.rules)
    end = start + len("".join([unit.text for unit in row.units]).rstrip(SPACES))
    if len(runs.styles) == 1:
        style = runs.styles[0]
        yield Line(
            runs.text[start:end],
            left,
            baseline,
            style.size_mm,
            style.face,
            tuple(advances[: end - start - 1]),
            style.colour,
        )
        return
    for first, after, style in runs.pieces(start, end):
        own = advances[first - start : after - start]
        yield Line(runs.text[first:after], left, baseline, style.size_mm, style.face, tuple(own[:-1]), style.colour)
        left += sum(own)


def _spread(row: Row, table: Units, measure: _Measure, rules: Rules) -> tuple[float, list[float]]:
    """Where the row begins, and the advance of each of its characters."""
    slack = measure.room - row.width
    left = measure.left + slack * {"centre": 0.5, "right": 1.0}.get(measure.align, 0.0)
    extra = surplus = 0.0
    if measure.align == "justify" and len(row.units) > 1:
        extra, surplus = _justified(row, slack + (table.half_em if row.units[-1].closes else 0.0), measure, rules)
        if extra > MOST_STRETCH_EM * table.size_mm:
            extra = 0.0
    advances: list[float] = []
    before, gap = row.units[0], rules.latin_gap_em * table.size_mm
    for unit in row.units:
        if gap and advances:
            advances[-1] -= join(before, unit, table.half_em, gap)
        elif unit.opens and advances and before.closes:
            advances[-1] -= table.half_em
        advances += unit.advances
        advances[-1] += extra
        before = unit
    if surplus > ROUNDING_MM:
        squeeze_marks("".join([unit.text for unit in row.units]).rstrip(SPACES), advances, table, surplus)
    return left, advances


def _justified(row: Row, slack: float, measure: _Measure, rules: Rules) -> tuple[float, float]:
    """By how much each gap is stretched, or the whole row is squeezed; `slack` may be negative."""
    if slack < 0 and rules.squeeze:
        return 0.0, -slack
    return (0.0 if measure.is_last else slack / (len(row.units) - 1)), 0.0
