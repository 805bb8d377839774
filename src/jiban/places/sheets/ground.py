"""What every sheet is checked against: the tree, the part of it somebody may fill, and the faults found so far."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from jiban.places.actions import ImportCount
from jiban.places.errors import RowProblem
from jiban.places.models import Division
from jiban.standards.codes import divisions
from jiban.standards.codes.errors import CodeError

from .sheet import Column, Row, listed

PHONE = re.compile(r"[0-9+()（）\-, 转#*]{3,30}")
Write = Callable[[], ImportCount]


@dataclass(frozen=True, slots=True)
class Area:
    """The divisions an administrator answers for, with all below them; without tops, the whole tree."""

    tops: frozenset[str] | None = None

    @classmethod
    def of(cls, tops: Iterable[Division]) -> "Area":
        return cls(frozenset(division.code for division in tops))


@dataclass(slots=True)
class Ground:
    """The tree as it is, read once for a whole sheet."""

    area: Area
    places: dict[str, Division] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    @classmethod
    def read(cls, area: Area) -> "Ground":
        return cls(area, {place.code: place for place in Division.objects.order_by("level", "code")})

    def fault(self, row: Row, column: str, message: str) -> None:
        self.problems.append(RowProblem(row.line, message, column))

    def is_inside(self, code: str) -> bool:
        """By the tree; a place that is not in the tree yet, by its code."""
        if self.area.tops is None:
            return True
        return any(step in self.area.tops for step in self._steps(code))

    def place(self, row: Row, levels: Collection[int]) -> Division | None:
        """The open division the row's code names; every reason against it is a fault."""
        try:
            code = divisions.parse(row["code"]).code
        except CodeError:
            message = _("the code must have 4, 6, 9 or 12 digits, for example 130123100242; found “%(code)s”")
            self.fault(row, "code", message % {"code": row["code"]})
            return None
        found = self.places.get(code)
        if found is None:
            self.fault(row, "code", _("no place has the code %(code)s") % {"code": code})
        elif found.level not in levels:
            shown = listed(str(Division.Level(level).label) for level in levels)
            message = _("%(place)s is of another level; it must be: %(levels)s")
            self.fault(row, "code", message % {"place": found.short_name, "levels": shown})
        elif found.closed_on is not None:
            self.fault(row, "code", _("%(place)s is closed") % {"place": found.short_name})
        elif not self.is_inside(code):
            self.fault(row, "code", _("%(place)s is outside of your area") % {"place": found.short_name})
        else:
            return found
        return None

    def inside(self, levels: Collection[int]) -> list[Division]:
        """The open places of the area, by code: what an export holds."""
        places = (place for place in self.places.values() if place.level in levels and place.closed_on is None)
        return sorted((place for place in places if self.is_inside(place.code)), key=lambda place: place.code)

    def text(self, row: Row, column: str, limit: int, *, required: str = "") -> str:
        """A cell of text; `required` says what is missing."""
        cell = row[column]
        if required and not cell:
            self.fault(row, column, required)
        if len(cell) > limit:
            self.fault(row, column, _("longer than %(limit)d characters") % {"limit": limit})
        if not cell.isprintable():
            self.fault(row, column, _("has a character that cannot be printed"))
        return cell

    def phone(self, row: Row, column: str, *, required: str = "") -> str:
        cell = self.text(row, column, 30, required=required)
        if cell and not PHONE.fullmatch(cell):
            self.fault(row, column, _("is no phone number"))
        return cell

    def first_of(self, row: Row, column: str, key: object, seen: dict[object, int]) -> bool:
        """Is it the first row with this key? A second one is a fault."""
        if key in seen:
            self.fault(row, column, _("already stands in line %(line)d") % {"line": seen[key]})
            return False
        seen[key] = row.line
        return True

    def _steps(self, code: str) -> Iterator[str]:
        step = self.places.get(code)
        if step is None:
            parsed = divisions.parse(code)
            while parsed.parent is not None and parsed.code not in self.places:
                parsed = parsed.parent
            step = self.places.get(parsed.code)
        by_key = self._by_key()
        while step is not None:
            yield step.code
            step = by_key.get(step.parent_id or 0)

    def _by_key(self) -> dict[int, Division]:
        if self._keys is None:
            self._keys = {place.pk: place for place in self.places.values()}
        return self._keys

    _keys: dict[int, Division] | None = None


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One kind of sheet: its columns, how it is checked (faults go to the ground), and what an export holds."""

    name: str
    columns: Sequence[Column]
    check: Callable[[Sequence[Row], Ground, str], Write]
    export: Callable[[Ground], Iterator[Sequence[str]]]
