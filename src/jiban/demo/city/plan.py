"""What city is asked for. The same plan gives the same rows: every stage draws from a stream of its own."""

import random
import re
from dataclasses import dataclass
from datetime import datetime

from .errors import PlanRefusedError

COUNTIES, TOWNSHIPS, VILLAGES, CASES = 23, 262, 4753, 1_000_000
CASES_A_RESIDENT = 5
MOST_TOWNSHIPS_A_COUNTY, MOST_VILLAGES_A_TOWNSHIP = 99, 190
MARK = "jiban city: "


@dataclass(frozen=True, slots=True)
class CityPlan:
    """`until` is the city's present: the newest application was handed in just before it."""

    seed: int
    until: datetime
    counties: int = COUNTIES
    townships: int = TOWNSHIPS
    villages: int = VILLAGES
    cases: int = CASES
    sealing: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.counties <= self.townships <= self.villages:
            raise PlanRefusedError("a city has at least a township a county and a village a township")
        if self.townships > self.counties * MOST_TOWNSHIPS_A_COUNTY:
            raise PlanRefusedError(f"a county has at most {MOST_TOWNSHIPS_A_COUNTY} townships")
        if self.villages > self.townships * MOST_VILLAGES_A_TOWNSHIP:
            raise PlanRefusedError(f"a township has at most {MOST_VILLAGES_A_TOWNSHIP} villages")
        if self.sealing > self.villages:
            raise PlanRefusedError("seals with keys are made for at most as many committees as there are")

    @property
    def residents(self) -> int:
        return max(self.villages, self.cases // CASES_A_RESIDENT)

    @property
    def figures(self) -> str:
        """What must be the same for an interrupted run to go on."""
        return (
            f"seed={self.seed} counties={self.counties} townships={self.townships} villages={self.villages} "
            f"cases={self.cases} sealing={self.sealing}"
        )

    @property
    def mark(self) -> str:
        """Written down as the source of every division: how a later run knows what began here."""
        return f"{MARK}{self.figures} until={self.until.isoformat(timespec='seconds')}"

    def stream(self, stage: str) -> random.Random:
        return random.Random(f"{self.seed}/{stage}")  # noqa: S311 - invented rows, the same every time


def marked_until(mark: str) -> datetime | None:
    """The present of the city that a mark tells of."""
    found = re.search(r" until=(\S+)\Z", mark)
    return datetime.fromisoformat(found[1]) if found else None
