"""The resident says it, the helper types it, and reads all of it back aloud."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jiban.cases.actions import Paper
from jiban.people.encryption import keyed_hash

from .consent_rules import WITH_HELPER, HelpState
from .errors import ChangedError, NotAllReadError, TaskOverError
from .models import HelpPaper, HelpTask
from .opening import TASK_LASTS

UNDERTAKING = "undertaking"


def undertaking() -> str:
    """What the resident says yes to, in the words of the form itself."""
    return _(
        "I ask for this myself; the helper only types. What I state is true; if it is not, I answer for it. "
        "The village may check it."
    )


@transaction.atomic
def keep_papers(task: HelpTask, papers: Sequence[Paper], *, now: datetime) -> None:
    """What is sent for a paper takes the place of all that was sent for it before."""
    move(task, WITH_HELPER, HelpState.FILLING, now=now)
    task.papers.filter(name__in={paper.name for paper in papers}).delete()
    for paper in papers:
        HelpPaper.objects.create(
            task=task, name=paper.name, file_name=paper.file_name, media_type=paper.media_type, data=paper.data
        )


def keep_answers(task: HelpTask, answers: Mapping[str, str], *, now: datetime) -> None:
    move(task, WITH_HELPER, HelpState.READING, now=now, answers=dict(answers))


def change_again(task: HelpTask, *, now: datetime) -> None:
    """Back to the questions: whatever was read aloud has to be read once more."""
    move(task, WITH_HELPER, HelpState.FILLING, now=now, read_at=None, read_lines=[], undertaking="", challenge="")


def digest(task: HelpTask) -> str:
    """Of what a page showed, so that nobody says yes to what another page has changed."""
    papers = list(task.papers.order_by("id").values_list("id", flat=True))
    return keyed_hash("help-read", json.dumps([task.answers, papers], sort_keys=True))[:32]


def confirm_read(
    task: HelpTask, lines: Collection[str], *, needed: Sequence[str], seen: str, may_fetch: bool, now: datetime
) -> None:
    """Every line was read aloud and the resident said yes to each, and to the undertaking."""
    if seen != digest(task):
        raise ChangedError
    if not {*needed, UNDERTAKING} <= set(lines):
        raise NotAllReadError
    said = {"read_at": now, "read_lines": [*needed, UNDERTAKING], "undertaking": undertaking(), "may_fetch": may_fetch}
    move(task, (HelpState.READING, HelpState.CONSENTING), HelpState.CONSENTING, now=now, **said)


def go_on(task: HelpTask, *, now: datetime) -> None:
    """More time for whoever is still there."""
    open_ones = HelpTask.objects.filter(pk=task.pk, state__in=WITH_HELPER, ends_at__gt=now)
    if not open_ones.update(ends_at=now + TASK_LASTS):
        raise TaskOverError
    task.refresh_from_db()


def move(task: HelpTask, before: Collection[str], after: str, *, now: datetime, **changed: object) -> None:
    """By compare-and-swap, while the time is not over."""
    found = HelpTask.objects.filter(pk=task.pk, state__in=[str(each) for each in before], ends_at__gt=now)
    if not found.update(state=after, **changed):
        raise TaskOverError
    task.refresh_from_db()
