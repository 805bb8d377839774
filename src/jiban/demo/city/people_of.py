"""Who is who in each village, by primary keys, so that a million cases can be made without asking the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from jiban.people.models import Officer, Resident
from jiban.seals.models import Seal, SealKind

from .plan import CityPlan
from .residents import households


@dataclass(frozen=True, slots=True)
class Village:
    committee: int
    name: str
    credit_code: str
    division: str
    phone: str
    first_resident: int
    residents: int
    clerk: int
    reviewer: int
    reviewer_name: str
    seal: int
    signature: int


@dataclass(frozen=True, slots=True)
class City:
    villages: Sequence[Village]
    cumulative: Sequence[float]
    communities: Sequence[int]
    """Places in `villages` of each county's large community."""
    names: Sequence[str]
    numbers: Sequence[str]
    """Of residents, by primary key less one."""


def read(plan: CityPlan) -> City:
    officers = {
        username: (pk, name) for pk, username, name in Officer.objects.values_list("pk", "username", "name").iterator()
    }
    seals = {(committee, kind): pk for pk, committee, kind in Seal.objects.values_list("pk", "committee_id", "kind")}
    homes, villages, communities, counties = households(plan), [], [], set()
    for place, home in enumerate(homes):
        committee, code = home.committee, home.committee.division.code
        if code[:6] not in counties:
            communities.append(place)
            counties.add(code[:6])
        reviewer, reviewer_name = officers[f"head-{code}"]
        villages.append(
            Village(
                committee.pk,
                committee.name,
                committee.credit_code,
                code,
                committee.phone,
                home.first,
                home.count,
                officers[f"clerk-{code}"][0],
                reviewer,
                reviewer_name,
                seals[committee.pk, SealKind.COMMITTEE],
                seals[committee.pk, SealKind.REVIEWER],
            )
        )
    people = Resident.objects.order_by("pk").values_list("name", "identity_number")
    pairs = list(people.iterator(chunk_size=10_000))
    return City(
        villages,
        list(accumulate(home.weight for home in homes)),
        communities,
        [name for name, _number in pairs],
        [number for _name, number in pairs],
    )
