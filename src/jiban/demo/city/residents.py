"""Residents with synthetic identity numbers (region 990000) and invented names, more in bigger villages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from jiban.people.models import Resident
from jiban.places.models import Committee
from jiban.standards.codes import identity_number

from . import names
from .loading import Loader, Row, in_batches, settle
from .plan import CityPlan

FIRST_BIRTH, LAST_BIRTH = date(1940, 1, 1), date(2007, 12, 31)
DAYS = (LAST_BIRTH - FIRST_BIRTH).days + 1
# Prime and no divisor of DAYS: neighbours in the table were not born on neighbouring days, and no number comes twice.
STRIDE = 7919
RESIDENTS_A_BATCH = 10_000
COMMUNITY_WEIGHT = 20
NAMED = (
    "id",
    "name",
    "identity_number",
    "mobile",
    "village_id",
    "address",
    "created_at",
)


@dataclass(frozen=True, slots=True)
class Household:
    """One committee's people: primary keys from `first`, so many of them."""

    committee: Committee
    first: int
    count: int
    weight: float


def households(plan: CityPlan) -> list[Household]:
    """How the residents are spread: the first village of every county is a large community, the others vary."""
    stream, seen, weights = plan.stream("households"), set(), []
    committees = list(Committee.objects.select_related("division__parent").order_by("division__code"))
    for committee in committees:
        county = committee.division.code[:6]
        weights.append(stream.lognormvariate(0, 0.5) * (1 if county in seen else COMMUNITY_WEIGHT))
        seen.add(county)
    spare, total, first, found = plan.residents - len(committees), sum(weights), 1, []
    given, so_far = 0, 0.0
    for committee, weight in zip(committees, weights, strict=True):
        so_far += weight
        count = 1 + int(spare * so_far / total) - given
        given += count - 1
        found.append(Household(committee, first, count, weight))
        first += count
    return found


def build(plan: CityPlan) -> Iterator[int]:
    loader = Loader(Resident, NAMED)
    yield from in_batches(lambda: _rows(plan), loader, RESIDENTS_A_BATCH)
    settle(Resident)


def _rows(plan: CityPlan) -> Iterator[Row]:
    stream, since = plan.stream("residents"), plan.until - timedelta(days=731)
    for household in households(plan):
        village = household.committee.division
        for place in range(household.count):
            key = household.first + place
            yield (
                key,
                names.person_name(stream),
                number_of(key),
                f"1390000{key % 10_000:04d}",
                village.pk,
                f"{place % 12 + 1}组{place // 12 + 1}号",
                since,
            )


def number_of(key: int) -> str:
    """The identity number of the resident with this primary key."""
    day, turn = key * STRIDE % DAYS, key // DAYS
    birth = FIRST_BIRTH + timedelta(days=day)
    return str(identity_number.make(birth=birth, sequence=(turn + day * 37) % 1000))
