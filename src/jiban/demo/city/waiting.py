"""What lies on the desks at the city's present: a full page in each large community, a few elsewhere."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from jiban.cases import escalating
from jiban.cases.escalating import Watch
from jiban.places.models import Committee
from jiban.places.questions import service_calendar
from jiban.places.service_minutes import add_service_minutes

from .plan import CityPlan

ON_A_FULL_DESK = 40
SHARE_THAT_WAITS = 5
ELSEWHERE = 2
NEWEST_SECONDS, OLDEST_SECONDS = 60, 25 * 60


class Waiting:
    def __init__(self, plan: CityPlan, communities: Sequence[int]) -> None:
        self._until = plan.until
        most = plan.cases // SHARE_THAT_WAITS
        full = [place for place in communities for _ in range(ON_A_FULL_DESK)][:most]
        busy = set(communities)
        others = [place for place in range(plan.villages) if place not in busy for _ in range(ELSEWHERE)]
        self._places = full + others[: most - len(full)]
        committee = Committee.objects.order_by("division__code").first()
        assert committee is not None  # noqa: S101 - a plan has at least one village
        self._calendar = service_calendar(committee)

    @property
    def total(self) -> int:
        return len(self._places)

    def moments(self, stream: Random) -> Iterator[tuple[datetime, int]]:
        """When each was handed in, oldest first, and in which village."""
        places = self._places[:]
        stream.shuffle(places)
        ages = sorted((stream.uniform(NEWEST_SECONDS, OLDEST_SECONDS) for _ in places), reverse=True)
        for age, place in zip(ages, places, strict=True):
            yield self._until - timedelta(seconds=age), place

    def promised(self, at: datetime, minutes: int) -> tuple[datetime, datetime | None]:
        """By when, and when the clockwork looks at it for the first time."""
        due = add_service_minutes(at, minutes, self._calendar)
        return due, escalating.look_again_at(Watch(due, minutes), now=at, calendar=self._calendar)
