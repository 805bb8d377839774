"""The clockwork of follow-ups: the township is reminded, a working day later the county; silence of the resident ends it."""

import logging
from datetime import datetime

from jiban.cases.watching import tell

from . import charge, following
from .errors import StepTakenError
from .models import FollowUp
from .workflow import State
from .working_days import due_after

log = logging.getLogger(__name__)

BATCH = 100
LATE, LATE_AT_COUNTY = "follow-up-late", "follow-up-county"
RELATED = ("rating__case", "committee__division__parent__parent__parent")


def watch(now: datetime) -> int:
    """Look at those whose time has come; tell how many."""
    due = FollowUp.objects.filter(watch_at__lte=now).select_related(*RELATED).order_by("watch_at", "id")
    found = list(due[:BATCH])
    for each in found:
        try:
            _look_at(each, now)
        except StepTakenError:
            log.info("follow-up %s moved meanwhile", each.pk)
    return len(found)


def _look_at(found: FollowUp, now: datetime) -> None:
    if found.state == State.RECHECKED:
        following.lapse(found, now=now)
        return
    is_first = found.watch_at == found.due_at and not found.at_county
    look_again = due_after(now, 1, following.working_week(now)) if is_first else None
    unchanged = FollowUp.objects.filter(pk=found.pk, state=found.state, watch_at=found.watch_at)
    if not unchanged.update(watch_at=look_again):
        return
    if is_first:
        told = charge.who_may_check(found, now) if found.state == State.FIXED else charge.who_handles(found, now)
    else:
        told = charge.of_county(found, now)
    code = LATE if is_first else LATE_AT_COUNTY
    key = f"{code}:{found.pk}:{found.round}:{found.state}:{found.due_at}"
    tell(told, code, about=str(found.pk), division=found.committee.division, key=key[:80], at=now)
    log.info("follow-up %s: %s", found.pk, code)
