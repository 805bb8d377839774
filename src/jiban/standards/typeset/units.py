"""The pieces of a text that no line end may cut, and how wide they are (W3C "Requirements for Chinese Text Layout")."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from jiban.standards.typeset.faces import Face, face

OPENING = "（《「『【〔〈“‘［｛"
CLOSING = "。，、；：？！）》」』】〕〉”’］｝．"
NEVER_FIRST = CLOSING + "…—·％‰℃～"
SPACES = " \u3000"
_SIGNS_BEFORE = "￥＄￡№"
_WORD = r"[!-~\u00a1-\u00b6\u00b8-\u024f]+"
UNIT = re.compile(
    # What most units are comes first: one ideograph that no mark follows.
    f"[\u4e00-\u9fff](?![{SPACES}{re.escape(NEVER_FIRST)}])|"
    f"(?:[{OPENING}][{SPACES}]*)*(?:——|……|[{_SIGNS_BEFORE}]?{_WORD}|.)(?:[{SPACES}]*[{re.escape(NEVER_FIRST)}])*[{SPACES}]*",
    re.DOTALL,
)
_OPENING, _CLOSING = frozenset(OPENING), frozenset(CLOSING)
_SHARING = re.compile(f"[{CLOSING}](?=[{CLOSING}{OPENING}])|[{OPENING}](?=[{OPENING}])")

HAN, LATIN, OTHER = 1, 2, 0
_ROUNDING_MM = 1e-6


class Unit(NamedTuple):
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


class Units(dict[str, Unit]):
    """The units of one face at one size. A character with its mark is kept; longer pieces may be somebody's number."""

    def __init__(self, setting: Face, size_mm: float) -> None:
        super().__init__()
        self.setting, self.half_em, self.size_mm = setting, size_mm / 2, size_mm
        self._advance_of: dict[str, float] = {}

    def __missing__(self, piece: str) -> Unit:
        unit = self.make(piece, self.advances(piece))
        if len(piece) <= 2:
            self[piece] = unit
        return unit

    def advances(self, text: str) -> list[float]:
        """One a character; of two full-width marks in a row the first gives up half an em."""
        known = self._advance_of
        try:
            advances = [known[char] for char in text]
        except KeyError:
            advances = self.setting.advances_mm(text, self.size_mm)
            known.update(zip(text, advances, strict=True))
        return share_marks(text, advances, self.half_em)

    def make(self, text: str, advances: Sequence[float]) -> Unit:
        """`text` as one unit, whatever it is."""
        width, space, closes = sum(advances), sum(advances[len(text.rstrip(SPACES)) :]), text[-1] in _CLOSING
        ink = width - space - (self.half_em if closes else 0.0)
        return Unit(text, tuple(advances), width, ink, space, text[0] in _OPENING, closes)

    def closing_blanks(self, unit: Unit) -> int:
        """How many closing marks of a unit have a blank right half to give."""
        marks = zip(unit.text, unit.advances, strict=True)
        return sum(char in _CLOSING and self.is_full(advance) for char, advance in marks)

    def opening_blank(self, before: Unit, unit: Unit) -> bool:
        """Whether an opening mark that begins `unit` has a blank left half to give to a full character before it."""
        return unit.opens and not before.closes and self.is_full(unit.advances[0]) and self.is_full(before.advances[-1])

    def is_full(self, advance: float) -> bool:
        """Whether an advance is a whole em."""
        return advance >= self.size_mm - _ROUNDING_MM


def share_marks(text: str, advances: list[float], half_em: float) -> list[float]:
    """The same advances, the first of two full-width marks in a row shorter by half an em."""
    for pair in _SHARING.finditer(text):
        advances[pair.start()] -= half_em
    return advances


@lru_cache(maxsize=4096)
def script(char: str) -> int:
    """HAN for an ideograph, LATIN for a letter or digit of the West, OTHER for marks and spaces."""
    if "\u3400" <= char <= "\u9fff" or char >= "\U00020000" or char == "〇":
        return HAN
    if char < "\u0250" and char.isalnum():
        return LATIN
    return OTHER


def scripts_meet(text: str) -> list[bool]:
    """For each character whether the next one is of the other script."""
    scripts = list(map(script, text))
    return [{one, following} == {HAN, LATIN} for one, following in pairwise([*scripts, OTHER])]


@lru_cache(maxsize=32)
def units_of(face_name: str, size_mm: float) -> Units:
    """The units of a face at a size, shared by all who ask. Raises UnknownFaceError."""
    return Units(face(face_name), size_mm)
