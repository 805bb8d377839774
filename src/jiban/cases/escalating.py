"""Which step a late case is due for. Pure: nobody is asked to approve anything, only to look."""

from dataclasses import dataclass
from datetime import datetime

from jiban.places.service_minutes import ServiceCalendar

from . import deadlines
from .models import EscalationStep

STEPS = (EscalationStep.DEPUTY, EscalationStep.TOWNSHIP, EscalationStep.COUNTY)


@dataclass(frozen=True, slots=True)
class Watch:
    """What the clock knows of one running promise."""

    due_at: datetime
    promise_minutes: int
    taken: frozenset[str] = frozenset()
    # Everybody who could decide is noted as absent.
    nobody_there: bool = False
    has_deputy: bool = True

    def threshold(self, step: str) -> int:
        """How many service minutes are left when the step is due; below nothing is a broken promise."""
        if step == EscalationStep.COUNTY:
            return -1
        early = step == EscalationStep.DEPUTY or not self.has_deputy
        rule = deadlines.deputy_minutes if early else deadlines.township_minutes
        return rule(self.promise_minutes)


def steps_due(watch: Watch, *, now: datetime, calendar: ServiceCalendar) -> list[str]:
    """The steps to take now, in their order. An earlier one is never left out."""
    left = deadlines.minutes_left(watch.due_at, now=now, calendar=calendar)
    due: list[str] = []
    for step in STEPS:
        if step in watch.taken:
            continue
        is_broken = now > watch.due_at
        # Who is not there cannot keep it: a breach is certain, however much time is left.
        at_once = watch.nobody_there and (
            step == EscalationStep.DEPUTY or (step == EscalationStep.TOWNSHIP and not watch.has_deputy)
        )
        reached = is_broken if step == EscalationStep.COUNTY else is_broken or left <= watch.threshold(step)
        if not (reached or at_once):
            break
        due.append(str(step))
    return due


def look_again_at(watch: Watch, *, now: datetime, calendar: ServiceCalendar) -> datetime | None:
    """When the next step could be due; None once all have been taken."""
    for step in STEPS:
        if step in watch.taken:
            continue
        if step == EscalationStep.COUNTY:
            return max(watch.due_at + deadlines.MINUTE, now)
        return max(deadlines.reaches(watch.due_at, watch.threshold(step), since=now, calendar=calendar), now)
    return None
