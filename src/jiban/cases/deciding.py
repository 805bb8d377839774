"""The verbs of the office: check, ask for a correction, approve, refuse; each one transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jiban.certificates import issuing
from jiban.certificates.issuing import Follow
from jiban.notices.actions import tell
from jiban.people.models import Officer
from jiban.people.questions import check_post, holds_post
from jiban.seals import actions as seal_actions
from jiban.seals import questions as seal_questions
from jiban.seals.errors import NoSignatureError
from jiban.standards.gm.signer import Signer

from .errors import (
    AlternativeMissingError,
    CorrectionUsedError,
    NotAllGreenError,
    NotYourVillageError,
    ReasonMissingError,
    SecondPersonNeededError,
)
from .journal import note
from .kinds.application import HAND_OVER, statement_of
from .models import Case, JournalLine
from .moving import move
from .workflow import APPLICATION, Action, State

OFFICER = JournalLine.Who.OFFICER


@transaction.atomic
def check(case: Case, *, by: Officer, now: datetime, remark: str = "") -> Case:
    """A clerk has looked at the facts and found them right."""
    _works_here(case, by, now)
    move(case, Action.CHECK)
    Case.objects.filter(pk=case.pk).update(checked_by=by)
    case.checked_by = by
    note(case, Action.CHECK, who=OFFICER, officer=by, at=now, reason=remark)
    return case


@transaction.atomic
def ask_correction(case: Case, *, by: Officer, what: str, now: datetime) -> Case:
    """Tell the resident everything that is missing, once (一次性告知)."""
    _works_here(case, by, now)
    if not what.strip():
        raise ReasonMissingError
    if case.correction_asked_at is not None:
        raise CorrectionUsedError
    move(case, Action.ASK_CORRECTION)
    Case.objects.filter(pk=case.pk).update(correction_asked_at=now, correction_note=what.strip())
    note(case, Action.ASK_CORRECTION, who=OFFICER, officer=by, at=now, reason=what.strip())
    tell(case.resident_id, "correction-asked", about=case.number, key=f"correct:{case.number}", at=now)
    return case


@transaction.atomic
def refuse(case: Case, *, by: Officer, reason: str, alternative: str, now: datetime) -> Case:
    """Refuse with the reason and with the office that can help instead."""
    _reviews_here(case, by, now)
    if not reason.strip():
        raise ReasonMissingError
    if not alternative.strip():
        raise AlternativeMissingError
    move(case, Action.REFUSE)
    Case.objects.filter(pk=case.pk).update(
        refusal_reason=reason.strip(), refusal_alternative=alternative.strip(), decided_by=by, decided_at=now
    )
    note(case, Action.REFUSE, who=OFFICER, officer=by, at=now, reason=reason.strip())
    tell(case.resident_id, "refused", about=case.number, key=f"refused:{case.number}", at=now)
    return case


def approve(case: Case, *, by: Officer, pin: str, now: datetime) -> Case:
    """Grant the request: the reviewer signs here and now, in person; a worker sets the village's seal."""
    signer = _reviewers_signer(case, by=by, pin=pin, now=now)
    return _approve(case, by=by, signer=signer, now=now)


def approve_together(cases: Sequence[Case], *, by: Officer, pin: str, now: datetime) -> list[Case]:
    """One confirmation, one PIN, a signature on each. All must be green; all are approved or none."""
    if not cases or not all(case.all_green for case in cases):
        raise NotAllGreenError
    signer = _reviewers_signer(cases[0], by=by, pin=pin, now=now)
    with transaction.atomic():
        return [_approve(case, by=by, signer=signer, now=now) for case in cases]


def _reviewers_signer(case: Case, *, by: Officer, pin: str, now: datetime) -> Signer:
    """Look at everything that can refuse before asking for the key, so that no PIN try is wasted."""
    _reviews_here(case, by, now)
    APPLICATION.after(State(case.state), Action.APPROVE)
    signature = seal_questions.signature_of(by, case.committee, now)
    seal_questions.committee_seal(case.committee, now)
    return seal_actions.unlock(signature, by=by, pin=pin, now=now)


@transaction.atomic
def _approve(case: Case, *, by: Officer, signer: Signer, now: datetime) -> Case:
    _reviews_here(case, by, now)
    if case.item.read().two_person and case.checked_by_id in {None, by.pk}:
        raise SecondPersonNeededError
    signature = seal_questions.signature_of(by, case.committee, now)
    if bytes(signature.certificate_der) != signer.certificate:
        raise NoSignatureError
    move(case, Action.APPROVE)
    case.certificate = issuing.grant(
        statement_of(case, handler=(case.checked_by or by).name),
        holder=case.resident,
        committee=case.committee,
        approval=issuing.Approval(by=by, signature=signature, signer=signer),
        follow=Follow(HAND_OVER, key=f"hand-over:{case.number}", payload={"case": case.number}),
        now=now,
    )
    Case.objects.filter(pk=case.pk).update(certificate=case.certificate, decided_by=by, decided_at=now)
    note(case, Action.APPROVE, who=OFFICER, officer=by, at=now)
    return case


def _works_here(case: Case, officer: Officer, now: datetime) -> None:
    if not (
        holds_post(officer, "clerk", committee=case.committee, now=now)
        or holds_post(officer, "reviewer", committee=case.committee, now=now)
    ):
        raise NotYourVillageError


def _reviews_here(case: Case, officer: Officer, now: datetime) -> None:
    check_post(officer, "reviewer", committee=case.committee, now=now)
