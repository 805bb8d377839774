"""Which officer may enter what about which post: appoint, name deputies, note absences, propose."""

from collections.abc import Collection, Iterable

from jiban.people.models import IN_COMMITTEES, Post, PostKind
from jiban.places.models import Division

COUNTY, CITY = PostKind.COUNTY_ADMINISTRATOR, PostKind.CITY_ADMINISTRATOR
# The county fills the villages and the townships; the city fills the counties, and chooses who audits.
APPOINTS: dict[str, frozenset[str]] = {
    COUNTY: frozenset({*IN_COMMITTEES, PostKind.TOWNSHIP_SUPERVISOR}),
    CITY: frozenset({PostKind.COUNTY_ADMINISTRATOR, PostKind.CITY_ADMINISTRATOR, PostKind.AUDITOR}),
}
READS = (PostKind.HEAD, PostKind.TOWNSHIP_SUPERVISOR, COUNTY, CITY, PostKind.AUDITOR)
NAMES_DEPUTIES = (PostKind.HEAD, COUNTY, CITY)
NOTES_ABSENCES = (PostKind.HEAD, PostKind.TOWNSHIP_SUPERVISOR, COUNTY, CITY)
PROPOSES = (PostKind.TOWNSHIP_SUPERVISOR,)


def place_of(post: Post) -> Division:
    if post.committee is not None:
        return post.committee.division
    assert post.division is not None  # noqa: S101 - a constraint of the table
    return post.division


def appoints(mine: Iterable[Post], kind: str, place: Division) -> bool:
    """May who holds these posts fill a post of this kind in this place?"""
    return any(kind in APPOINTS.get(post.kind, ()) and place.lies_in([place_of(post)]) for post in mine)


def kinds_to_fill(mine: Iterable[Post], place: Division) -> frozenset[str]:
    return kinds_filled(post for post in mine if place.lies_in([place_of(post)]))


def kinds_filled(mine: Iterable[Post]) -> frozenset[str]:
    """Which kinds of posts who holds these fills somewhere."""
    return frozenset().union(*(APPOINTS.get(post.kind, frozenset()) for post in mine))


def names_deputies(mine: Iterable[Post], post: Post) -> bool:
    """Who fills a post names its deputies; in the village the head does as well."""
    held, place = list(mine), place_of(post)
    return appoints(held, post.kind, place) or _heads(held, post)


def notes_absences(mine: Iterable[Post], post: Post) -> bool:
    """The head in the village, and everybody above it who does not only read."""
    held, place = list(mine), place_of(post)
    above = [one for one in held if one.kind in NOTES_ABSENCES and one.division_id is not None]
    return _heads(held, post) or place.lies_in(place_of(one) for one in above)


def proposes(mine: Iterable[Post], post: Post) -> bool:
    return place_of(post).lies_in(place_of(one) for one in mine if one.kind in PROPOSES)


def looks_after(mine: Iterable[Post], posts: Collection[Post]) -> bool:
    """May who holds these close the account of who holds `posts`, or give a way back into it?

    Whoever fills all of them: the county for posts of one county's villages and townships; else the city above them.
    """
    counties = {_county(place_of(post)) for post in posts}
    kind = COUNTY if len(counties) == 1 and all(post.kind in APPOINTS[COUNTY] for post in posts) else CITY
    above = [one for one in mine if one.kind == kind] if posts else []
    return any(all(place_of(post).lies_in([place_of(one)]) for post in posts) for one in above)


def _county(place: Division) -> int | None:
    step: Division | None = place
    while step is not None and step.level > Division.Level.COUNTY:
        step = step.parent
    return step.pk if step is not None else None


def _heads(mine: Iterable[Post], post: Post) -> bool:
    return post.committee_id is not None and any(
        one.kind == PostKind.HEAD and one.committee_id == post.committee_id for one in mine
    )
