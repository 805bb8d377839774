"""Statistical division codes (统计用区划代码): province 2, city 2, county 2, township 3 and village 3 digits.

Example: `130123100242` = 13 Hebei, 01 Shijiazhuang, 23 Zhengding county, 100 Zhengding town, 242 a village.
A division above the village is written short (`130123`) or filled with zeros to twelve digits (`130123000000`).
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from jiban.standards.codes.errors import CharacterError, LengthError, StructureError

LENGTH = 12
_ENDS = (2, 4, 6, 9, 12)
_DIGITS = frozenset("0123456789")


class Level(IntEnum):
    """Province (省), city (市), county (县), township (乡), village or community (村、社区)."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5


class Kind(StrEnum):
    """What a township or village is, as its last three digits tell. A habit of the statistics, not law."""

    STREET = "street"  # 街道
    TOWN = "town"  # 镇
    RURAL_TOWNSHIP = "rural-township"  # 乡
    LIKE_TOWNSHIP = "like-township"  # 类似乡级: a development zone, a farm
    RESIDENTS_COMMITTEE = "residents-committee"  # 居民委员会
    VILLAGERS_COMMITTEE = "villagers-committee"  # 村民委员会
    LIKE_RESIDENTS_COMMITTEE = "like-residents-committee"  # 类似居民委员会
    LIKE_VILLAGERS_COMMITTEE = "like-villagers-committee"  # 类似村民委员会
    OTHER = "other"


_TOWNSHIP_KINDS = ((99, Kind.STREET), (199, Kind.TOWN), (399, Kind.RURAL_TOWNSHIP), (599, Kind.LIKE_TOWNSHIP))
_VILLAGE_KINDS = (
    (199, Kind.RESIDENTS_COMMITTEE),
    (399, Kind.VILLAGERS_COMMITTEE),
    (499, Kind.LIKE_RESIDENTS_COMMITTEE),
    (599, Kind.LIKE_VILLAGERS_COMMITTEE),
)


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """A division; `code` is always its full twelve digits."""

    code: str

    @property
    def level(self) -> Level:
        """The level of the last group that is not all zeros."""
        filled = [level for level in Level if int(self._group(level))]
        return filled[-1]

    @property
    def short(self) -> str:
        """The digits down to its own level: 2, 4, 6, 9 or 12 of them."""
        return self.code[: _ENDS[self.level - 1]]

    @property
    def parent(self) -> "DivisionCode | None":
        """The nearest division above; None for a province.

        A city without counties numbers its townships 00 in the county's place; their parent is the city.
        """
        above = [level for level in Level if level < self.level and int(self._group(level))]
        return parse(self.code[: _ENDS[above[-1] - 1]]) if above else None

    @property
    def kind(self) -> Kind | None:
        """The kind of a township or village; None for the levels above."""
        if self.level < Level.TOWNSHIP:
            return None
        ranges = _TOWNSHIP_KINDS if self.level == Level.TOWNSHIP else _VILLAGE_KINDS
        number = int(self._group(self.level))
        return next((kind for last, kind in ranges if number <= last), Kind.OTHER)

    def is_within(self, other: "DivisionCode") -> bool:
        """Whether this division is `other` or lies in it."""
        return self.code.startswith(other.short)

    def _group(self, level: Level) -> str:
        start = _ENDS[level - 2] if level > 1 else 0
        return self.code[start : _ENDS[level - 1]]

    def __str__(self) -> str:
        return self.code


def parse(text: str) -> DivisionCode:
    """Read a code of 2, 4, 6, 9 or 12 digits.

    Raises LengthError, CharacterError, or StructureError for a code without a province.
    """
    if len(text) not in _ENDS:
        raise LengthError(f"a division code has 2, 4, 6, 9 or 12 digits, not {len(text)}")
    if not _DIGITS.issuperset(text):
        raise CharacterError("a division code is digits only")
    if text[:2] == "00":
        raise StructureError("a division lies in a province, and 00 is none")
    return DivisionCode(text.ljust(LENGTH, "0"))
