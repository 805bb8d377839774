"""Hand in, see the mistake, open it again: for ten minutes, and only while nobody has looked at it."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from jiban.composing import composed_once

from .clearing import kept_until
from .errors import StepRefusedError, TooLateToUndoError
from .journal import note
from .models import Case, CaseNote, Escalation, JournalLine, Visit
from .ruling_jobs import PRE_CHECKED, RULE_APPROVED
from .workflow import APPLICATION, Action, State

UNDO_FOR = timedelta(minutes=10)


def may_undo(case: Case, *, now: datetime) -> bool:
    """As far as the case itself tells; `undo` asks again."""
    return (
        APPLICATION.allows(State(case.state), Action.UNDO)
        and case.submitted_at is not None
        and now < case.submitted_at + UNDO_FOR
        and case.opened_at is None
        and case.checked_by_id is None
        and case.paused_at is None
        and case.correction_asked_at is None
        and not _somebody_else_acted(case)
    )


@transaction.atomic
def undo(case: Case, *, now: datetime) -> Case:
    """The application is a draft again, with everything typed and every paper. Nothing was answered: no figure moves."""
    if State(case.state) != State.SUBMITTED:
        raise StepRefusedError
    untouched = Case.objects.filter(
        pk=case.pk,
        state=State.SUBMITTED,
        submitted_at__gt=now - UNDO_FOR,
        opened_at=None,
        checked_by=None,
        paused_at=None,
        correction_asked_at=None,
    )
    draft_again = {"state": State.DRAFT, "submitted_at": None, "kept_until": kept_until(now), "end_told_at": None}
    if not untouched.update(**draft_again, due_at=None, watch_at=None, all_green=False):
        raise TooLateToUndoError
    # Asked after the case was taken out of the office's hands: who acts from now on finds a draft.
    if _somebody_else_acted(case):
        raise TooLateToUndoError
    case.refresh_from_db()
    note(case, Action.UNDO, who=JournalLine.Who.RESIDENT, at=now)
    return case


def opened(case: Case, *, now: datetime) -> None:
    """An officer looks at it: written down once a case, and never of what is a draft again."""
    if case.opened_at is None and Case.objects.filter(
        pk=case.pk, opened_at=None, submitted_at=case.submitted_at, state=State.SUBMITTED
    ).update(opened_at=now):
        case.opened_at = now


def _somebody_else_acted(case: Case) -> bool:
    """A line of the journal by another, a visit, or a step that the promise's clock has taken; not what rules have found."""
    return bool(_acted_by_others(case.pk))


@composed_once
def _acted_by_others(case: int) -> QuerySet[Case, int]:
    lines = JournalLine.objects.filter(case=OuterRef("pk")).exclude(who=JournalLine.Who.RESIDENT)
    acts = (
        lines.exclude(action__in=(PRE_CHECKED, RULE_APPROVED)),
        *(model.objects.filter(case=OuterRef("pk")) for model in (Visit, CaseNote, Escalation)),
    )
    return Case.objects.filter(reduce(or_, map(Exists, acts)), pk=case).values_list("pk", flat=True)
