"""Who has to do with a follow-up: the township, then the county; never anybody who is of the village or decided the case."""

from datetime import datetime

from jiban.cases.models import Case
from jiban.cases.reach import supervisors
from jiban.people.models import Officer, Post, PostKind
from jiban.people.questions import ADMINISTRATORS
from jiban.people.reach import posts_now
from jiban.places.models import Division

from .errors import NotYoursError
from .models import FollowUp

TOWNSHIP, COUNTY = (PostKind.TOWNSHIP_SUPERVISOR,), ADMINISTRATORS
ABOVE = (*TOWNSHIP, *COUNTY)


def township_can(case: Case, now: datetime) -> bool:
    """Is there a supervisor of the township who has nothing to do with the village?"""
    return bool(_free(case, TOWNSHIP, now))


def who_handles(found: FollowUp, now: datetime) -> list[Officer]:
    return _free(found.rating.case, _handling(found), now)


def who_may_check(found: FollowUp, now: datetime) -> list[Officer]:
    """All above the village but who put it right; the county only if the township has nobody else."""
    near = [one for one in _free(found.rating.case, TOWNSHIP, now) if one.pk != found.fixed_by_id]
    return near or [one for one in _free(found.rating.case, COUNTY, now) if one.pk != found.fixed_by_id]


def of_county(found: FollowUp, now: datetime) -> list[Officer]:
    return _free(found.rating.case, COUNTY, now)


def may_handle(officer: Officer, found: FollowUp, now: datetime) -> bool:
    return _is_above(officer, found.rating.case, _handling(found), now)


def may_see(officer: Officer, found: FollowUp, now: datetime) -> bool:
    return _is_above(officer, found.rating.case, ABOVE, now)


def check_handles(officer: Officer, found: FollowUp, now: datetime) -> None:
    if not may_handle(officer, found, now):
        raise NotYoursError


def check_may_see(officer: Officer, found: FollowUp, now: datetime) -> None:
    if not may_see(officer, found, now):
        raise NotYoursError


def is_of_the_village(officer: Officer, case: Case, posts: list[Post]) -> bool:
    """Works there, stands in there, or had a hand in the case."""
    works_there = any(post.committee_id == case.committee_id for post in posts)
    return works_there or officer.pk in {case.checked_by_id, case.decided_by_id}


def _handling(found: FollowUp) -> tuple[PostKind, ...]:
    return COUNTY if found.at_county else TOWNSHIP


def _is_above(officer: Officer, case: Case, kinds: tuple[PostKind, ...], now: datetime) -> bool:
    posts = posts_now(officer, now)
    if is_of_the_village(officer, case, posts):
        return False
    places = _above(case.committee.division)
    return any(post.kind in kinds and post.division_id in places for post in posts)


def _free(case: Case, kinds: tuple[PostKind, ...], now: datetime) -> list[Officer]:
    """Those of the nearest level that has any."""
    for kind in kinds:
        found = supervisors(case.committee.division, kind, now)
        free = [one for one in found if not is_of_the_village(one, case, posts_now(one, now))]
        if free:
            return free
    return []


def _above(division: Division) -> set[int]:
    found, step = set(), division.parent
    while step is not None:
        found.add(step.pk)
        step = step.parent
    return found
