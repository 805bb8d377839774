"""The resident agrees in one of three ways, and the application is handed in as any other: one transaction."""

from datetime import datetime, timedelta

from django.db import transaction

from jiban.cases import actions, journal
from jiban.cases.actions import Paper, Request
from jiban.cases.models import Case, JournalLine
from jiban.notices.actions import tell
from jiban.people.actions.registering import welcome_back
from jiban.people.encryption import keyed_hash
from jiban.people.errors import CodeExpiredError, NoPostError
from jiban.people.identity import Challenge, provider
from jiban.people.models import AssuranceLevel, Document, Officer, PostKind, RealNameProof
from jiban.people.questions import may_act

from .consent_rules import OPEN, Consent, HelpState, ways
from .ending import clear
from .errors import MarkMissingError, OwnTaskError, WayNotOpenError
from .filling import move
from .models import HelpTask, HomeVisit

COUNTER_WAITS = timedelta(hours=24)
RECEIPT = "helped-handed-in"
PROVIDER = "helper"
ASKERS = (PostKind.CLERK, PostKind.REVIEWER, PostKind.HEAD)
# The journal's words are those of `words`; the line says who helped.
LINES = {Consent.CODE: "helped-code", Consent.MARK: "helped-mark", Consent.COUNTER: "helped-counter"}


def open_ways(task: HelpTask) -> tuple[Consent, ...]:
    own, helpers = task.resident.mobile, task.relative.mobile if task.relative is not None else ""
    has_own_phone = bool(own) and own != helpers
    return ways(task.authority, by_officer=task.officer_id is not None, has_own_phone=has_own_phone)


def send_code(task: HelpTask, *, now: datetime, form_key: str = "") -> Challenge:
    """To the resident's own phone, once a press. Raises a PeopleError of the identity provider."""
    _check_way(task, Consent.CODE)
    person = task.resident
    asked = provider().start(
        name=person.name,
        identity_number=person.identity_number,
        mobile=person.mobile,
        now=now,
        form_key=f"help-{task.pk}-{form_key}" if form_key else "",
    )
    move(task, (HelpState.CONSENTING,), HelpState.CONSENTING, now=now, challenge=asked.id)
    return asked


def by_code(task: HelpTask, code: str, *, now: datetime) -> Case:
    _check_way(task, Consent.CODE)
    if not task.challenge:
        raise CodeExpiredError
    # Outside of the transaction: a wrong code stays counted.
    proof = provider().confirm(task.challenge, code, now=now)
    welcome_back(task.resident, proof, now=now)
    return _hand_in(task, Consent.CODE, now=now)


def by_mark(task: HelpTask, *, mark: bytes, pressed: bool, now: datetime) -> Case:
    """`mark`: cleaned PNG. Without one the resident pressed the box: who cannot draw can agree too."""
    _check_way(task, Consent.MARK)
    if not mark and not pressed:
        raise MarkMissingError
    with transaction.atomic():
        _prove(task, by=task.officer, document=task.document, now=now)
        return _hand_in(task, Consent.MARK, now=now, mark=mark)


def ask_counter(task: HelpTask, *, now: datetime) -> None:
    """Another officer of the village asks the resident, there or by a call back, within a day."""
    _check_way(task, Consent.COUNTER)
    move(task, (HelpState.CONSENTING,), HelpState.AT_COUNTER, now=now, ends_at=now + COUNTER_WAITS)


def by_counter(task: HelpTask, *, by: Officer, document: str, now: datetime) -> Case:
    _check_asker(task, by, now=now)
    with transaction.atomic():
        _prove(task, by=by, document=document, now=now)
        return _hand_in(task, Consent.COUNTER, now=now, asked_by=by)


def not_agreed(task: HelpTask, *, by: Officer, now: datetime) -> None:
    _check_asker(task, by, now=now)
    clear(task, why="counter", now=now, asked_by=by)


def _check_way(task: HelpTask, way: Consent) -> None:
    if way not in open_ways(task):
        raise WayNotOpenError


def _check_asker(task: HelpTask, by: Officer, *, now: datetime) -> None:
    if task.officer_id == by.pk:
        raise OwnTaskError
    if not any(may_act(by, kind, committee=task.committee, now=now) for kind in ASKERS):
        raise NoPostError(post=str(PostKind.CLERK.label), committee=task.committee.name)


def _prove(task: HelpTask, *, by: Officer | None, document: str, now: datetime) -> None:
    """An officer compared the person with a paper: middle, as somebody alone with them looked once."""
    RealNameProof.objects.get_or_create(
        provider=PROVIDER,
        transaction=f"help-task-{task.pk}",
        defaults={
            "resident": task.resident,
            "subject": keyed_hash("counter-subject", task.resident.identity_number),
            "level": AssuranceLevel.MIDDLE,
            "method": document or Document.IDENTITY_CARD,
            "verified_at": now,
            "confirmed_by": by,
        },
    )


@transaction.atomic
def _hand_in(task: HelpTask, consent: Consent, *, now: datetime, **learned: object) -> Case:
    """The task is taken first, so that of two taps one hands in; the key makes the second find the first's case."""
    before = (HelpState.AT_COUNTER,) if consent is Consent.COUNTER else (HelpState.CONSENTING,)
    if task.state == HelpState.DONE and task.case is not None:
        return task.case
    papers = [
        Paper(each.name, each.file_name, each.media_type, bytes(each.data)) for each in task.papers.order_by("id")
    ]
    request = Request(task.item, task.key, task.answers, papers)
    move(task, before, task.state, now=now, consented_at=now, consent=consent)
    case = actions.submit(task.resident, request, now=now)
    _note(case, task, consent, now=now)
    clear(task, why="", now=now, state=HelpState.DONE, case=case, **learned)
    HomeVisit.objects.filter(task=task, done_at=None).update(
        done_at=now, done_by=task.officer, outcome=HomeVisit.Outcome.DONE
    )
    tell(task.resident_id, RECEIPT, about=case.number, key=f"helped:{task.pk}", at=now)
    return case


def _note(case: Case, task: HelpTask, consent: Consent, *, now: datetime) -> None:
    who = JournalLine.Who.OFFICER if task.officer is not None else JournalLine.Who.RESIDENT
    journal.note(case, LINES[consent], who=who, officer=task.officer, at=now, reason=task.helper_name)


def is_open(task: HelpTask, *, now: datetime) -> bool:
    return task.state in OPEN and task.ends_at > now
