"""A task ends: handed in, given up, not wanted, or by the clock. What was typed goes; what was agreed stays."""

from datetime import datetime, timedelta

from django.db import transaction

from jiban.cases import actions, journal
from jiban.cases.models import JournalLine
from jiban.cases.watching import tell
from jiban.cases.workflow import APPLICATION, Action, State
from jiban.composing import literals
from jiban.people.models import PostKind, Resident
from jiban.people.questions import holders

from .consent_rules import OPEN, HelpState
from .errors import ObjectionMissingError, TaskOverError
from .models import HelpPaper, HelpTask, WhyEnded

LONGEST_OBJECTION = 300
RECEIPT_SHOWN = timedelta(minutes=15)
BATCH = 100
OBJECTED = "help-objected"


@transaction.atomic
def clear(task: HelpTask, *, why: str, now: datetime, state: str = HelpState.ENDED, **learned: object) -> None:
    """Delete what was typed and sent. Of a task that is over nothing changes. Without a consent there is no letter kept."""
    found = HelpTask.objects.filter(pk=task.pk, state__in=[str(each) for each in OPEN])
    changed = {"answers": {}, "challenge": "", "ended_at": now, "why_ended": why, "state": state, **learned}
    if state == HelpState.ENDED:
        changed |= {"letter": b"", "letter_type": "", "closed_at": now, "may_fetch": False}
    if not found.update(**changed):
        raise TaskOverError
    HelpPaper.objects.filter(task=task).delete()
    task.refresh_from_db()


def close(task: HelpTask, *, now: datetime) -> None:
    """The helper puts the receipt away. Harmless if it was."""
    HelpTask.objects.filter(pk=task.pk, closed_at=None, state=HelpState.DONE).update(closed_at=now)


def is_receipt_shown(task: HelpTask, *, now: datetime) -> bool:
    recent = task.ended_at is not None and task.ended_at > now - RECEIPT_SHOWN
    return task.state == HelpState.DONE and task.closed_at is None and recent


def end_overdue(now: datetime) -> int:
    """By the worker's clock: nothing stays in a task that was forgotten."""
    late = HelpTask.objects.filter(state__in=literals(OPEN), ends_at__lte=now).order_by("ends_at")
    found = list(late[:BATCH])
    for task in found:
        try:
            clear(task, why=WhyEnded.TIME, now=now)
        except TaskOverError:
            continue
    return len(found)


@transaction.atomic
def object_to(task: HelpTask, words: str, *, now: datetime) -> None:
    """The resident did not want it. An open task ends; of a case nobody has decided the application is taken back."""
    words = words.strip()[:LONGEST_OBJECTION]
    if task.state in OPEN:
        clear(task, why=WhyEnded.RESIDENT, now=now, objected_at=now, objection=words)
        return
    if not words:
        raise ObjectionMissingError
    found = HelpTask.objects.filter(pk=task.pk, objected_at=None)
    if not found.update(objected_at=now, objection=words, may_fetch=False):
        return
    task.refresh_from_db()
    case = task.case
    if case is None:
        return
    case.resident = task.resident
    journal.note(case, OBJECTED, who=JournalLine.Who.RESIDENT, at=now, reason=words)
    if APPLICATION.allows(State(case.state), Action.WITHDRAW):
        actions.withdraw(case, now=now)
    people = {one for kind in (PostKind.HEAD, PostKind.REVIEWER) for one in holders(case.committee, kind, now)}
    key = f"{OBJECTED}:{task.pk}"
    tell(people, OBJECTED, about=case.number, division=case.committee.division, key=key, at=now)


def let_fetch(task: HelpTask, resident: Resident, *, may: bool) -> None:
    """The resident says whether the helper may fetch this one certificate, or not any more."""
    mine = HelpTask.objects.filter(pk=task.pk, resident=resident, state=HelpState.DONE)
    mine.filter(objected_at=None).update(may_fetch=may)
