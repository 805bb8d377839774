"""The worker: claims promised work, carries it out, and winds the clockwork."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Self

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from . import actions
from .crashpoints import reached
from .errors import LeaseLostError, PostponeError
from .models import Job
from .registry import clockworks, group_handlers, handlers

log = logging.getLogger(__name__)

BATCH = 16
IDLE_SECONDS = 0.2


class Worker:
    """One process runs one of these. Stopping is asked for by `stop()` and happens between two jobs."""

    def __init__(self, *, clock: Callable[[], datetime] = timezone.now) -> None:
        self.clock = clock
        # Not a threading.Event: a signal that comes while this thread holds the event's own lock would wait for it for ever.
        self.stopping = False
        self._next_tick: dict[str, float] = {}

    def run(self) -> None:
        log.info("worker started")
        while not self.stopping:
            close_old_connections()
            try:
                busy = self.run_once()
            except Exception:
                # The database may be away for a moment: say so and try again, rather than die.
                log.exception("worker round failed")
                busy = 0
                time.sleep(2)
            if not busy:
                time.sleep(IDLE_SECONDS)
        log.info("worker stopped")

    def stop(self) -> None:
        self.stopping = True

    def run_once(self) -> int:
        """Carry out one batch and whatever the clock asks for; tell how many jobs were taken."""
        jobs = actions.claim(now=self.clock(), limit=BATCH)
        reached("job-claimed")
        if jobs:
            with Heartbeat(jobs[0].holder, clock=self.clock):
                for _, group in groupby(sorted(jobs, key=attrgetter("kind")), key=attrgetter("kind")):
                    self._carry_out(list(group))
        self._wind_clockwork()
        return len(jobs)

    def _carry_out(self, group: Sequence[Job]) -> None:
        """Jobs of one kind: together where that is possible, which writes to the disk once for all of them."""
        if len(group) > 1 and not self.stopping and carry_out_together(group, clock=self.clock):
            return
        for job in group:
            if self.stopping:
                actions.postpone(job, reason="worker stopping", seconds=0, now=self.clock())
            else:
                carry_out(job, clock=self.clock)

    def _wind_clockwork(self) -> None:
        monotonic = time.monotonic()
        for clockwork in clockworks.values():
            if monotonic < self._next_tick.get(clockwork.name, 0):
                continue
            self._next_tick[clockwork.name] = monotonic + clockwork.every_seconds
            try:
                clockwork.run(self.clock())
            except Exception:
                log.exception("clockwork %s failed", clockwork.name)


def carry_out_together(group: Sequence[Job], *, clock: Callable[[], datetime]) -> bool:
    """False if nothing was done: then each job is tried alone, so that one bad job harms no other."""
    handler = group_handlers.get(group[0].kind)
    if handler is None:
        return False
    try:
        handler(group, clock())
    except Exception as error:  # noqa: BLE001 - each job alone will show its own
        log.info("%d jobs %s one by one (%s)", len(group), group[0].kind, type(error).__name__)
        return False
    return True


def carry_out(job: Job, *, clock: Callable[[], datetime]) -> None:
    try:
        handlers[job.kind](job, clock())
    except PostponeError as later:
        log.info("job %s %s postponed: %s", job.pk, job.kind, later.reason)
        actions.postpone(job, reason=later.reason, seconds=later.seconds, now=clock())
    except LeaseLostError:
        log.warning("job %s %s: lease lost, result discarded", job.pk, job.kind)
    except Exception as error:
        state = actions.give_back(job, error=error, now=clock())
        # Without the exception's words: they may hold what a resident typed.
        log.error("job %s %s failed (%s), now %s", job.pk, job.kind, type(error).__name__, state)  # noqa: TRY400
        log.debug("job %s", job.pk, exc_info=True)


class Heartbeat:
    """Keeps the lease of a batch alive from a second thread while its jobs are carried out."""

    def __init__(self, holder: str, *, clock: Callable[[], datetime]) -> None:
        self.holder = holder
        self.clock = clock
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._beat, name="job-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join()

    def _beat(self) -> None:
        try:
            while not self.stopped.wait(settings.JOB_LEASE_SECONDS / 3):
                actions.extend_lease(self.holder, now=self.clock())
        finally:
            if self.stopped.is_set():
                connection.close()
