"""Jobs of one kind are carried out together, and one that fails harms no other."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from jiban.jobs import actions
from jiban.jobs.errors import LeaseLostError, PostponeError
from jiban.jobs.models import Job, JobState
from jiban.jobs.registry import group_handlers, handlers, handles_together
from jiban.jobs.worker import Worker

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def groups():
    """What the handler of "stamp" was given, call by call. It refuses a key that begins with "bad", postpones "late"."""
    seen = []

    @handles_together("stamp")
    def stamp(jobs, now):
        seen.append([job.key for job in jobs])
        with transaction.atomic():
            actions.finish_all(jobs, now=now)
            if any(job.key.startswith("bad") for job in jobs):
                raise ValueError
            if any(job.key.startswith("late") for job in jobs):
                raise PostponeError("not yet", seconds=20)

    yield seen
    del handlers["stamp"], group_handlers["stamp"]


def promise(*keys):
    actions.promise_all([Job(kind="stamp", key=key, due_at=NOON) for key in keys])


def states():
    return dict(Job.objects.values_list("key", "state"))


def test_jobs_of_one_kind_are_one_call(groups):
    promise("a", "b", "c")
    Worker(clock=lambda: NOON).run_once()
    assert groups == [["a", "b", "c"]]
    assert set(states().values()) == {JobState.DONE}


def test_a_bad_job_is_found_out_alone(groups):
    promise("a", "bad", "late", "d")
    Worker(clock=lambda: NOON).run_once()
    assert groups == [["a", "bad", "late", "d"], ["a"], ["bad"], ["late"], ["d"]]
    assert states() == {"a": "done", "bad": "waiting", "late": "waiting", "d": "done"}
    assert Job.objects.get(key="bad").attempts == 1
    assert Job.objects.get(key="late").attempts == 0


def test_a_job_that_another_worker_holds_is_left_to_it(groups):
    promise("a", "b")
    mine = actions.claim(now=NOON, limit=2)
    Job.objects.filter(key="b").update(holder="another")
    with pytest.raises(LeaseLostError), transaction.atomic():
        actions.finish_all(mine, now=NOON)
    assert states() == {"a": "running", "b": "running"}
