"""The clockwork of the promise: asks the deputy, then tells the township, then the county. It decides on no case."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiban.people.models import Officer
from jiban.places.models import Division
from jiban.places.service_minutes import ServiceCalendar

from . import deadlines, escalating
from .boards import LONGEST_WAIT
from .calendars import calendars_of
from .escalating import Watch
from .models import Case, Escalation, EscalationStep, OfficerNotice
from .reach import Reach
from .workflow import OPEN_FOR_OFFICE

log = logging.getLogger(__name__)

BATCH = 100
# A case that could not be looked at must not stand before all others at every tick.
TRY_AGAIN = timedelta(minutes=5)
SUPERVISES = {EscalationStep.TOWNSHIP: "township_supervisor", EscalationStep.COUNTY: "county_administrator"}


def watch(now: datetime) -> int:
    """Look at the promises whose time to be looked at has come; tell how many."""
    due = Case.objects.filter(watch_at__lte=now).order_by("watch_at", "id")
    cases = list(due.select_related("item", "committee__division__parent__parent__parent")[:BATCH])
    taken: dict[int, set[str]] = {case.pk: set() for case in cases}
    for case_id, step in Escalation.objects.filter(case__in=cases).values_list("case_id", "step"):
        taken[case_id].add(step)
    calendars = calendars_of([case.committee for case in cases], since=timezone.localdate(now) - LONGEST_WAIT)
    people = Reach(now)
    for case in cases:
        try:
            _look_at(case, frozenset(taken[case.pk]), people, calendar=calendars[case.committee_id], now=now)
        except Exception as error:  # noqa: BLE001 - the others of the batch must be looked at all the same
            # Without the exception's words: they may hold what a resident typed.
            log.error("case %s could not be looked at (%s)", case.number, type(error).__name__)  # noqa: TRY400
            Case.objects.filter(pk=case.pk, watch_at=case.watch_at).update(watch_at=now + TRY_AGAIN)
    return len(cases)


def _look_at(case: Case, taken: frozenset[str], people: Reach, *, calendar: ServiceCalendar, now: datetime) -> None:
    if case.due_at is None or case.paused_at is not None or case.state not in OPEN_FOR_OFFICE:
        Case.objects.filter(pk=case.pk, watch_at=case.watch_at).update(watch_at=None)
        return
    deputy = people.deputy(case.committee, case.item.code)
    watch = Watch(
        due_at=case.due_at,
        promise_minutes=case.item.read().promise_minutes,
        taken=taken,
        nobody_there=people.nobody_there(case.committee),
        has_deputy=deputy is not None,
    )
    steps = escalating.steps_due(watch, now=now, calendar=calendar)
    left = deadlines.minutes_left(case.due_at, now=now, calendar=calendar)
    rest = Watch(watch.due_at, watch.promise_minutes, taken | set(steps), has_deputy=watch.has_deputy)
    look_again = escalating.look_again_at(rest, now=now, calendar=calendar)
    with transaction.atomic():
        unchanged = Case.objects.filter(pk=case.pk, state=case.state, watch_at=case.watch_at, due_at=case.due_at)
        if not unchanged.update(watch_at=look_again):
            return
        for step in steps:
            to = deputy if step == EscalationStep.DEPUTY else None
            _take(case, step, people, deputy=to, left=left, now=now)


def _take(case: Case, step: str, people: Reach, *, deputy: Officer | None, left: int, now: datetime) -> None:
    Escalation.objects.bulk_create(
        [Escalation(case=case, step=step, at=now, minutes_left=left, officer=deputy)], ignore_conflicts=True
    )
    told = [deputy] if deputy is not None else []
    if step != EscalationStep.DEPUTY:
        told = people.supervisors(case.committee.division, SUPERVISES[EscalationStep(step)])
    tell(told, f"late-{step}", about=case.number, division=case.committee.division, key=f"{step}:{case.number}", at=now)
    log.info("case %s: %s, %d minutes left", case.number, step, left)


def tell(officers: Iterable[Officer], code: str, *, about: str, division: Division, key: str, at: datetime) -> None:
    """Leave a message for officers; the same key twice leaves one each."""
    notices = [
        OfficerNotice(
            officer=officer, code=code, about=about, division=division, key=f"{key}:{officer.pk}", created_at=at
        )
        for officer in officers
    ]
    OfficerNotice.objects.bulk_create(notices, ignore_conflicts=True)
