"""For which places an administrator appoints: the divisions administered, and everything below them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from jiban.people.models import Officer, Post
from jiban.people.models.posts import IN_COMMITTEES, LEVELS
from jiban.people.questions import ADMINISTRATORS, deputed_posts, posts_of
from jiban.places.models import Committee, Division

# City, county, township, village: a village's committee stands at most three steps below an administered division.
STEPS = 3


def administered(officer: Officer, now: datetime) -> list[Division]:
    """Also who stands in for an administrator appoints."""
    return divisions_of(posts_now(officer, now))


def posts_now(officer: Officer, now: datetime) -> list[Post]:
    """Held, and those in which the officer stands in for the holder."""
    return [*posts_of(officer, now), *deputed_posts(officer, now)]


def divisions_of(posts: Iterable[Post]) -> list[Division]:
    """Those of the administrators among these posts."""
    found = {
        post.division.pk: post.division for post in posts if post.kind in ADMINISTRATORS and post.division is not None
    }
    return list(found.values())


def posts_within(divisions: list[Division], prefix: str = "") -> Q:
    """Posts of these divisions, of all below them, and of the committees there. `prefix` leads to the post."""
    keys = [division.pk for division in divisions]
    where = Q(pk__in=[])
    for way in (f"{prefix}committee__division", f"{prefix}division"):
        for step in range(STEPS + 1):
            where |= Q(**{way + "__parent" * step + "__in": keys})
    return where


def belongs(kind: str, place: Committee | Division) -> bool:
    """Is there a post of this kind in such a place?"""
    if isinstance(place, Committee):
        return kind in IN_COMMITTEES
    return place.level in LEVELS.get(kind, ())


def place_at(code: str) -> Committee | Division | None:
    """The committee of a village's 12 digits or of its credit code, or the division above the villages. None if closed."""
    above = "parent__parent__parent"
    committees = Committee.objects.select_related(f"division__{above}").filter(division__closed_on=None)
    found: Committee | Division | None = committees.filter(Q(division__code=code) | Q(credit_code=code)).first()
    return found or Division.objects.select_related(above).filter(code=code, closed_on=None).first()
