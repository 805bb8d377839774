"""The verbs of the office and of the resident, each one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from jiban.catalogue.forms import remembered_answers
from jiban.catalogue.models import Item
from jiban.composing import composed_once
from jiban.people.models import Resident
from jiban.people.questions import real_name_level
from jiban.places import history

from . import checks, clearing, deadlines, figures, pausing
from .calendars import calendar_from
from .errors import ItemWithdrawnError, NoCommitteeError, NotRealNameError, StepRefusedError
from .journal import note
from .models import Case, CasePaper, JournalLine
from .moving import begin, move
from .numbers import new_case_number
from .ruling_jobs import promise_ruling
from .workflow import Action, State

RESIDENT = JournalLine.Who.RESIDENT
# What a request writes into a case: never its state, which only `moving` changes.
ASKED = ("item", "committee", "answers", "idempotency_key", "kept_until", "end_told_at")


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    file_name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What a resident asks for. `key` is one a filled-in form, so that a double tap gives one case."""

    item: Item
    key: str
    answers: Mapping[str, str]
    papers: Sequence[Paper] = field(default_factory=tuple)


def submit(resident: Resident, request: Request, *, now: datetime) -> Case:
    """Hand in the application. The same key twice gives the same case."""
    earlier = _with_key(resident, request.key)
    if earlier is not None and earlier.state != State.DRAFT:
        return earlier
    try:
        return _submit(resident, request, draft=earlier, now=now)
    except (IntegrityError, StepRefusedError):
        # Two taps at the same moment: the other one made the case, or handed the draft in.
        other = _with_key(resident, request.key)
        if other is None or other.state == State.DRAFT:
            raise
        return other


@transaction.atomic
def _submit(resident: Resident, request: Request, *, draft: Case | None, now: datetime) -> Case:
    if not _offered(request.item.pk):
        raise ItemWithdrawnError
    level = real_name_level(resident, now=now)
    if level not in {"middle", "high"}:
        raise NotRealNameError
    case = draft or _new_draft(resident, now)
    _written(case, request)
    case.kept_until = None
    case.submitted_at = now
    calendar = calendar_from(case.committee, now)
    case.due_at = deadlines.promised_by(now, minutes=request.item.read().promise_minutes, calendar=calendar)
    case.watch_at = pausing.first_look(case, calendar, now=now)
    if draft is None:
        begin(case, Action.SUBMIT)
        # Before it is in the table, so that it is written once.
        case.all_green = _is_green(case, now=now, level=level, papers={paper.name for paper in request.papers})
        case.save(force_insert=True)
    else:
        # The state is moved before anything else is written: a draft that another tap has handed in stays as it is.
        move(case, Action.SUBMIT)
        case.save(update_fields=[*ASKED, "submitted_at", "due_at", "watch_at"])
    _keep_papers(case, request.papers, now=now)
    if draft is not None:
        _check(case, now=now, level=level)
    note(case, Action.SUBMIT, who=RESIDENT, at=now)
    promise_ruling(case, has_facts=None if draft else False, now=now)
    _remember(resident, request)
    return case


@transaction.atomic
def save_draft(resident: Resident, request: Request, *, now: datetime) -> Case:
    """Keep what was filled in so far, papers included. What was handed in meanwhile is left alone."""
    draft = _with_key(resident, request.key)
    case = draft or _new_draft(resident, now)
    if case.state != State.DRAFT:
        return case
    _written(case, request)
    case.kept_until = clearing.kept_until(now)
    if draft is None:
        case.save(force_insert=True)
    else:
        asked = {name: getattr(case, name) for name in ASKED}
        if not Case.objects.filter(pk=case.pk, state=State.DRAFT).update(**asked):
            case.refresh_from_db()
            return case
    _keep_papers(case, request.papers, now=now)
    return case


def _new_draft(resident: Resident, now: datetime) -> Case:
    return Case(resident=resident, created_at=now, number=new_case_number(now))


@transaction.atomic
def correct(case: Case, request: Request, *, now: datetime) -> Case:
    """The resident answers the one correction that was asked for. The promise waited meanwhile."""
    resident = case.resident
    move(case, Action.CORRECT)
    # What others wrote since this object was read must not be written over.
    case.refresh_from_db()
    case.resident = resident
    case.corrected_at = now
    _written(case, request, key=case.idempotency_key)
    if case.correction_asked_at is not None:
        pausing.go_on(case, stood_since=case.correction_asked_at, now=now)
    pausing.end_pauses(case, now=now)
    case.save(update_fields=[*ASKED, "due_at", "paused_at", "watch_at", "corrected_at"])
    _keep_papers(case, request.papers, now=now)
    _check(case, now=now)
    note(case, Action.CORRECT, who=RESIDENT, at=now)
    promise_ruling(case, now=now)
    _remember(case.resident, request)
    return case


@transaction.atomic
def withdraw(case: Case, *, now: datetime) -> Case:
    move(case, Action.WITHDRAW)
    if case.submitted_at is None:
        Case.objects.filter(pk=case.pk).update(kept_until=now + clearing.THROWN_AWAY_KEPT)
    pausing.end_standstill(case, now=now)
    figures.withdrawn(case, now=now)
    note(case, Action.WITHDRAW, who=RESIDENT, at=now)
    return case


def _with_key(resident: Resident, key: str) -> Case | None:
    # Hardly ever there: a small question first.
    known = _keys_with(resident.pk, key)
    if not known:
        return None
    found = Case.objects.select_related("item", "committee").get(pk=known[0])
    # This very person, with who acts for them.
    found.resident = resident
    return found


@composed_once
def _keys_with(resident: int, key: str) -> QuerySet[Case, int]:
    return Case.objects.filter(resident=resident, idempotency_key=key).values_list("pk", flat=True)


@composed_once
def _offered(item: int) -> QuerySet[Item, int]:
    return Item.objects.filter(pk=item, current=True).values_list("pk", flat=True)


def _written(case: Case, request: Request, *, key: str = "") -> Case:
    committee = history.committee_for(case.resident.village)
    if committee is None:
        raise NoCommitteeError
    case.item = request.item
    case.committee = committee
    case.answers = dict(request.answers)
    case.idempotency_key = key or request.key
    case.end_told_at = None
    return case


def _is_green(case: Case, *, now: datetime, level: str | None, papers: Collection[str] | None = None) -> bool:
    """What is asked this moment no rule can have judged."""
    return checks.all_green(checks.check(case, now=now, level=level, is_confirmed=False, papers=papers))


def _check(case: Case, *, now: datetime, level: str | None = None) -> None:
    found = _is_green(case, now=now, level=level)
    if found != case.all_green:
        Case.objects.filter(pk=case.pk).update(all_green=found)
        case.all_green = found


def _keep_papers(case: Case, papers: Sequence[Paper], *, now: datetime) -> None:
    """What is sent for a paper takes the place of all that was sent for it before."""
    if papers:
        case.papers.filter(name__in={paper.name for paper in papers}).delete()
    for paper in papers:
        keep_paper(case, paper, now=now)


def keep_paper(case: Case, paper: Paper, *, now: datetime) -> CasePaper:
    return CasePaper.objects.create(
        case=case,
        name=paper.name,
        file_name=paper.file_name,
        media_type=paper.media_type,
        data=paper.data,
        added_at=now,
    )


def _remember(resident: Resident, request: Request) -> None:
    resident.remember(request.item.code, remembered_answers(request.item.read(), request.answers))
