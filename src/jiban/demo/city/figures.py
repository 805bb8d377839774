"""The kept figures of the promise, day by day as the cases are made: of villages and of every division above them."""

from collections.abc import Iterator, Mapping
from datetime import date

from jiban.cases import histograms
from jiban.cases.models import PromiseDay
from jiban.places.models import Division

from .loading import Row

COUNTED = tuple(
    field.name
    for field in PromiseDay._meta.concrete_fields  # noqa: SLF001 - Django's documented way to ask a model about its table
    if field.name not in {"id", "division", "item", "day"}
)
NAMED = ("division_id", "item", "day", *COUNTED)
_PLACE = {name: place for place, name in enumerate(COUNTED)}
ISSUED, REFUSED, KEPT = _PLACE["issued"], _PLACE["refused"], _PLACE["kept"]


class Figures:
    """Holds the days that may still get an answer, and gives up the others: memory does not grow with the years."""

    def __init__(self) -> None:
        parents = dict(Division.objects.values_list("pk", "parent_id"))
        codes = Division.objects.filter(level=Division.Level.VILLAGE).values_list("code", "pk")
        self._above = {code: list(_upwards(pk, parents)) for code, pk in codes}
        self._days: dict[date, dict[tuple[int, str], list[int]]] = {}

    def add(self, village: str, item: str, day: date, *, issued: bool, kept: bool, minutes: int) -> None:
        answer, bucket = (ISSUED if issued else REFUSED), _PLACE[histograms.column(minutes)]
        rows = self._days.setdefault(day, {})
        for division in self._above[village]:
            for key in ((division, ""), (division, item)):
                row = rows.get(key)
                if row is None:
                    row = rows[key] = [0] * len(COUNTED)
                row[answer] += 1
                row[bucket] += 1
                row[KEPT] += kept

    def give_up(self, *, before: date | None = None) -> Iterator[Row]:
        """The rows of days that have ended: all, if none is named."""
        for day in sorted(self._days):
            if before is None or day < before:
                for (division, item), counted in self._days.pop(day).items():
                    yield division, item, day, *counted


def _upwards(pk: int | None, parents: Mapping[int, int | None]) -> Iterator[int]:
    while pk is not None:
        yield pk
        pk = parents[pk]
