"""Applications that were begun and left: their residents are told, then they are deleted with their papers."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from jiban.jobs.registry import every
from jiban.notices.actions import tell_all
from jiban.notices.models import Notice

from .errors import StepRefusedError
from .journal import note
from .models import Case, CasePaper, JournalLine
from .moving import move
from .workflow import Action, State

TEN_MINUTES = 600
BATCH = 100
TOLD_BEFORE = timedelta(days=7)
# Thrown away by the resident: a day, in case of a question; nobody is told of it.
THROWN_AWAY_KEPT = timedelta(days=1)
ENDING, ENDED = "draft-ending", "draft-ended"


def kept_until(now: datetime) -> datetime:
    """For a draft that somebody works at: the whole time anew."""
    return now + timedelta(days=settings.DRAFT_DAYS)


@every(TEN_MINUTES, "clear-drafts")
def clear_drafts(now: datetime) -> None:
    date_older(now)
    tell_before(now)
    delete_over(now)


def date_older(now: datetime) -> int:
    """Drafts from before there was a limit get the whole time from now on; what was thrown away then, a day."""
    undated = Case.objects.filter(kept_until=None, submitted_at=None).order_by("id")
    drafts = list(undated.filter(state=State.DRAFT).values_list("pk", flat=True)[:BATCH])
    thrown = list(undated.filter(state=State.WITHDRAWN).exclude(answers={}).values_list("pk", flat=True)[:BATCH])
    done = Case.objects.filter(pk__in=drafts, state=State.DRAFT).update(kept_until=kept_until(now))
    return done + Case.objects.filter(pk__in=thrown, kept_until=None).update(kept_until=now + THROWN_AWAY_KEPT)


@transaction.atomic
def tell_before(now: datetime) -> int:
    ending = Case.objects.filter(state=State.DRAFT, end_told_at=None, kept_until__lte=now + TOLD_BEFORE)
    found = list(ending.order_by("kept_until", "id")[:BATCH])
    tell_all(
        [
            Notice(
                resident_id=draft.resident_id,
                code=ENDING,
                about=draft.number,
                key=f"{ENDING}:{draft.number}:{draft.kept_until:%Y%m%d}",
                created_at=now,
            )
            for draft in found
        ]
    )
    for draft in found:
        # However late the worker comes to it: nobody is told on one day and has lost it on the next.
        time_left = max(draft.kept_until or now, now + TOLD_BEFORE)
        Case.objects.filter(pk=draft.pk, state=State.DRAFT, kept_until=draft.kept_until, end_told_at=None).update(
            end_told_at=now, kept_until=time_left
        )
    return len(found)


def delete_over(now: datetime) -> int:
    told = Case.objects.filter(kept_until__lte=now).exclude(state=State.DRAFT, end_told_at=None)
    found = list(told.select_related("resident").order_by("kept_until", "id")[:BATCH])
    for draft in found:
        try:
            _delete(draft, now=now)
        except StepRefusedError:
            # Handed in at this moment.
            continue
    return len(found)


@transaction.atomic
def _delete(draft: Case, *, now: datetime) -> None:
    """One that was handed in before and opened again has a number that its resident knows: that stays, and nothing else."""
    this = Case.objects.filter(pk=draft.pk, kept_until=draft.kept_until, submitted_at=None)
    if not this.update(kept_until=None):
        raise StepRefusedError
    if not draft.journal.filter(action=Action.SUBMIT).exists():
        draft.delete()
        return
    if draft.state == State.DRAFT:
        move(draft, Action.WITHDRAW)
        note(draft, ENDED, who=JournalLine.Who.SYSTEM, at=now)
    CasePaper.objects.filter(case=draft).delete()
    Case.objects.filter(pk=draft.pk).update(answers={})
