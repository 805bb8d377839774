from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import transaction

from jiban.jobs import actions
from jiban.jobs.errors import LeaseLostError, PostponeError
from jiban.jobs.models import Job, JobState
from jiban.jobs.registry import clockworks, every, handlers, handles
from jiban.jobs.worker import Worker, carry_out

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def promised(key="k1", kind="note", **payload):
    actions.promise(kind, key=key, payload=payload, due_at=NOON)


def test_promising_the_same_effect_twice_makes_one_job():
    promised()
    promised()
    assert Job.objects.count() == 1


def test_a_promise_is_gone_when_its_transaction_rolls_back():
    with transaction.atomic():
        promised()
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_is_claimed_by_one_worker_only():
    promised()
    first = actions.claim(now=NOON, limit=10)
    second = actions.claim(now=NOON, limit=10)
    assert len(first) == 1
    assert second == []


def test_a_job_not_yet_due_is_left_alone():
    promised()
    assert actions.claim(now=NOON - timedelta(seconds=1), limit=10) == []


def test_a_job_whose_worker_died_is_claimed_again_after_the_lease():
    promised()
    actions.claim(now=NOON, limit=1)
    later = NOON + timedelta(seconds=settings.JOB_LEASE_SECONDS + 1)
    again = actions.claim(now=later, limit=1)
    assert [job.attempts for job in again] == [2]


def test_a_worker_that_lost_its_lease_cannot_finish():
    promised()
    (stale,) = actions.claim(now=NOON, limit=1)
    later = NOON + timedelta(seconds=settings.JOB_LEASE_SECONDS + 1)
    (fresh,) = actions.claim(now=later, limit=1)
    with pytest.raises(LeaseLostError):
        actions.finish(stale, now=later)
    actions.finish(fresh, now=later)
    assert Job.objects.get().state == JobState.DONE


def test_a_heartbeat_keeps_the_lease():
    promised()
    (job,) = actions.claim(now=NOON, limit=1)
    almost = NOON + timedelta(seconds=settings.JOB_LEASE_SECONDS - 1)
    actions.extend_lease(job.holder, now=almost)
    assert actions.claim(now=almost + timedelta(seconds=5), limit=1) == []


@pytest.fixture
def handler():
    """Register a handler of kind "note" for one test."""
    before = dict(handlers)

    def register(function):
        handles("note")(function)
        return function

    yield register
    handlers.clear()
    handlers.update(before)


def test_a_failing_job_rests_longer_each_time_and_stops_at_the_cap(handler, settings):
    settings.JOB_MAX_ATTEMPTS = 3
    secret = "name typed by a resident"

    @handler
    def fails(_job, _now):
        raise ValueError(secret)

    promised()
    now, waits = NOON, []
    for _ in range(3):
        (job,) = actions.claim(now=now, limit=1)
        carry_out(job, clock=lambda now=now: now)
        job.refresh_from_db()
        waits.append((job.due_at - now).total_seconds())
        now = max(now, job.due_at)
    assert waits[:2] == [2, 4]
    assert job.state == JobState.FAILED
    assert job.last_error == "ValueError"
    assert secret not in job.last_error


def test_a_postponed_job_does_not_use_up_an_attempt(handler):
    @handler
    def not_yet(_job, _now):
        raise PostponeError("seal suspended", seconds=30)

    promised()
    (job,) = actions.claim(now=NOON, limit=1)
    carry_out(job, clock=lambda: NOON)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error) == (JobState.WAITING, 0, "seal suspended")
    assert job.due_at == NOON + timedelta(seconds=30)


def test_a_worker_carries_out_what_is_waiting_and_winds_the_clockwork(handler):
    done, ticks = [], []

    @handler
    def writes(job, now):
        with transaction.atomic():
            done.append(job.payload["text"])
            actions.finish(job, now=now)

    every(3600, "test-clock")(ticks.append)
    try:
        promised(key="a", text="first")
        promised(key="b", text="second")
        worker = Worker(clock=lambda: NOON)
        assert worker.run_once() == 2
        assert worker.run_once() == 0
    finally:
        clockworks.pop("test-clock")
    assert done == ["first", "second"]
    assert ticks == [NOON]
