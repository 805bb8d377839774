"""The tree of an invented city in region 99, its committees and their hours."""

from collections.abc import Iterator
from datetime import date
from random import Random

from jiban.places.actions import USUAL_WEEK, import_divisions, mark_holiday
from jiban.places.division_rows import DivisionRow
from jiban.places.models import Committee, Division, OfficeHours
from jiban.places.names import committee_name
from jiban.standards.codes import credit_code

from . import names
from .plan import CityPlan

CITY_CODE, CITY_NAME = "9901", "样例市"
FREE_DAYS = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节"))
# The second half of a township's code tells its kind, the last three digits of a village's tell village or community.
FIRST_OF_KIND = {"街道": 1, "镇": 100, "乡": 200}
FIRST_COMMUNITY, FIRST_VILLAGE = 1, 201
PLACES_A_BATCH = 1000


def build(plan: CityPlan) -> Iterator[int]:
    """Everything of a city that does not move. Tells how many rows were written, step by step."""
    rows = [DivisionRow(n, *row, is_statistical_only=False) for n, row in enumerate(_divisions(plan), 1)]
    import_divisions(rows, source=plan.mark)
    yield len(rows)
    for year in range(plan.until.year - 2, plan.until.year + 2):
        for month, day, name in FREE_DAYS:
            mark_holiday(date(year, month, day), name)
    villages = list(Division.objects.filter(level=Division.Level.VILLAGE).select_related("parent").order_by("code"))
    committees = Committee.objects.bulk_create(
        [_committee(place, village) for place, village in enumerate(villages)], batch_size=PLACES_A_BATCH
    )
    yield len(committees)
    OfficeHours.objects.bulk_create(
        (
            OfficeHours(committee=committee, weekday=weekday, opens=stretch.opens, closes=stretch.closes)
            for committee in committees
            for weekday, stretches in USUAL_WEEK.items()
            for stretch in stretches
        ),
        batch_size=PLACES_A_BATCH,
    )


def _divisions(plan: CityPlan) -> Iterator[tuple[str, str, int]]:
    """Code of twelve digits, name and level; from the top down."""
    stream = plan.stream("places")
    yield CITY_CODE.ljust(12, "0"), CITY_NAME, 2
    townships = _shared_out(plan.townships, plan.counties, stream)
    villages = iter(_shared_out(plan.villages, plan.townships, stream))
    for place, name in enumerate(names.county_names(plan.counties, stream)):
        county = f"{CITY_CODE}{place + 1:02d}"
        yield county.ljust(12, "0"), name, 3
        counted = dict(FIRST_OF_KIND)
        for _, (town_name, kind) in zip(range(townships[place]), names.township_names(stream), strict=False):
            township = f"{county}{counted[kind]:03d}"
            counted[kind] += 1
            yield township.ljust(12, "0"), town_name, 4
            yield from _villages(township, kind, next(villages), stream)


def _villages(township: str, kind: str, count: int, stream: Random) -> Iterator[tuple[str, str, int]]:
    """A sub-district is mostly communities, a town has one; the rest are villages."""
    communities = count * 3 // 4 if kind == "街道" else min(1, count - 1)
    for place, name in zip(range(count), names.village_names(stream), strict=False):
        if place < communities:
            yield f"{township}{FIRST_COMMUNITY + place:03d}", f"{name}社区居民委员会", 5
        else:
            yield f"{township}{FIRST_VILLAGE + place:03d}", f"{name}村民委员会", 5


def _shared_out(total: int, among: int, stream: Random) -> list[int]:
    """Every part at least one, none far from the mean; together exactly `total`."""
    shares = [total // among] * among
    for place in range(total % among):
        shares[place] += 1
    for _ in range(among * 2):
        giver, taker = stream.randrange(among), stream.randrange(among)
        if shares[giver] > 1 and shares[taker] < 2 * total // among:
            shares[giver] -= 1
            shares[taker] += 1
    return shares


def _committee(place: int, village: Division) -> Committee:
    number = credit_code.make(division=village.code[:6], organisation=f"TE{place:06d}")
    township = village.parent.name if village.parent else ""
    return Committee(
        division=village,
        name=committee_name(village.name, township),
        credit_code=str(number),
        phone=f"0990-{place:08d}",
        address=f"{township}{village.short_name} 1 号",
    )
