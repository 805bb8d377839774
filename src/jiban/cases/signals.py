"""What may look like playing with the clock: pauses, sending back, closing and opening again. Pure.

A signal is a reason to look, not a judgement. Little is said of few cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

# Asked for again so soon, the same thing by the same person is one matter, not two.
SAME_MATTER = timedelta(days=7)
# Below so many answers a rate says nothing.
FEWEST = 20
# So many times the median of the neighbours, and so many cases, before a rate is shown as conspicuous.
TIMES_MEDIAN, FEWEST_CASES = 3.0, 3


class Signal(StrEnum):
    PAUSED = "paused"
    SENT_BACK = "sent_back"
    RESUBMITTED = "resubmitted"
    REAPPLIED = "reapplied"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier case of the same person about the same item."""

    ended_at: datetime
    was_issued: bool
    was_revoked: bool
    # Taken back by the resident, though perhaps not of the resident's own accord.
    was_withdrawn: bool = False


def signals_of(submitted_at: datetime, earlier: Iterable[Earlier]) -> set[Signal]:
    """What the person's earlier cases about the same item say of the one handed in then."""
    found: set[Signal] = set()
    for case in earlier:
        if not timedelta() <= submitted_at - case.ended_at <= SAME_MATTER:
            continue
        if case.was_withdrawn:
            found.add(Signal.REAPPLIED)
        elif not case.was_issued:
            found.add(Signal.RESUBMITTED)
        elif case.was_revoked:
            found.add(Signal.REOPENED)
    return found


@dataclass(frozen=True, slots=True)
class Rate:
    """How often among `n`, beside the median of the neighbours; `median` is None where too few can be compared."""

    cases: int
    n: int
    median: float | None

    @property
    def is_small(self) -> bool:
        return self.n < FEWEST

    @property
    def share(self) -> float:
        return self.cases / self.n if self.n else 0.0

    @property
    def is_conspicuous(self) -> bool:
        if self.is_small or self.median is None or self.cases < FEWEST_CASES:
            return False
        return self.share > TIMES_MEDIAN * self.median


def rates(counted: Iterable[tuple[int, int]]) -> list[Rate]:
    """For neighbours given as (cases, n): each with the median share of those that have enough cases to be compared."""
    given = list(counted)
    shares = [cases / n for cases, n in given if n >= FEWEST]
    middle = median(shares) if len(shares) > 1 else None
    return [Rate(cases, n, middle) for cases, n in given]
