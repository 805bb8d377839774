"""What boards and the public page read: kept figures by place, never a rating."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from jiban.places.models import Committee, Division

from . import farming
from .farming import Sign
from .intervals import Score
from .models import RatingDay, ReleasedWords

LEVELS = ("very_good", "good", "fair", "bad", "very_bad")
FOLLOWED = ("opened", "called_in_time", "fixed_in_time", "settled", "silent", "unsettled")
SUMMED = (*LEVELS, *Sign, *FOLLOWED)
SUMS = {f"sum_{name}": Sum(name) for name in SUMMED}
A_YEAR = timedelta(days=365)
MOST_WORDS = 50


@dataclass(frozen=True, slots=True)
class Figures:
    score: Score
    signs: dict[str, int]
    followed: dict[str, int]

    @property
    def best(self) -> int:
        return self.score.counts[0]


NOTHING = Figures(Score((0,) * len(LEVELS)), dict.fromkeys(map(str, Sign), 0), dict.fromkeys(FOLLOWED, 0))


def figures_of(divisions: Sequence[Division], today: date) -> dict[int, Figures]:
    """Sums of one year, by division."""
    days = RatingDay.objects.filter(division__in=divisions, day__gt=today - A_YEAR, day__lte=today)
    rows = days.order_by().values("division").annotate(**SUMS).values_list("division", *SUMS)
    return {key: _figures(sums) for key, *sums in rows}


def _figures(sums: Iterable[int]) -> Figures:
    told = dict(zip(map(str, SUMMED), sums, strict=True))
    return Figures(
        Score(tuple(told[name] for name in LEVELS)),
        {str(sign): told[sign] for sign in Sign},
        {name: told[name] for name in FOLLOWED},
    )


def standing_out(parts: Sequence[Division], found: dict[int, Figures]) -> set[int]:
    """Those whose share of the best level is far beside their neighbours'."""
    given = {part.pk: (found.get(part.pk, NOTHING).best, found.get(part.pk, NOTHING).score.n) for part in parts}
    return {
        key
        for key, (best, n) in given.items()
        if farming.stands_out(best, n, [pair for other, pair in given.items() if other != key])
    }


def words_of(committee: Committee) -> list[ReleasedWords]:
    """What was written, the newest release first; inside one release in no order."""
    return list(ReleasedWords.objects.filter(committee=committee).order_by("-released_on", "id")[:MOST_WORDS])
