"""A change of official as one act: what the one could do until this moment, the other can do from this moment on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiban.people.actions.appointing import appoint, check_appointment
from jiban.people.change_errors import (
    AccountClosedError,
    ChangePastError,
    NothingToChangeError,
    SuccessorIsOfficialError,
)
from jiban.people.errors import ReasonMissingError, TermEndedAlreadyError
from jiban.people.models import Deputation, Invitation, Officer, Post, Term

R = TypeVar("R", Term, Deputation)


@dataclass(frozen=True, slots=True)
class Change:
    """What is to happen: from `on` (today: from this moment) the successor holds these posts in place of the official."""

    official: Officer
    posts: tuple[Post, ...]
    successor: Officer
    on: date
    appointed_by: str
    because: str
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Effects:
    """What the change ends, and what stands in its way or stays behind."""

    terms: Sequence[Term]
    # Of the posts that change hands, and of the leaving official where no post is left in the same place.
    deputations: Sequence[Deputation]
    # Posts that the official keeps in the same place.
    kept: Sequence[Term]
    invitations: Sequence[Invitation]


@dataclass(frozen=True, slots=True)
class Changed:
    begun: Sequence[Term]
    ended: Sequence[Term] = field(default_factory=tuple)
    ended_deputations: Sequence[Deputation] = field(default_factory=tuple)


def effects(change: Change, *, now: datetime) -> Effects:
    """Looks only: what `change_official` would end. Refuses what it would refuse."""
    _check(change, now)
    last = _last_day(change, now)
    running = _open_on(last, Term.objects.filter(officer=change.official, starts_on__lte=last))
    terms = list(running.filter(post__in=change.posts).select_related("post", "officer"))
    if not terms:
        raise NothingToChangeError
    for term in terms:
        check_appointment(
            change.successor,
            term.post,
            starts_on=change.on,
            ends_on=change.ends_on,
            appointed_by=change.appointed_by,
        )
    place = Q(pk__in=())
    for post in change.posts:
        place |= Q(post__committee=post.committee_id) if post.committee_id else Q(post__division=post.division_id)
    kept = list(running.filter(place).exclude(pk__in=[term.pk for term in terms]).select_related("post"))
    tied = Q(post__in=change.posts) | (Q(pk__in=()) if kept else Q(officer=change.official) & place)
    deputations = _open_on(last, Deputation.objects.filter(tied)).select_related("post", "officer")
    invitations = Invitation.objects.filter(post__in=change.posts, accepted_at=None, revoked_at=None)
    return Effects(terms, list(deputations), kept, list(invitations))


@transaction.atomic
def change_official(change: Change, *, now: datetime) -> Changed:
    """Ends the old terms and the deputations tied to them, and begins the new ones: no gap, no moment of two."""
    # Whoever changes the same official at the same moment waits here, and then finds nothing left to change.
    list(Officer.objects.select_for_update().filter(pk__in=[change.official.pk, change.successor.pk]).order_by("pk"))
    found = effects(change, now=now)
    for term in found.terms:
        if not _end(Term.objects.all(), term, change, now):
            raise TermEndedAlreadyError
    for deputation in found.deputations:
        _end(Deputation.objects.all(), deputation, change, now)
    at_once = now if change.on == timezone.localdate(now) else None
    begun = [
        appoint(
            change.successor,
            term.post,
            starts_on=change.on,
            ends_on=change.ends_on,
            appointed_by=change.appointed_by,
            begins_at=at_once,
        )
        for term in found.terms
    ]
    return Changed(begun, found.terms, found.deputations)


def _check(change: Change, now: datetime) -> None:
    if not change.because.strip():
        raise ReasonMissingError
    if change.on < timezone.localdate(now):
        raise ChangePastError
    if change.official.pk == change.successor.pk:
        raise SuccessorIsOfficialError
    if not change.successor.is_active:
        raise AccountClosedError


def _last_day(change: Change, now: datetime) -> date:
    """The last day on which the leaving official still acts."""
    today = timezone.localdate(now)
    return today if change.on <= today else change.on - timedelta(days=1)


def _open_on(day: date, rows: QuerySet[R]) -> QuerySet[R]:
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=day), ended_at=None)


def _end(rows: QuerySet[R], row: R, change: Change, now: datetime) -> bool:
    last = _last_day(change, now)
    if change.on > timezone.localdate(now) and row.starts_on <= last:
        row.ends_on = last
    else:
        row.ended_at = now
    row.ended_because = change.because.strip()
    ends = {"ends_on": row.ends_on, "ended_at": row.ended_at, "ended_because": row.ended_because}
    # Somebody may have ended it since it was read: what ended already is not ended again, nor later.
    return bool(rows.filter(pk=row.pk, ended_at=None).update(**ends))
