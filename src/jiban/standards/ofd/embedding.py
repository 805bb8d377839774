"""The fonts that a package embeds (GB/T 33190-2016 section 11.1): subsets of what its pages say.

The words of a form come again in every document; what is filled in does not. If the caller names the standing words of a
face, their characters are embedded as one font, the same bytes every time, so that subset and digest are made once a
process. Whatever else the pages say goes into a second, small font of the same face.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jiban.standards.typeset.faces import face
from jiban.standards.typeset.page import Line, Page, Turned

STANDING = "Standing"
"""What the name of a font of standing words has more than that of the other font of its face."""


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


class StandingFont:
    """A font of words that come again.

    has_all   whether it has every character of a text
    runs      matches that cut a text into what it has (a group takes part) and what it lacks (none does)
    """

    def __init__(self, name: str, words: str) -> None:
        characters = frozenset(words)
        listed = "".join(map(re.escape, sorted(characters)))
        self.has_all = characters.issuperset
        self.runs = re.compile(f"([{listed}]+)|[^{listed}]+").finditer
        self.embedded = _embedded(name, words, addition=STANDING)


class FaceFonts(NamedTuple):
    """What one package embeds of a face: the font of its standing words, that of what else is said, or both."""

    standing: StandingFont | None
    other: EmbeddedFont | None

    @property
    def embedded(self) -> list[EmbeddedFont]:
        """The fonts, the standing one first."""
        return [font for font in (self.standing and self.standing.embedded, self.other) if font]


def fonts_for(pages: Sequence[Page], standing_words: Mapping[str, str]) -> dict[str, FaceFonts]:
    """The fonts of every face that the pages use, in the order of first use.

    standing_words   face -> words that come again

    Raises MissingGlyphError for a character that a face lacks, one of the standing words included.
    """
    lines = [item for page in pages for item in page.plain_items() if isinstance(item, Line)]
    # A turned line is not cut in two, so its face is embedded as one font.
    turned = [item.item for page in pages for item in page.items if isinstance(item, Turned)]
    in_one = {item.face for item in turned if isinstance(item, Line)}
    return {
        name: _fonts_of(
            name,
            "".join([line.text for line in lines if line.face == name]),
            standing_words="" if name in in_one else standing_words.get(name, ""),
        )
        for name in dict.fromkeys([line.face for line in lines])
    }


def _fonts_of(name: str, text: str, *, standing_words: str) -> FaceFonts:
    if not standing_words:
        return FaceFonts(None, _embedded(name, text))
    standing = _standing_font(name, standing_words)
    others = "".join([run.group() for run in standing.runs(text) if run.lastindex is None])
    return FaceFonts(standing, _embedded(name, others) if others else None)


def _embedded(name: str, text: str, *, addition: str = "") -> EmbeddedFont:
    called, setting = _CALLED[name], face(name)
    return EmbeddedFont(called.name + addition, setting.family_name, called.bold, setting.subset(text).data)


@lru_cache(maxsize=64)
def _standing_font(name: str, words: str) -> StandingFont:
    return StandingFont(name, words)
