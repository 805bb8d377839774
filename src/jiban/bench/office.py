"""A village whose residents all apply, and its reviewer who approves page after page while workers seal."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from jiban.cases import actions, deciding
from jiban.cases.actions import Request
from jiban.cases.models import Case
from jiban.cases.questions import PAGE
from jiban.catalogue.questions import item as offered_item
from jiban.certificates.models import Certificate, CertificateState
from jiban.demo import county, plans
from jiban.jobs.models import Job, JobState
from jiban.people.models import Officer, Resident
from jiban.places.models import Division
from jiban.standards.codes import identity_number

from .sample import answers_of, holder_name

REVIEWER = "head"
LOOK_SECONDS = 0.01
LONGEST_WAIT_SECONDS = 600


class WorkersStuckError(Exception):
    """The workers do not finish what was approved."""


def prepare(*, count: int) -> None:
    """Tables, an invented county, and `count` residents of one village with an application each."""
    call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    made = county.build(now, with_real_places=False)
    village = Division.objects.get(code=_plan(REVIEWER)["committee"])
    with transaction.atomic():
        residents = {str(place): _resident(place, village) for place in range(count)}
        county.prove_real_names(replace(made, residents=residents), now)
        item = offered_item("residence")
        for place, resident in enumerate(residents.values()):
            actions.submit(resident, Request(item=item, key="bench", answers=answers_of(place)), now=now)
        # As if each of them had the same certificate before: only then may a reviewer approve a page at once.
        Case.objects.update(all_green=True)


def _resident(place: int, village: Division) -> Resident:
    number = identity_number.make(birth=date(1940 + place // 1000, 1, 1), sequence=place % 1000)
    return Resident.objects.create(
        name=holder_name(place), identity_number=str(number), mobile="13800000000", village=village
    )


def approve_all(*, warm_up: int, workers: Sequence[int]) -> dict[str, float]:
    """Approve `warm_up` cases, let the workers come to rest, then approve all the others and wait until all is sealed."""
    reviewer, pin = Officer.objects.get(username=REVIEWER), _plan(REVIEWER)["pin"]
    cases = Case.objects.filter(certificate=None).select_related("item", "resident", "committee__division__parent")
    waiting = iter(list(cases.order_by("pk")))
    _approve_pages(list(islice(waiting, warm_up)), by=reviewer, pin=pin)
    _wait_for(_all_handed_over)
    rest = list(waiting)
    cpu_before, began = _cpu_seconds(workers), time.perf_counter()
    _approve_pages(rest, by=reviewer, pin=pin)
    granted = time.perf_counter()
    _wait_for(_all_sealed)
    sealed = time.perf_counter()
    _wait_for(_all_handed_over)
    ended = time.perf_counter()
    cpu = _cpu_seconds(workers) - cpu_before
    return {
        "certificates": len(rest),
        "workers": len(workers),
        "pairs_per_second": len(rest) / (sealed - began),
        "pairs_per_second_until_handed_over": len(rest) / (ended - began),
        "grant_seconds": granted - began,
        "grant_ms_per_certificate": (granted - began) * 1000 / len(rest),
        "worker_seconds": sealed - began,
        "worker_seconds_after_last_grant": sealed - granted,
        "worker_cpu_ms_per_certificate": cpu * 1000 / len(rest),
    }


def _approve_pages(cases: Sequence[Case], *, by: Officer, pin: str) -> None:
    """As the queue shows them: so many on a page, one PIN a page."""
    for start in range(0, len(cases), PAGE):
        deciding.approve_together(
            cases[start : start + PAGE], by=by, pin=pin, read_at=timezone.now(), now=timezone.now()
        )


def _all_sealed() -> bool:
    return not Certificate.objects.filter(state=CertificateState.GRANTED).exists()


def _all_handed_over() -> bool:
    return not Job.objects.exclude(state=JobState.DONE).exists()


def _wait_for(reached: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not reached():
        if time.monotonic() - began > LONGEST_WAIT_SECONDS:
            raise WorkersStuckError
        time.sleep(LOOK_SECONDS)


def _cpu_seconds(workers: Sequence[int]) -> float:
    """What the kernel has counted for these processes (proc(5): user and system time in ticks)."""
    ticks = 0
    for pid in workers:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _plan(username: str) -> Mapping[str, str]:
    return next(row for row in plans.plan()["officers"] if row["username"] == username)
