"""Which administrator looks after an officer's account: closes it, opens it again, gives a way back."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from jiban.people import charge, offices
from jiban.people.door_errors import NotLookedAfterError, OwnAccountError
from jiban.people.models import Deputation, Officer, Post, Term
from jiban.people.reach import posts_now

ABOVE = ("post__committee__division__parent__parent__parent", "post__division__parent")


def looks_after(by: Officer, officer: Officer, now: datetime) -> bool:
    return by.pk != officer.pk and charge.looks_after(posts_now(by, now), posts_that_count(officer, now))


def check_looks_after(by: Officer, officer: Officer, now: datetime) -> None:
    if by.pk == officer.pk:
        raise OwnAccountError
    if not looks_after(by, officer, now):
        posts = posts_that_count(officer, now)
        raise NotLookedAfterError(posts="、".join(_words(post) for post in posts) or "—")


def posts_that_count(officer: Officer, now: datetime) -> list[Post]:
    """Held, coming, and stood in for; of who has none any more, those given up last."""
    terms, deputations = open_terms(officer, now), open_deputations(officer, now)
    posts = [*(term.post for term in terms), *(row.post for row in deputations)]
    return posts or _given_up_last(officer)


def open_terms(officer: Officer, now: datetime) -> list[Term]:
    """Running and coming."""
    return list(officer.terms.filter(_open(now)).select_related(*ABOVE))


def open_deputations(officer: Officer, now: datetime) -> list[Deputation]:
    return list(officer.deputations.filter(_open(now)).select_related(*ABOVE))


def _given_up_last(officer: Officer) -> list[Post]:
    ended = [(offices.of_term(term).over_on or date.max, term.post) for term in officer.terms.select_related(*ABOVE)]
    last = max((day for day, _post in ended), default=None)
    return [post for day, post in ended if day == last]


def _open(now: datetime) -> Q:
    return Q(ended_at=None) & (Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(now)))


def _words(post: Post) -> str:
    return f"{charge.place_of(post).short_name}{post.title}"
