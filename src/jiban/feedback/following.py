"""The steps after a bad rating, each one transaction: call, put right, check, answer. The village takes none of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiban.cases.watching import tell as tell_officers
from jiban.notices.actions import tell
from jiban.people.models import Officer
from jiban.places.models import Holiday

from . import charge, counting, workflow
from .errors import ExtendedAlreadyError, SamePersonError, StepTakenError, WordsMissingError
from .models import FollowUp, FollowUpEntry, FollowUpLook, Rating
from .workflow import State, Step
from .working_days import WorkingWeek, due_after

LONGEST_WORDS = 500
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words, and a photo already checked and cleaned."""

    words: str
    photo: bytes = b""
    photo_type: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    reached: bool
    words: str
    village_may_know: bool = False


def open_for(rating: Rating, *, now: datetime) -> FollowUp:
    """In the transaction that keeps the rating. To the township; to the county where the township has nobody."""
    week = working_week(now)
    call_due = due_after(now, settings.FOLLOW_UP_CALL_DAYS, week)
    at_county = not charge.township_can(rating.case, now)
    made = FollowUp.objects.create(
        rating=rating,
        committee=rating.committee,
        round=workflow.COUNTYS_FIRST_ROUND if at_county else workflow.FIRST_ROUND,
        at_county=at_county,
        opened_at=now,
        call_due_at=call_due,
        fix_due_at=due_after(now, settings.FOLLOW_UP_FIX_DAYS, week),
        due_at=call_due,
        watch_at=call_due,
    )
    _enter(made, OPEN, now=now)
    counting.add(made.committee.division, timezone.localdate(now), {"opened": 1}, above_alone=True)
    _tell_those_in_charge(made, now)
    return made


def call(found: FollowUp, said: Call, *, by: Officer, now: datetime) -> None:
    """Reached or not: both are written down. After three calls in vain the work goes on without one."""
    charge.check_handles(by, found, now)
    words = _words(said.words)
    step = Step.CALL if said.reached else Step.CALL_IN_VAIN
    with transaction.atomic():
        after = _after(found, step)
        changes: dict[str, Any] = {} if said.reached else {"calls_in_vain": found.calls_in_vain + 1}
        if said.reached:
            changes["village_may_know"] = said.village_may_know
        if after == State.CONTACTED:
            changes |= {"due_at": found.fix_due_at, "watch_at": max(found.fix_due_at, now)}
            if found.is_first_round and now <= found.call_due_at:
                _count(found, "called_in_time", now)
        _move(found, step, after, by=by, evidence=Evidence(words), now=now, **changes)


def extend(found: FollowUp, reason: str, *, by: Officer, now: datetime) -> None:
    """Once, with a reason that the resident reads, counted from the day on which the follow-up was opened."""
    charge.check_handles(by, found, now)
    words = _words(reason)
    if found.extended_at is not None:
        raise ExtendedAlreadyError
    fix_due = due_after(found.opened_at, settings.FOLLOW_UP_EXTENDED_DAYS, working_week(found.opened_at))
    changes: dict[str, Any] = {"extended_at": now, "fix_due_at": fix_due}
    if found.state == State.CONTACTED:
        changes |= {"due_at": fix_due, "watch_at": fix_due}
    with transaction.atomic():
        _move(found, Step.EXTEND, _after(found, Step.EXTEND), by=by, evidence=Evidence(words), now=now, **changes)


def fix(found: FollowUp, evidence: Evidence, *, by: Officer, now: datetime) -> None:
    charge.check_handles(by, found, now)
    _words(evidence.words)
    check_due = due_after(now, settings.FOLLOW_UP_CHECK_DAYS, working_week(now))
    changes: dict[str, Any] = {"fixed_by": by, "due_at": check_due, "watch_at": check_due}
    with transaction.atomic():
        if now <= found.fix_due_at and found.is_first_round:
            _count(found, "fixed_in_time", now)
        _move(found, Step.FIX, _after(found, Step.FIX), by=by, evidence=evidence, now=now, **changes)
        told = charge.who_may_check(found, now)
        _tell(told, "follow-up-check", found, now)


def recheck(found: FollowUp, evidence: Evidence, *, passed: bool, by: Officer, now: datetime) -> None:
    """Somebody else than who put it right looks whether it is so."""
    charge.check_may_see(by, found, now)
    if found.fixed_by_id == by.pk:
        raise SamePersonError
    _words(evidence.words)
    step = Step.CONFIRM if passed else Step.DENY
    due = due_after(now, settings.FOLLOW_UP_ANSWER_DAYS, working_week(now)) if passed else found.fix_due_at
    with transaction.atomic():
        changes: dict[str, Any] = {"due_at": due, "watch_at": max(due, now)}
        _move(found, step, _after(found, step), by=by, evidence=evidence, now=now, **changes)
        if passed:
            case = found.rating.case
            key = f"follow-up:{found.pk}:{FollowUpEntry.objects.filter(follow_up=found, step=Step.CONFIRM).count()}"
            tell(case.resident_id, "follow-up-answer", about=case.number, key=key, at=now)
        else:
            _tell_those_in_charge(found, now)


def answer(found: FollowUp, *, satisfied: bool, words: str, now: datetime) -> None:
    """The resident's: it is put right, or not. Not: once more at the township, then at the county, then it ends open."""
    step = Step.ACCEPT if satisfied else Step.REJECT
    with transaction.atomic():
        after = _after(found, step)
        if after == State.CLOSED:
            _close(found, step, words=words, now=now)
            return
        week = working_week(now)
        call_due = due_after(now, settings.FOLLOW_UP_CALL_DAYS, week)
        changes: dict[str, Any] = {
            "round": found.round + 1,
            "at_county": found.at_county or found.round + 1 == workflow.LAST_ROUND,
            "call_due_at": call_due,
            "fix_due_at": due_after(now, settings.FOLLOW_UP_FIX_DAYS, week),
            "due_at": call_due,
            "watch_at": call_due,
            "calls_in_vain": 0,
            "fixed_by": None,
        }
        _move(found, step, after, evidence=Evidence(words), now=now, **changes)
        _tell_those_in_charge(found, now)


def lapse(found: FollowUp, *, now: datetime) -> None:
    """The clock's: nobody answered in time."""
    with transaction.atomic():
        _after(found, Step.LAPSE)
        _close(found, Step.LAPSE, words="", now=now)


def looked(found: FollowUp, *, by: Officer, now: datetime, at_number: bool = False) -> None:
    """Kept once a day for each officer, and shown to the resident."""
    day = timezone.localdate(now)
    FollowUpLook.objects.bulk_create(
        [FollowUpLook(follow_up=found, officer=by, day=day, at_number=at_number)], ignore_conflicts=True
    )


def working_week(now: datetime) -> WorkingWeek:
    listed = Holiday.objects.filter(date__gte=timezone.localdate(now)).values_list("date", "works")
    off: set[date] = {day for day, works in listed if not works}
    return WorkingWeek(frozenset(off), frozenset(day for day, works in listed if works))


def _after(found: FollowUp, step: Step) -> State:
    return workflow.after(State(found.state), step, calls_in_vain=found.calls_in_vain, round_=found.round)


def _close(found: FollowUp, step: Step, *, words: str, now: datetime) -> None:
    outcome = workflow.outcome_of(step)
    _count(found, str(outcome), now)
    changes: dict[str, Any] = {"closed_at": now, "outcome": outcome, "due_at": None, "watch_at": None}
    _move(found, step, State.CLOSED, evidence=Evidence(words), now=now, **changes)


def _move(
    found: FollowUp,
    step: Step,
    after: State,
    *,
    evidence: Evidence,
    now: datetime,
    by: Officer | None = None,
    **changes: Any,
) -> None:
    """By compare-and-swap: of two people at once the second is told so."""
    as_read = FollowUp.objects.filter(
        pk=found.pk,
        state=found.state,
        round=found.round,
        calls_in_vain=found.calls_in_vain,
        extended_at=found.extended_at,
    )
    if not as_read.update(state=after, **changes):
        raise StepTakenError
    _enter(found, step, by=by, evidence=evidence, now=now)
    found.refresh_from_db()


def _enter(
    found: FollowUp, step: str, *, now: datetime, by: Officer | None = None, evidence: Evidence | None = None
) -> None:
    said = evidence or Evidence("")
    FollowUpEntry.objects.create(
        follow_up=found,
        at=now,
        step=step,
        officer=by,
        words=said.words.strip()[:LONGEST_WORDS],
        photo=said.photo,
        photo_type=said.photo_type,
    )


def _words(text: str) -> str:
    if not text.strip():
        raise WordsMissingError
    return text


def _count(found: FollowUp, column: str, now: datetime) -> None:
    counting.add(found.committee.division, timezone.localdate(now), {column: 1}, above_alone=True)


def _tell_those_in_charge(found: FollowUp, now: datetime) -> None:
    _tell(charge.who_handles(found, now), "follow-up-opened", found, now)


def _tell(officers: list[Officer], code: str, found: FollowUp, now: datetime) -> None:
    key = f"{code}:{found.pk}:{found.entries.count()}"
    tell_officers(officers, code, about=str(found.pk), division=found.committee.division, key=key, at=now)
