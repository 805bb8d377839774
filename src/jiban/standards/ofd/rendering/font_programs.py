"""Glyphs of embedded font files as SVG path data: TrueType and OpenType by HarfBuzz, bare CFF and Type 1 by fontTools.

Producers embed fonts without the tables a system font must have (`cmap`, `name`, `OS/2`), and name the files as they
like; what a file is, is told by its first bytes.
"""

import io
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Protocol

import uharfbuzz
from fontTools import agl
from fontTools.cffLib import CFFFontSet
from fontTools.pens.transformPen import TransformPen
from fontTools.t1Lib import T1Font

from jiban.standards.ofd.rendering.geometry import number

_SFNT = {b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf", b"\x00\x02\x00\x00"}
_MOST_TYPE1_BYTES = 4 * 1024 * 1024


class BadFontError(Exception):
    """A font file that gives no glyphs."""


class FontProgram(Protocol):
    """A font file. Measures are in its own units, `units_per_em` to the em; y grows upward."""

    units_per_em: float

    def glyph_of(self, char: str) -> int | None:
        """The number of the glyph for a character, None if there is none."""

    def outline(self, glyph: int) -> str | None:
        """SVG path data of a glyph, empty for a blank; None if there is no such glyph."""

    def advance(self, glyph: int) -> float:
        """The distance to the next origin."""


def load_program(data: bytes, index: int = 0) -> FontProgram:
    """Any font file; `index` is the number of the face in a collection. Raises BadFontError."""
    if data[:4] in _SFNT:
        return SfntProgram(uharfbuzz.Blob(data), index)
    try:
        if data[:1] == b"\x01" and data[1:2] in {b"\x00", b"\x01"}:
            return _cff_program(data)
        if data[:2] in {b"%!", b"\x80\x01"}:
            return _type1_program(data)
    except BadFontError:
        raise
    except Exception as error:  # fontTools tells of damage by whatever went wrong first
        raise BadFontError(repr(error)[:200]) from error
    raise BadFontError(f"begins with {data[:4].hex()}")


class SfntProgram:
    """A TrueType or OpenType font, or one face of a collection."""

    def __init__(self, blob: Any, index: int = 0) -> None:
        face = uharfbuzz.Face(blob, index)
        self._count: int = face.glyph_count
        if not self._count:
            raise BadFontError("no glyphs")
        self._font = uharfbuzz.Font(face)
        self.units_per_em: float = face.upem
        self._outlines: dict[int, str] = {}
        self._glyphs: dict[str, int | None] = {}

    def glyph_of(self, char: str) -> int | None:
        """By the `cmap`; glyph 0 is nobody's."""
        try:
            return self._glyphs[char]
        except KeyError:
            glyph = self._glyphs[char] = self._font.get_nominal_glyph(ord(char)) or None
            return glyph

    def outline(self, glyph: int) -> str | None:
        """Composed glyphs are resolved."""
        known = self._outlines.get(glyph)
        if known is None:
            if not 0 <= glyph < self._count:
                return None
            pen = PathPen()
            self._font.draw_glyph_with_pen(glyph, pen)
            known = self._outlines[glyph] = pen.data()
        return known

    def advance(self, glyph: int) -> float:
        """By `hmtx`, or one em without it."""
        return float(self._font.get_glyph_h_advance(glyph))


class CharstringProgram:
    """A font whose glyphs are charstrings, drawn when they are first asked for."""

    def __init__(
        self, names: Mapping[int, str], charstrings: Mapping[str, Any], encoding: Mapping[str, int], em: float
    ) -> None:
        self.units_per_em = em
        self._names = names
        self._charstrings = charstrings
        self._encoding = encoding
        self._drawn: dict[int, tuple[str, float] | None] = {}

    def glyph_of(self, char: str) -> int | None:
        """By the names of the glyphs."""
        return self._encoding.get(char)

    def outline(self, glyph: int) -> str | None:
        """None also for a charstring that cannot be run."""
        drawn = self._draw(glyph)
        return None if drawn is None else drawn[0]

    def advance(self, glyph: int) -> float:
        """As the charstring states it."""
        drawn = self._draw(glyph)
        return self.units_per_em if drawn is None else drawn[1]

    def _draw(self, glyph: int) -> tuple[str, float] | None:
        if glyph not in self._drawn:
            self._drawn[glyph] = self._run(glyph) if glyph in self._names else None
        return self._drawn[glyph]

    def _run(self, glyph: int) -> tuple[str, float] | None:
        pen = PathPen(self._charstrings)
        try:
            charstring = self._charstrings[self._names[glyph]]
            charstring.draw(pen)
            return pen.data(), float(charstring.width)
        except Exception:  # noqa: BLE001 - a damaged charstring fails in any way; one glyph is lost, not the page
            return None


def _cff_program(data: bytes) -> CharstringProgram:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    top = fonts[0]
    names = dict(enumerate(top.charset))
    if hasattr(top, "ROS"):
        # Glyphs of a font with character identifiers are called by these, also where a subset has closed the gaps.
        names |= {int(name[3:]): name for name in top.charset if name[:3] == "cid" and name[3:].isdigit()}
    matrix = getattr(top, "FontMatrix", None) or [0.001]
    if not matrix[0] or (hasattr(top, "ROS") and matrix[0] == 1):
        matrix = [0.001]
    return CharstringProgram(names, top.CharStrings, _by_name(names), 1 / matrix[0])


def _type1_program(data: bytes) -> CharstringProgram:
    if len(data) > _MOST_TYPE1_BYTES:
        raise BadFontError("too large")
    font = T1Font.__new__(T1Font)
    font.data, font.encoding = _joined_segments(data), "ascii"
    font.parse()
    charstrings = font.font["CharStrings"]
    names = dict(enumerate(sorted(charstrings, key=lambda name: (name != ".notdef", name))))
    matrix = font.font.get("FontMatrix") or [0.001]
    return CharstringProgram(names, font.getGlyphSet(), _by_name(names), 1 / (matrix[0] or 0.001))


def _joined_segments(data: bytes) -> bytes:
    """A Type 1 program without the segment headers of a PFB file."""
    if data[:1] != b"\x80":
        return data
    parts: list[bytes] = []
    at = 0
    while data[at : at + 1] == b"\x80" and data[at + 1] in {1, 2}:
        size = int.from_bytes(data[at + 2 : at + 6], "little")
        parts.append(data[at + 6 : at + 6 + size])
        at += 6 + size
    return b"".join(parts)


def _by_name(names: Mapping[int, str]) -> dict[str, int]:
    return {char: glyph for glyph, name in reversed(list(names.items())) if len(char := agl.toUnicode(name)) == 1}


class PathPen:
    """Takes drawing calls and writes path data with M, L, Q, C and Z."""

    def __init__(self, others: Mapping[str, Any] | None = None) -> None:
        self._others = others or {}
        self._parts: list[str] = []

    def data(self) -> str:
        """All that was drawn."""
        return "".join(self._parts)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol of fontTools
        self._step("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._step("L", point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._step("C", *points)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        *controls, last = points
        for here, following in pairwise(controls):
            self._step("Q", here, ((here[0] + following[0]) / 2, (here[1] + following[1]) / 2))
        self._step("Q", controls[-1], last)

    def closePath(self) -> None:  # noqa: N802
        self._parts.append("Z")

    def endPath(self) -> None:  # noqa: N802
        """An open outline is filled as if it were closed."""

    def addComponent(self, name: str, transformation: tuple[float, ...]) -> None:  # noqa: N802
        """A letter or its accent, for glyphs that are composed of both."""
        self._others[name].draw(TransformPen(self, transformation))

    def _step(self, command: str, *points: tuple[float, float]) -> None:
        self._parts.append(command + " ".join([_unit(value) for point in points for value in point]))


def _unit(value: float) -> str:
    whole = int(value)
    return str(whole) if whole == value else number(value, 1)
