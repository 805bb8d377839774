"""Promise, claim, finish: each a compare-and-swap, so that no row lock is ever relied on."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from jiban.composing import Literal

from .errors import LeaseLostError
from .models import Job, JobState

LONGEST_WAIT_SECONDS = 300
RUNNING = Literal(JobState.RUNNING)


def promise(kind: str, *, key: str, payload: dict[str, Any], due_at: datetime | None = None) -> None:
    """Promise work in the caller's transaction: if that rolls back, so does the promise."""
    promise_all([Job(kind=kind, key=key, payload=payload, due_at=due_at or timezone.now())])


def promise_all(jobs: Sequence[Job]) -> None:
    """As `promise`, for many."""
    Job.objects.bulk_create(jobs, ignore_conflicts=True)


def claim(*, now: datetime, limit: int) -> list[Job]:
    """Take up to `limit` open jobs. Two workers may look at the same rows; only one update wins each."""
    left_behind = Q(state=RUNNING, lease_until__lt=now)
    due = Q(state=Literal(JobState.WAITING), due_at__lte=now)
    # One after the other, each in the order of its own index: asked for both at once, a database sorts all that waits, or
    # reads all that was ever done.
    wanted = list(Job.objects.filter(left_behind).order_by("lease_until").values_list("id", flat=True)[:limit])
    if len(wanted) < limit:
        wanted += Job.objects.filter(due).order_by("due_at", "id").values_list("id", flat=True)[: limit - len(wanted)]
    if not wanted:
        return []
    holder = uuid.uuid4().hex
    with transaction.atomic():
        Job.objects.filter(left_behind | due, id__in=wanted).update(
            state=JobState.RUNNING,
            holder=holder,
            lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
            attempts=F("attempts") + 1,
        )
    return list(Job.objects.filter(holder=holder, state=RUNNING).order_by("due_at", "id"))


def extend_lease(holder: str, *, now: datetime) -> None:
    lease_until = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    Job.objects.filter(holder=holder, state=RUNNING).update(lease_until=lease_until)


def finish(job: Job, *, now: datetime) -> None:
    """Close the job inside the transaction that has its effect: both happen or neither does."""
    finish_all([job], now=now)


def finish_all(jobs: Sequence[Job], *, now: datetime) -> None:
    """As `finish`, for jobs that were claimed together."""
    mine = Job.objects.filter(pk__in=[job.pk for job in jobs], holder=jobs[0].holder, state=JobState.RUNNING)
    if mine.update(state=JobState.DONE, finished_at=now, last_error="", lease_until=None, holder="") != len(jobs):
        raise LeaseLostError(f"one of {len(jobs)} jobs is held by another worker")


def postpone(job: Job, *, reason: str, seconds: int, now: datetime) -> None:
    _swap(
        job,
        state=JobState.WAITING,
        due_at=now + timedelta(seconds=seconds),
        attempts=max(job.attempts - 1, 0),
        last_error=reason[:200],
    )


def give_back(job: Job, *, error: BaseException, now: datetime) -> JobState:
    """Let a failed attempt rest, longer each time; after the last one it stays for a person to look at."""
    # The class name alone: an exception's words may carry what a resident typed.
    reason = type(error).__name__
    if job.attempts >= settings.JOB_MAX_ATTEMPTS:
        _swap(job, state=JobState.FAILED, finished_at=now, last_error=reason)
        return JobState.FAILED
    wait = min(2**job.attempts, LONGEST_WAIT_SECONDS)
    _swap(job, state=JobState.WAITING, due_at=now + timedelta(seconds=wait), last_error=reason)
    return JobState.WAITING


def _swap(job: Job, **changes: Any) -> None:
    mine = Job.objects.filter(pk=job.pk, holder=job.holder, state=JobState.RUNNING)
    if not mine.update(**changes, lease_until=None, holder=""):
        raise LeaseLostError(f"job {job.pk} is held by another worker")
