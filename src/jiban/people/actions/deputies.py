"""Deputies and absences. Both begin when entered at the earliest, so that what was true yesterday stays true."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiban.people.actions.appointing import keep_apart
from jiban.people.change_errors import (
    AbsenceDatesError,
    AbsenceEndedAlreadyError,
    AbsenceOverlapsError,
    AccountClosedError,
    BecauseMissingError,
    DeputationEndedAlreadyError,
    DeputationOverlapsError,
    DeputationPastError,
    DeputyIsHolderError,
    DeputyUnsuitableError,
)
from jiban.people.errors import AppointerMissingError, TermDatesError
from jiban.people.models import Absence, Deputation, Officer, Post, Term
from jiban.people.overlaps import overlapping


@dataclass(frozen=True, slots=True)
class Days:
    """First to last day inclusive; no last day: until ended."""

    starts_on: date
    ends_on: date | None = None


@transaction.atomic
def appoint_deputy(
    post: Post,
    officer: Officer,
    *,
    days: Days,
    because: str,
    appointed_by: str,
    now: datetime,
    items: Collection[str] = (),
    active_when: str = Deputation.ActiveWhen.ABSENT,
) -> Deputation:
    """Name the B holder of a post. The deputy acts with an own account and an own signature, never the holder's."""
    if not because.strip():
        raise BecauseMissingError
    if not appointed_by.strip():
        raise AppointerMissingError
    _check_days(days, now)
    # Two who name the same deputy at once wait for each other here.
    Officer.objects.select_for_update().get(pk=officer.pk)
    _check_deputy(post, officer, days)
    return Deputation.objects.create(
        post=post,
        officer=officer,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        because=because.strip(),
        appointed_by=appointed_by.strip(),
        items=sorted(set(items)),
        active_when=active_when,
        entered_at=now,
    )


def end_deputation(deputation: Deputation, *, because: str, now: datetime) -> Deputation:
    if not because.strip():
        raise BecauseMissingError
    running = Deputation.objects.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(now)), pk=deputation.pk)
    if not running.filter(ended_at=None).update(ended_at=now, ended_because=because.strip()):
        raise DeputationEndedAlreadyError
    deputation.ended_at, deputation.ended_because = now, because.strip()
    return deputation


@transaction.atomic
def note_absence(
    officer: Officer,
    *,
    starts_at: datetime,
    ends_at: datetime | None = None,
    because: str,
    noted_by: Officer,
    now: datetime,
) -> Absence:
    """The officer is away. One that has begun already counts from now: deputies did not act before it was known."""
    if not because.strip():
        raise BecauseMissingError
    starts_at = max(starts_at, now)
    if ends_at is not None and ends_at <= starts_at:
        raise AbsenceDatesError
    Officer.objects.select_for_update().get(pk=officer.pk)
    others = Absence.objects.filter(Q(ends_at=None) | Q(ends_at__gt=starts_at), officer=officer)
    if (others if ends_at is None else others.filter(starts_at__lt=ends_at)).exists():
        raise AbsenceOverlapsError
    return Absence.objects.create(
        officer=officer, starts_at=starts_at, ends_at=ends_at, because=because.strip(), noted_by=noted_by
    )


def end_absence(absence: Absence, *, now: datetime) -> Absence:
    """Back earlier than planned, or not going at all."""
    end = max(absence.starts_at, now)
    open_ = Absence.objects.filter(Q(ends_at=None) | Q(ends_at__gt=end), pk=absence.pk)
    if not open_.update(ends_at=end):
        raise AbsenceEndedAlreadyError
    absence.ends_at = end
    return absence


def _check_days(days: Days, now: datetime) -> None:
    if days.ends_on is not None and days.ends_on < days.starts_on:
        raise TermDatesError
    if days.starts_on < timezone.localdate(now):
        raise DeputationPastError


def _check_deputy(post: Post, officer: Officer, days: Days) -> None:
    if not officer.is_active:
        raise AccountClosedError
    terms = Term.objects.filter(overlapping(days.starts_on, days.ends_on), officer=officer)
    if terms.filter(post=post).exists():
        raise DeputyIsHolderError
    if post.committee_id and terms.filter(post__division__isnull=False).exists():
        raise DeputyUnsuitableError
    mine = Deputation.objects.filter(overlapping(days.starts_on, days.ends_on), officer=officer, post=post)
    if mine.exists():
        raise DeputationOverlapsError
    keep_apart(officer, post, days.starts_on, days.ends_on)
