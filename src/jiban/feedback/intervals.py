"""What few or many ratings can say: an average, a share, and how sure the share is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

# Below so many ratings no score is told: one angry or one kind person would make it.
FEWEST = 10
# Two sides, 95 of 100.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of the five levels, from the best (5) to the worst (1)."""

    counts: Sequence[int]

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def is_told(self) -> bool:
        return self.n >= FEWEST

    @property
    def average(self) -> float:
        """Between 1 and 5."""
        return sum(count * (5 - place) for place, count in enumerate(self.counts)) / self.n if self.n else 0.0

    @property
    def good(self) -> int:
        """Very satisfied, satisfied or on the whole satisfied: what the standard calls a good rating."""
        return sum(self.counts[:3])

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.good, self.n)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The interval in which the true share lies, 95 times of 100; (0, 1) of nothing.

    E. B. Wilson, 1927. It stays inside 0 and 1 and is honest for few and for shares near the ends.
    """
    if not whole:
        return 0.0, 1.0
    share = part / whole
    scale = 1 + Z * Z / whole
    middle = (share + Z * Z / (2 * whole)) / scale
    half = Z * sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole)) / scale
    return max(middle - half, 0.0), min(middle + half, 1.0)
