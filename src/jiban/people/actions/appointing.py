"""Posts and terms: who is appointed, and the one act that ends it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiban.people.change_errors import AccountClosedError, SeparationError
from jiban.people.errors import (
    AppointerMissingError,
    PostUnsuitableError,
    ReasonMissingError,
    TermDatesError,
    TermEndedAlreadyError,
    TermOverlapsError,
)
from jiban.people.models import LEVELS, Officer, Post, Term
from jiban.people.overlaps import overlapping
from jiban.places.models import Committee, Division


def open_post(kind: str, title: str, *, committee: Committee | None = None, division: Division | None = None) -> Post:
    """The post of this title; opened if it is not there yet."""
    if kind in LEVELS:
        fits = committee is None and division is not None and division.level in LEVELS[kind]
    else:
        fits = committee is not None and division is None
    if not fits:
        raise PostUnsuitableError
    post, _opened = Post.objects.get_or_create(kind=kind, title=title, committee=committee, division=division)
    return post


def open_post_in(place: Committee | Division, kind: str, title: str) -> Post:
    if isinstance(place, Committee):
        return open_post(kind, title, committee=place)
    return open_post(kind, title, division=place)


@transaction.atomic
def appoint_in(
    place: Committee | Division,
    officer: Officer,
    *,
    kind: str,
    title: str,
    starts_on: date,
    ends_on: date | None = None,
    appointed_by: str,
) -> Term:
    """As `appoint`. If the appointment is refused, no empty post stays behind."""
    post = open_post_in(place, kind, title)
    return appoint(officer, post, starts_on=starts_on, ends_on=ends_on, appointed_by=appointed_by)


@transaction.atomic
def appoint(
    officer: Officer,
    post: Post,
    *,
    starts_on: date,
    ends_on: date | None = None,
    appointed_by: str,
    begins_at: datetime | None = None,
) -> Term:
    """Give the post to the officer, from the first to the last day inclusive."""
    # Two who appoint the same officer at once, name a deputy or close the account wait for each other here.
    if not Officer.objects.select_for_update().get(pk=officer.pk).is_active:
        raise AccountClosedError
    check_appointment(officer, post, starts_on=starts_on, ends_on=ends_on, appointed_by=appointed_by)
    return Term.objects.create(
        officer=officer,
        post=post,
        starts_on=starts_on,
        ends_on=ends_on,
        begins_at=begins_at,
        appointed_by=appointed_by.strip(),
    )


def check_appointment(
    officer: Officer, post: Post, *, starts_on: date, ends_on: date | None, appointed_by: str
) -> None:
    """Looks only. Raises AppointmentError for what `appoint` would refuse."""
    if not appointed_by.strip():
        raise AppointerMissingError
    if ends_on is not None and ends_on < starts_on:
        raise TermDatesError
    if officer.terms.filter(overlapping(starts_on, ends_on), post=post).exists():
        raise TermOverlapsError
    keep_apart(officer, post, starts_on, ends_on)


def keep_apart(officer: Officer, post: Post, starts_on: date, ends_on: date | None) -> None:
    """Whoever supervises villages works in none, neither as holder nor as deputy."""
    elsewhere = Q(post__division__isnull=False) if post.committee_id else Q(post__committee__isnull=False)
    rows = overlapping(starts_on, ends_on) & elsewhere
    if officer.terms.filter(rows).exists() or officer.deputations.filter(rows).exists():
        raise SeparationError


def end_term(term: Term, *, because: str, now: datetime) -> Term:
    """End the officer's authority from this moment on."""
    if not because.strip():
        raise ReasonMissingError
    still_running = Term.objects.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(now)), pk=term.pk)
    if not still_running.filter(ended_at=None).update(ended_at=now, ended_because=because.strip()):
        raise TermEndedAlreadyError
    term.ended_at, term.ended_because = now, because.strip()
    return term
