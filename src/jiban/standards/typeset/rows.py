"""Which units stand on which line, and how the slack of a line is taken up.

A justified line that is a little too short for one more unit may take it in: its marks give up some of the blank half
that each of them has. Otherwise its slack is shared between its units, never inside a word.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import add, sub
from typing import NamedTuple

from jiban.standards.typeset.units import CLOSING, HAN, LATIN, NEVER_FIRST, OPENING, SPACES, Unit, Units, script

MOST_STRETCH_EM = 0.5  # a line that would need wider gaps is left ragged
ROUNDING_MM = 1e-6
_MARKS = OPENING + CLOSING
_LONG_ADDRESS = 24  # characters
_CHARACTER = re.compile(f"[{OPENING}]*.(?:[{re.escape(NEVER_FIRST + SPACES)}]*$)?", re.DOTALL)
_ANY = re.compile(".", re.DOTALL)
_ADDRESS_STOP = re.compile(r"(?<=\w)[/?&=]+(?=\w)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What is done for good looks, beyond the rules that always hold.

    latin_gap_em   space between an ideograph and a Latin word or number; a quarter of an em is usual
    squeeze        the marks of a justified line may give up blank so that one more unit fits
    no_orphans     the last line of a paragraph never holds one character alone
    """

    latin_gap_em: float = 0.0
    squeeze: bool = False
    no_orphans: bool = False


PLAIN = Rules()
FINE = Rules(latin_gap_em=0.25, squeeze=True, no_orphans=True)


class Row(NamedTuple):
    """The units of one line, and their width without spaces at the end, before anything is stretched or squeezed."""

    units: Sequence[Unit]
    width: float


class _Ruler:
    """Where every unit begins, and where its ink ends, if all of them stood on one endless line."""

    def __init__(self, units: Sequence[Unit], table: Units, gap_mm: float) -> None:
        self.units, self.table = units, table
        _, _, widths, inks, _, opens, closes = zip(*units, strict=True)
        half_em = table.half_em
        if gap_mm:
            shared = [join(one, following, half_em, gap_mm) for one, following in pairwise(units)]
        else:
            shared = [half_em if closed and opened else 0.0 for closed, opened in zip(closes, opens[1:], strict=False)]
        self.begins: list[float] = [0.0, *accumulate(map(sub, widths, [*shared, 0.0]))]
        self.ends: list[float] = list(map(add, self.begins, inks))
        self.widest = max(inks)

    def row(self, first: int, after: int) -> Row:
        last = self.units[after - 1]
        width = self.begins[after - 1] + last.width - last.trailing_space - self.begins[first]
        return Row(self.units[first:after], width)

    def fitting(self, first: int, room_mm: float) -> int:
        """The number of the first unit that does not fit; at least one unit always does."""
        return max(bisect_right(self.ends, self.begins[first] + room_mm + ROUNDING_MM, lo=first), first + 1)

    def overflow(self, first: int, after: int, room_mm: float) -> float:
        return self.ends[after - 1] - self.begins[first] - room_mm


def join(one: Unit, following: Unit, half_em: float, gap_mm: float) -> float:
    """How much nearer two units stand than side by side: marks share a half em, scripts keep a gap (negative)."""
    if one.closes and following.opens:
        return half_em
    if gap_mm and {script(one.text[-1]), script(following.text[0])} == {HAN, LATIN}:
        return -gap_mm
    return 0.0


def fill_rows(units: Sequence[Unit], table: Units, *, first_room_mm: float, room_mm: float, rules: Rules) -> list[Row]:
    """Fill each row with as many units as it holds. `rules.squeeze` and `no_orphans` are for justified text.

    Raises nothing: a unit wider than a row is cut between characters.
    """
    gap = rules.latin_gap_em * table.size_mm
    if rules is not PLAIN:
        units = _cut_addresses(units, table)
    ruler = _Ruler(units, table, gap)
    if ruler.widest > first_room_mm:
        units = _cut_too_wide(units, table, first_room_mm)
        ruler = _Ruler(units, table, gap)
    bounds, room = [0], first_room_mm
    while bounds[-1] < len(units):
        first = bounds[-1]
        after = ruler.fitting(first, room)
        if rules.squeeze and after < len(units):
            after = _squeezed(ruler, first, after, room, orphans=not rules.no_orphans)
        bounds.append(after)
        room = room_mm
    if rules.no_orphans and len(bounds) > 2 and _is_orphan(units[bounds[-2] :]):
        _give_company(ruler, bounds, first_room_mm if len(bounds) == 3 else room_mm)
    return [ruler.row(first, after) for first, after in pairwise(bounds)]


def squeeze_marks(text: str, advances: list[float], table: Units, surplus_mm: float) -> None:
    """Take `surplus_mm` from the blank halves of the marks inside a line, the same from each."""
    places: list[int] = []
    for place, (char, advance) in enumerate(zip(text, advances, strict=False)):
        if not table.is_full(advance):
            continue
        if char in CLOSING and place < len(text) - 1 and text[place + 1] not in OPENING:
            places.append(place)
        elif char in OPENING and place and text[place - 1] not in _MARKS and table.is_full(advances[place - 1]):
            places.append(place - 1)  # its blank half is the left one
    for place in places:
        advances[place] -= min(surplus_mm / len(places), table.half_em)


def _squeezed(ruler: _Ruler, first: int, after: int, room_mm: float, *, orphans: bool) -> int:
    """One unit more, if its marks can make room for it and that changes the line less than stretching would."""
    overflow = ruler.overflow(first, after + 1, room_mm)
    if overflow > _blank(ruler.units[first : after + 1], ruler.table) + ROUNDING_MM:
        return after
    saves_orphan = not orphans and after + 1 == len(ruler.units) and _is_orphan(ruler.units[after:])
    stretch = -ruler.overflow(first, after, room_mm)
    return after + 1 if saves_orphan or overflow <= stretch else after


def _blank(units: Sequence[Unit], table: Units) -> float:
    """What the marks of a row can give: not the one that opens it, nor the one that ends it, nor any that share."""
    closing = sum(map(table.closing_blanks, units)) - units[-1].closes
    sharing = sum(one.closes and following.opens for one, following in pairwise(units))
    opening = sum(table.opening_blank(one, following) for one, following in pairwise(units))
    return max(closing - sharing + opening, 0) * table.half_em


def _is_orphan(units: Sequence[Unit]) -> bool:
    return len(units) == 1 and len(units[0].text.strip(NEVER_FIRST + OPENING + SPACES)) <= 1


def _give_company(ruler: _Ruler, bounds: list[int], room_mm: float) -> None:
    """Move one unit from the line before the last to the last, if the gaps it leaves stay narrow enough."""
    first, after = bounds[-3], bounds[-2] - 1
    if after - first < 2:
        return
    stretch = -ruler.overflow(first, after, room_mm) / (after - first - 1)
    if stretch <= MOST_STRETCH_EM * ruler.table.size_mm:
        bounds[-2] = after


def _cut_addresses(units: Sequence[Unit], table: Units) -> list[Unit]:
    """Let long web addresses end a line after a stroke, where a reader can follow."""
    cut: list[Unit] = []
    for unit in units:
        if len(unit.text) < _LONG_ADDRESS or "/" not in unit.text:
            cut.append(unit)
            continue
        start = 0
        for end in [*(stop.end() for stop in _ADDRESS_STOP.finditer(unit.text)), len(unit.text)]:
            if unit.text[start:end]:
                cut.append(table.make(unit.text[start:end], unit.advances[start:end]))
            start = end
    return cut


def _cut_too_wide(units: Sequence[Unit], table: Units, room_mm: float) -> list[Unit]:
    """Take words that not even a whole line could hold apart; marks stay with the first and the last character."""
    cut: list[Unit] = []
    for unit in units:
        cut += [unit] if unit.ink <= room_mm else _pieces(unit, _CHARACTER, table, room_mm)
    return cut


def _pieces(unit: Unit, pattern: re.Pattern[str], table: Units, room_mm: float) -> Iterator[Unit]:
    for found in pattern.finditer(unit.text):
        piece = table.make(found.group(), unit.advances[found.start() : found.end()])
        # A run of marks that fills a line has no character to hold on to: it is cut anywhere.
        if piece.ink > room_mm and len(piece.text) > 1:
            yield from _pieces(piece, _ANY, table, room_mm)
        else:
            yield piece
