"""The two vendored faces: their measures, their outlines, and subsets to embed in a document.

A face is loaded once a process, on first use, and may be shared by threads.
"""

import struct
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from importlib import resources
from threading import Lock

import uharfbuzz

from jiban.standards.typeset.errors import MissingGlyphError, UnknownFaceError
from jiban.standards.typeset.page import Operator
from jiban.standards.typeset.subsetting import GlyphSource

FILES = {"serif": "NotoSerifSC-Regular.ttf", "serif-bold": "NotoSerifSC-Bold.ttf"}
_loading = Lock()
_loaded: dict[str, "Face"] = {}

Outline = tuple[tuple[Operator, tuple[float, ...]], ...]


class Subset:
    """A TrueType font (complete `sfnt` with `cmap`) of exactly the characters asked for.

    data         the font
    glyph_of     character -> glyph number inside `data`; 0 is .notdef
    advance_of   character -> advance in font units
    """

    def __init__(self, data: bytes, measures: Mapping[str, tuple[int, int]]) -> None:
        self.data = data
        self._measures = measures

    @cached_property
    def glyph_of(self) -> dict[str, int]:
        # The subset keeps the order of the glyphs and closes the gaps after .notdef.
        number = {glyph: new for new, glyph in enumerate(sorted({0, *(glyph for glyph, _ in self._measures.values())}))}
        return {char: number[glyph] for char, (glyph, _) in self._measures.items()}

    @cached_property
    def advance_of(self) -> dict[str, int]:
        return {char: advance for char, (_, advance) in self._measures.items()}


class Face:
    """One font file. All measures are in font units, `units_per_em` (1000) to the em; y grows upward."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self._face = uharfbuzz.Face(uharfbuzz.Blob(data))
        self._font = uharfbuzz.Font(self._face)
        self._glyphs = GlyphSource(data, self._skeleton())
        self._known: dict[str, tuple[int, int] | None] = {}
        self._advances: dict[str, int] = {}
        self.units_per_em: int = self._face.upem
        extents = self._font.get_font_extents("ltr")
        self.ascent: int = extents.ascender
        self.descent: int = extents.descender  # negative, below the baseline
        self.family_name: str = self._face.get_name(uharfbuzz.OTNameIdPredefined.FONT_FAMILY)
        self.postscript_name: str = self._face.get_name(uharfbuzz.OTNameIdPredefined.POSTSCRIPT_NAME)
        self._subset_of = lru_cache(maxsize=64)(self._make_subset)

    @cached_property
    def bounding_box(self) -> tuple[int, int, int, int]:
        """xMin, yMin, xMax, yMax of the whole font (`head` table)."""
        x_min, y_min, x_max, y_max = struct.unpack_from(">4h", self._face.reference_table("head").data, 36)
        return x_min, y_min, x_max, y_max

    @cached_property
    def cap_height(self) -> int:
        """Height of a Latin capital (`OS/2` table, version 2 or later)."""
        (height,) = struct.unpack_from(">h", self._face.reference_table("OS/2").data, 88)
        return int(height)

    def has(self, char: str) -> bool:
        return self._look_up(char) is not None

    def missing(self, text: str) -> str:
        """The characters of `text` that this face cannot show, each once, in order of first use."""
        wanted = dict.fromkeys(text)
        if wanted.keys() <= self._advances.keys():
            return ""
        return "".join(char for char in wanted if self._look_up(char) is None)

    def advance(self, char: str) -> int:
        """Distance to the next origin. Raises MissingGlyphError."""
        return self._need(char)[1]

    def measures(self, characters: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Glyph number in the whole font and advance of each, by character in their order; without those absent."""
        known = self._known
        return {char: one for char in sorted(characters) if (one := known.get(char) or self._look_up(char))}

    def advances_mm(self, text: str, size_mm: float) -> list[float]:
        """One advance a character, at an em of `size_mm`. Raises MissingGlyphError for any that is absent."""
        scale = size_mm / self.units_per_em
        known = self._advances
        try:
            return [known[char] * scale for char in text]
        except KeyError:
            return [self.advance(char) * scale for char in text]

    def subset(self, text: str) -> Subset:
        """A font of the characters in `text`; equal sets of characters give equal bytes.

        Raises MissingGlyphError naming every character that this face lacks, in order of first use.
        """
        if missing := self.missing(text):
            raise MissingGlyphError(missing, self.name)
        return self._subset_of(frozenset(text))

    def outline(self, char: str) -> Outline:
        """The shape of one character as M, L, B and C steps; quadratic curves are raised to cubic ones."""
        pen = _StepPen()
        self._font.draw_glyph_with_pen(self._need(char)[0], pen)
        return tuple(pen.steps)

    def _need(self, char: str) -> tuple[int, int]:
        known = self._look_up(char)
        if known is None:
            raise MissingGlyphError(char, self.name)
        return known

    def _look_up(self, char: str) -> tuple[int, int] | None:
        try:
            return self._known[char]
        except KeyError:
            glyph = self._font.get_nominal_glyph(ord(char))
            known = None if glyph is None else (glyph, self._font.get_glyph_h_advance(glyph))
            self._known[char] = known
            if known is not None:
                self._advances[char] = known[1]
            return known

    def _make_subset(self, characters: frozenset[str]) -> Subset:
        measures = self.measures(characters)
        return Subset(self._glyphs.subset({char: glyph for char, (glyph, _) in measures.items()}), measures)

    def _skeleton(self) -> bytes:
        """The font without characters, as a general subsetter leaves it: names and measures of the whole."""
        nothing = uharfbuzz.SubsetInput()
        nothing.flags = uharfbuzz.SubsetFlags.NO_HINTING
        skeleton: bytes = uharfbuzz.subset(self._face, nothing).blob.data
        return skeleton


def face(name: str) -> Face:
    """The face called `name` ("serif" or "serif-bold"). Raises UnknownFaceError."""
    loaded = _loaded.get(name)
    return _load(name) if loaded is None else loaded


def _load(name: str) -> Face:
    if name not in FILES:
        raise UnknownFaceError(name)
    with _loading:
        if name not in _loaded:
            file = resources.files("jiban.standards.typeset").joinpath("fonts", FILES[name])
            _loaded[name] = Face(name, file.read_bytes())
        return _loaded[name]


class _StepPen:
    """Takes the drawing calls of the font engine and keeps them as page steps."""

    def __init__(self) -> None:
        self.steps: list[tuple[Operator, tuple[float, ...]]] = []
        self._at = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol of fontTools
        self.steps.append(("M", point))
        self._at = point

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.steps.append(("L", point))
        self._at = point

    def qCurveTo(self, control: tuple[float, float], point: tuple[float, float]) -> None:  # noqa: N802
        (x0, y0), (cx, cy), (x, y) = self._at, control, point
        first = (x0 + (cx - x0) * 2 / 3, y0 + (cy - y0) * 2 / 3)
        second = (x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3)
        self.curveTo(first, second, point)

    def curveTo(  # noqa: N802
        self, first: tuple[float, float], second: tuple[float, float], point: tuple[float, float]
    ) -> None:
        self.steps.append(("B", (*first, *second, *point)))
        self._at = point

    def closePath(self) -> None:  # noqa: N802
        self.steps.append(("C", ()))
