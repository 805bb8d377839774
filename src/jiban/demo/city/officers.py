"""Who works in the city: a clerk, a reviewer who is the head, and a grid worker a village; supervisors above them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from jiban.demo.plans import PASSWORD
from jiban.people.models import Officer, Post, PostKind, Term
from jiban.places.models import Committee, Division

from . import names
from .plan import CityPlan

APPOINTED_BY = "样例市民政局（虚构）"
IN_OFFICE_DAYS = 3 * 365
OFFICERS_A_BATCH = 2000
SALT = "jibanInventedCity"


@dataclass(frozen=True, slots=True)
class Place:
    """One post to be made, and the officer who holds it. A head holds two posts of one committee."""

    username: str
    title: str
    kinds: tuple[str, ...]
    committee: Committee | None = None
    division: Division | None = None


def build(plan: CityPlan) -> Iterator[int]:
    stream, password = plan.stream("officers"), _password()
    since = timezone.localdate(plan.until) - timedelta(days=IN_OFFICE_DAYS)
    batch: list[Place] = []
    for place in _places():
        batch.append(place)
        if len(batch) == OFFICERS_A_BATCH:
            yield _write(batch, [names.person_name(stream) for _ in batch], password, since, plan.until)
            batch = []
    yield _write(batch, [names.person_name(stream) for _ in batch], password, since, plan.until)


def _places() -> Iterator[Place]:
    for division in Division.objects.filter(level__lt=Division.Level.VILLAGE).order_by("code"):
        yield from _above_villages(division)
    for committee in Committee.objects.select_related("division").order_by("division__code"):
        code = committee.division.code
        yield Place(f"clerk-{code}", "村务专干", (PostKind.CLERK,), committee)
        yield Place(f"head-{code}", "村委会主任", (PostKind.REVIEWER, PostKind.HEAD), committee)
        yield Place(f"grid-{code}", "网格员", (PostKind.GRID_WORKER,), committee)


def _above_villages(division: Division) -> Iterator[Place]:
    code = division.code
    if division.level == Division.Level.TOWNSHIP:
        yield Place(f"town-{code[:9]}", "乡镇督办员", (PostKind.TOWNSHIP_SUPERVISOR,), None, division)
    elif division.level == Division.Level.COUNTY:
        yield Place(f"county-{code[:6]}", "县级管理员", (PostKind.COUNTY_ADMINISTRATOR,), None, division)
        yield Place(f"audit-{code[:6]}", "县审计员", (PostKind.AUDITOR,), None, division)
    else:
        yield Place(f"city-{code[:4]}", "市级管理员", (PostKind.CITY_ADMINISTRATOR,), None, division)


def _write(places: list[Place], people: list[str], password: str, since: date, now: datetime) -> int:
    officers = Officer.objects.bulk_create(
        Officer(username=place.username, name=name, password=password, created_at=now - timedelta(days=IN_OFFICE_DAYS))
        for place, name in zip(places, people, strict=True)
    )
    held = [(officer, place, kind) for officer, place in zip(officers, places, strict=True) for kind in place.kinds]
    posts = Post.objects.bulk_create(
        Post(kind=kind, title=place.title, committee=place.committee, division=place.division)
        for _officer, place, kind in held
    )
    Term.objects.bulk_create(
        Term(officer=officer, post=post, starts_on=since, appointed_by=APPOINTED_BY)
        for (officer, _place, _kind), post in zip(held, posts, strict=True)
    )
    return len(places)


def _password() -> str:
    """One hash for all: making fourteen thousand would take an hour. Only where the seals' keys are tests as well."""
    return make_password(PASSWORD, salt=SALT) if settings.KEYRING == "software" else "!"
