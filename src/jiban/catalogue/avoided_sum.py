"""How many certificates nobody had to issue, in one number: told that it is not needed, or looked up by a department."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum

from jiban.places.models import Division

from .models import AvoidedDay

# Before the code of a fact that a department has looked up itself, with the resident's consent.
LOOKED_UP = "exchanged:"


@dataclass(frozen=True, slots=True)
class AvoidedSum:
    told: int
    looked_up: int

    @property
    def total(self) -> int:
        return self.told + self.looked_up


def of(divisions: Sequence[Division], month: date) -> AvoidedSum:
    """In one month. Each place counts for all above it, so that of places one in the other the outer one is asked."""
    outer = [one for one in divisions if not one.lies_in(other for other in divisions if other != one)]
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = AvoidedDay.objects.filter(division__in=outer, day__range=(first, last))
    sums = days.aggregate(
        told=Sum("avoided", filter=~Q(kind__startswith=LOOKED_UP)),
        looked_up=Sum("avoided", filter=Q(kind__startswith=LOOKED_UP)),
    )
    return AvoidedSum(sums["told"] or 0, sums["looked_up"] or 0)
