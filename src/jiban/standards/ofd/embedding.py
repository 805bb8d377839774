"""The fonts that a package embeds (GB/T 33190-2016 section 11.1): subsets of what its pages say.

The words of a form come again in every document; what is filled in does not. If the caller names the standing words of a
face, their characters are embedded as one font, the same bytes every time, so that subset and digest are made once a
process. Whatever else the pages say goes into a second, small font of the same face.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from fontTools.ttLib import TTFont

from jiban.standards.typeset.faces import face
from jiban.standards.typeset.page import Line, Page, Turned

STANDING = "Standing"
"""What the name of a font of standing words has more than that of the other font of its face."""
_SHORT = 2
_SPACES = " \u3000"
_NAMES = (1, 4, 6)  # family, full name, PostScript name


class _Called(NamedTuple):
    """How an embedded face is called: a plain name, the same as its file, so that every reader can match the two."""

    name: str
    bold: bool


_CALLED = {"serif": _Called("NotoSerifSC", bold=False), "serif-bold": _Called("NotoSerifSCHeading", bold=True)}


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedFont:
    """One font of a package. `name` is its FontName, and that of its file without the suffix."""

    name: str
    family: str
    bold: bool
    data: bytes


class Run(NamedTuple):
    """A part of a text for one font. `end` is where it ends in the text."""

    text: str
    end: int
    standing: bool


class StandingFont:
    """A font of words that come again. `has_all` tells whether it has every character of a text."""

    def __init__(self, name: str, words: str) -> None:
        words += _SPACES
        characters = frozenset(words)
        has = "".join(map(re.escape, sorted(characters)))
        self.has_all = characters.issuperset
        self.embedded = _embedded(name, words, addition=STANDING)
        lacks = f"[^{has}]+(?:[{has}]{{1,{_SHORT}}}[^{has}]+)*"
        # Some readers drop blanks at the beginning of a run, and with them the place of all that follows.
        self._runs = re.compile(f"([{has}]+)|{lacks}[{_SPACES}]*").finditer

    def runs(self, text: str) -> tuple[Run, ...]:
        """`text` cut into what this font draws and what it lacks. A name is seldom cut: short runs join what is around."""
        return tuple([Run(run.group(), run.end(), run.lastindex is not None) for run in self._runs(text)])


class FaceFonts(NamedTuple):
    """What one package embeds of a face: the font of its standing words, that of what else is said, or both.

    cuts   the runs of each text that needs both
    """

    standing: EmbeddedFont | None
    other: EmbeddedFont | None
    cuts: Mapping[str, tuple[Run, ...]]

    @property
    def embedded(self) -> list[EmbeddedFont]:
        """The fonts, the standing one first."""
        return [font for font in (self.standing, self.other) if font]


def fonts_for(pages: Sequence[Page], standing_words: Mapping[str, str]) -> dict[str, FaceFonts]:
    """The fonts of every face that the pages use, in the order of first use.

    standing_words   face -> words that come again

    Raises MissingGlyphError for a character that a face lacks, one of the standing words included.
    """
    texts: dict[str, list[str]] = {}
    in_one: set[str] = set()
    for page in pages:
        for item in page.items:
            line = item.item if isinstance(item, Turned) else item
            if isinstance(line, Line):
                texts.setdefault(line.face, []).append(line.text)
                if isinstance(item, Turned):  # is not cut in two, so its face is embedded as one font
                    in_one.add(line.face)
    return {
        name: _fonts_of(name, said, standing_words="" if name in in_one else standing_words.get(name, ""))
        for name, said in texts.items()
    }


def _fonts_of(name: str, texts: Sequence[str], *, standing_words: str) -> FaceFonts:
    if not standing_words:
        return FaceFonts(None, _embedded(name, "".join(texts)), {})
    standing = _standing_font(name, standing_words)
    cuts = {text: standing.runs(text) for text in texts if not standing.has_all(text)}
    others = "".join([run.text for runs in cuts.values() for run in runs if not run.standing])
    return FaceFonts(standing.embedded, _embedded(name, others) if others else None, cuts)


def _embedded(name: str, text: str, *, addition: str = "") -> EmbeddedFont:
    called, setting = _CALLED[name], face(name)
    data = setting.subset(text).data
    if addition:
        data = _renamed(data, addition)
    return EmbeddedFont(called.name + addition, setting.family_name, called.bold, data)


def _renamed(data: bytes, addition: str) -> bytes:
    """The font under names of its own (OpenType `name` 1, 4 and 6): some readers take two fonts of one name for one."""
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    for record in font["name"].names:
        if record.nameID in _NAMES:
            record.string = record.toUnicode() + addition
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


@lru_cache(maxsize=64)
def _standing_font(name: str, words: str) -> StandingFont:
    return StandingFont(name, words)
