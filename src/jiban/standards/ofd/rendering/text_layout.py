"""Which glyph of a text object stands where (GB/T 33190-2016 section 11)."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from jiban.standards.ofd.reading.matrices import times
from jiban.standards.ofd.reading.objects import Matrix, Point, TextObject, TextRun
from jiban.standards.ofd.rendering.findings import Code, Findings
from jiban.standards.ofd.rendering.fonts import FontFace, Glyph
from jiban.standards.ofd.rendering.geometry import IDENTITY

SLANT = 0.213  # of faces without an italic of their own: 12 degrees
BOLD_FROM = 600


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """A glyph and its origin in the object's space."""

    glyph: Glyph
    at: Point


def place_glyphs(text: TextObject, face: FontFace, findings: Findings) -> Iterator[PlacedGlyph]:
    """Every glyph that leaves ink, in the order of the text. Characters that no font has are told as findings."""
    for run in text.runs:
        slots = list(_slots(run, face))
        missing: list[str] = []
        for slot, place in zip(slots, _places(text, run, slots), strict=True):
            at = place
            for char, glyph in slot:
                if glyph is not None:
                    yield PlacedGlyph(glyph, at)
                elif not _is_blank(char):
                    missing.append(char)
                at = _onward(text, at, glyph)
        if missing:
            findings.add(Code.GLYPH_MISSING, "".join(dict.fromkeys(missing)), text.id)


_Chosen = tuple[str, Glyph | None]
_Slot = list[_Chosen]


def _slots(run: TextRun, face: FontFace) -> Iterator[_Slot]:
    """What stands at each place that advances count: a glyph, with the character it stands for; seldom several."""
    transformed = {one.position: one for one in run.glyphs if one.code_count > 0}
    index = 0
    while index < len(run.text):
        told = transformed.get(index)
        if told is None:
            yield [(run.text[index], face.by_char(run.text[index]))]
            index += 1
            continue
        chars = run.text[index : index + told.code_count]
        glyphs = [face.by_number(one) for one in told.glyphs]
        if None in glyphs:
            # The characters themselves are a better guess than glyphs that are not there.
            yield from _shared_out([(char, face.by_char(char)) for char in chars], len(glyphs))
        else:
            yield from ([(chars[0], glyph)] for glyph in glyphs)
        index += told.code_count


def _shared_out(chosen: _Slot, places: int) -> Iterator[_Slot]:
    """One character a place; what is left over stands in the last one."""
    for place in range(places):
        yield chosen[place:] if place == places - 1 else chosen[place : place + 1]


def _places(text: TextObject, run: TextRun, slots: list[_Slot]) -> Iterator[Point]:
    """Without advances, glyphs follow each other by their own widths, in the reading direction."""
    at = Point(run.x, run.y)
    stated = bool(run.delta_x or run.delta_y)
    for index, slot in enumerate(slots):
        yield at
        if stated:
            at = Point(at.x + _advance(run.delta_x, index), at.y + _advance(run.delta_y, index))
            continue
        for _, glyph in slot:
            at = _onward(text, at, glyph)


def _advance(deltas: tuple[float, ...], index: int) -> float:
    """The last one goes on if there are too few."""
    if not deltas:
        return 0.0
    return deltas[index] if index < len(deltas) else deltas[-1]


def _onward(text: TextObject, at: Point, glyph: Glyph | None) -> Point:
    upright = text.read_direction % 180 == text.char_direction % 180
    step = text.size * (glyph.advance_em * text.h_scale if upright and glyph is not None else 1.0)
    dx, dy = _DIRECTIONS.get(text.read_direction % 360, (1, 0))
    return Point(at.x + dx * step, at.y + dy * step)


_DIRECTIONS = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in {"Cc", "Cf", "Zs"}


def glyph_matrix(text: TextObject, glyph: Glyph) -> Matrix:
    """From font units, y upward, to the object's space, without the place of the glyph."""
    scale = text.size / glyph.program.units_per_em
    matrix = Matrix(scale * text.h_scale * glyph.squeeze, 0.0, 0.0, -scale)
    if text.italic and not glyph.italic:
        matrix = times(matrix, Matrix(1.0, 0.0, -SLANT, 1.0))
    if text.char_direction % 360:
        turn = math.radians(text.char_direction)
        cos, sin = round(math.cos(turn), 9), round(math.sin(turn), 9)
        matrix = times(matrix, IDENTITY._replace(a=cos, b=sin, c=-sin, d=cos))
    return matrix


def swelling_mm(text: TextObject, glyph: Glyph) -> float:
    """The width of a line around glyphs that makes them as heavy as `weight` says, 0 if they need none."""
    if text.weight <= 400 or glyph.bold:
        return 0.0
    return text.size * (min(text.weight, 900) - 400) / 300 / 30
