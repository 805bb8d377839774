"""Scores of places in words: with how many, and how sure; too few are said to be too few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from django.utils.translation import gettext as _

from jiban.feedback import boards
from jiban.feedback.intervals import FEWEST, Score
from jiban.feedback.models import Level
from jiban.places.models import Division

NONE = "–"


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class Line:
    """One place, as everybody may read it."""

    code: str
    name: str
    n: int
    is_told: bool
    average: str
    good: str
    interval: str
    bars: Sequence[Bar]
    stands_out: bool = False


def line(place: Division, score: Score, *, stands_out: bool = False) -> Line:
    told = score.is_told
    low, high = score.interval
    return Line(
        code=place.code,
        name=place.short_name,
        n=score.n,
        is_told=told,
        average=f"{score.average:.1f}" if told else NONE,
        good=said_share(score.good, score.n) if told else NONE,
        interval=_("%(low)d–%(high)d%%") % {"low": floor(low * 100), "high": ceil(high * 100)} if told else NONE,
        bars=bars(score),
        stands_out=stands_out,
    )


def bars(score: Score) -> list[Bar]:
    return [
        Bar(str(level.label), count, said_share(count, score.n))
        for level, count in zip(Level, score.counts, strict=True)
    ]


def lines(parts: Sequence[Division], today: date, *, with_signs: bool = False) -> list[Line]:
    """In the order of the places, never by score: a place of few ratings would stand first or last by luck."""
    found = boards.figures_of(parts, today)
    out = boards.standing_out(parts, found) if with_signs else set()
    return [line(part, found.get(part.pk, boards.NOTHING).score, stands_out=part.pk in out) for part in parts]


def said_share(part: int, whole: int) -> str:
    return f"{part * 100 // whole}%" if whole else NONE


def too_few() -> str:
    return _("Too few ratings: a score is told from %(fewest)d on.") % {"fewest": FEWEST}
