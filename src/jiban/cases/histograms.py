"""How long answers took, in fixed buckets of service minutes. Pure.

Buckets add up: the histogram of a county is the sum of its villages'. A percentile read from them is exact to its bucket.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

EDGES = (5, 10, 15, 20, 25, 30, 45, 60, 120, 240, 480)
COLUMNS = (*(f"within_{edge}" for edge in EDGES), "longer")


@dataclass(frozen=True, slots=True)
class Range:
    """A percentile lies above `over` and at or below `upto` service minutes; without an upper end if `upto` is None."""

    over: int
    upto: int | None


def column(service_minutes: int) -> str:
    """The bucket an answer falls into."""
    return next((f"within_{edge}" for edge in EDGES if service_minutes <= edge), "longer")


def percentile(counts: Sequence[int], percent: int) -> Range | None:
    """Where the answer stands that `percent` of all answers do not exceed (nearest rank); None without answers."""
    total = sum(counts)
    if not total:
        return None
    rank = max(ceil(total * percent / 100), 1)
    place = next(place for place, reached in enumerate(accumulate(counts)) if reached >= rank)
    over = EDGES[place - 1] if place else -1
    return Range(over, EDGES[place] if place < len(EDGES) else None)
