"""Write down that the officer at the desk looks at a resident's data: the resident reads office, post, day and thing."""

from collections.abc import Collection

from django.utils import timezone

from jiban.certificates import sight
from jiban.certificates.sight import Looker
from jiban.people.models import Post
from jiban.places.models import Committee, Division

from .desk import EVERY_KIND, DeskRequest


def note_look(
    request: DeskRequest,
    resident_id: int,
    what: str,
    *,
    about: str,
    place: Committee | Division,
    kinds: Collection[str] = EVERY_KIND,
) -> None:
    post = _post_in(request, place, kinds)
    looker = Looker(request.officer, post.division.short_name if post and post.division else _name(place), _title(post))
    sight.note(resident_id, what, about=about, by=looker, now=timezone.now())


def _post_in(request: DeskRequest, place: Committee | Division, kinds: Collection[str]) -> Post | None:
    """By which the officer may look: a post in the committee, or above the division."""
    posts = [post for post in request.desk.posts if post.kind in kinds]
    if isinstance(place, Committee):
        return next((post for post in posts if post.committee_id == place.pk), None)
    above = {place.pk, place.parent_id}
    return next((post for post in posts if post.division_id in above), None)


def _name(place: Committee | Division) -> str:
    return place.name if isinstance(place, Committee) else place.short_name


def _title(post: Post | None) -> str:
    return post.title if post else ""
