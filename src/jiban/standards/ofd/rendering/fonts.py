"""The fonts of one package: the embedded program of each, and the faces that stand in where it has no glyph."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiban.standards.ofd.reading.resources import Font
from jiban.standards.ofd.rendering.findings import Code, Findings
from jiban.standards.ofd.rendering.font_programs import BadFontError, FontProgram, load_program
from jiban.standards.ofd.rendering.standing_in import StandIn, StandIns, has_half_width_latin

HALF_EM = 0.5
_NO_FONT = Font(0, "")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph to draw.

    bold, italic   what the face itself is already
    width_em       the width it has to be set in, in ems; None: its own
    """

    program: FontProgram
    number: int
    bold: bool = False
    italic: bool = False
    width_em: float | None = None

    @property
    def advance_em(self) -> float:
        """The distance to the next origin, in ems."""
        return self._own_em if self.width_em is None else self.width_em

    @property
    def squeeze(self) -> float:
        """What its width is multiplied by, to fit; 1 at most."""
        if self.width_em is None or self._own_em <= self.width_em:
            return 1.0
        return self.width_em / self._own_em

    @property
    def indent(self) -> float:
        """How far from the origin it begins, in its font's units, to stand in the middle of its width."""
        if self.width_em is None:
            return 0.0
        return max(0.0, self.width_em - self._own_em) / 2 * self.program.units_per_em

    @property
    def _own_em(self) -> float:
        return self.program.advance(self.number) / self.program.units_per_em


class FontShelf:
    """Loads every font file once; one shelf serves all pages of a package."""

    def __init__(self, entries: Mapping[str, bytes], stand_ins: StandIns) -> None:
        self._entries = entries
        self._stand_ins = stand_ins
        self._programs: dict[str, FontProgram | BadFontError] = {}
        self._faces: dict[tuple[Font, bool, bool], FontFace] = {}

    def face(self, font: Font | None, findings: Findings, *, bold: bool, italic: bool) -> "FontFace":
        """What draws in `font`; `bold` and `italic` are what the text asks for."""
        font = font or _NO_FONT
        key = (font, bold or font.bold, italic or font.italic)
        face = self._faces.get(key)
        if face is None:
            chain = self._stand_ins.chain(font, bold=key[1], italic=key[2])
            face = self._faces[key] = FontFace(font, self._embedded(font), chain)
        face.tell(findings)
        return face

    def _embedded(self, font: Font) -> FontProgram | BadFontError | None:
        if font.file is None:
            return None
        if font.file not in self._programs:
            try:
                self._programs[font.file] = load_program(self._entries[font.file])
            except BadFontError as error:
                self._programs[font.file] = error
        return self._programs[font.file]


class FontFace:
    """One font as text uses it."""

    def __init__(self, font: Font, embedded: FontProgram | BadFontError | None, chain: Iterator[StandIn]) -> None:
        self._font = font
        self._embedded = None if isinstance(embedded, BadFontError) else embedded
        self._fault = embedded if isinstance(embedded, BadFontError) else None
        self._chain = chain
        self._halved = has_half_width_latin(font)
        self._standing_in: list[StandIn] = []
        self._found: dict[str, Glyph | None] = {}

    def tell(self, findings: Findings) -> None:
        """Say whether the font is the one that is asked for."""
        name = self._font.name or self._font.family
        if self._font.id == 0 and not name:
            findings.add(Code.FONT_MISSING)
        elif self._fault is not None:
            findings.add(Code.FONT_BROKEN, f"{name} ({self._fault})")
        elif self._embedded is None:
            findings.add(Code.FONT_NOT_EMBEDDED, name)

    def by_number(self, number: int) -> Glyph | None:
        """A glyph of the embedded font; None if there is no such glyph, or no such font."""
        if self._embedded is None or self._embedded.outline(number) is None:
            return None
        return Glyph(self._embedded, number, bold=self._font.bold, italic=self._font.italic)

    def by_char(self, char: str) -> Glyph | None:
        """A glyph of the embedded font, else of the first face that has the character."""
        try:
            return self._found[char]
        except KeyError:
            glyph = self._found[char] = self._look_for(char)
            return glyph

    def _look_for(self, char: str) -> Glyph | None:
        if self._embedded is not None and (number := self._embedded.glyph_of(char)) is not None:
            return Glyph(self._embedded, number, bold=self._font.bold, italic=self._font.italic)
        for one in self._faces():
            if (number := one.program.glyph_of(char)) is not None:
                width = HALF_EM if self._halved and "!" <= char <= "~" else None
                return Glyph(one.program, number, bold=one.bold, italic=one.italic, width_em=width)
        return None

    def _faces(self) -> Iterator[StandIn]:
        yield from self._standing_in
        for one in self._chain:
            self._standing_in.append(one)
            yield one
