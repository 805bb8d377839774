"""The verbs of the office: check, ask for a correction, approve, refuse; each one transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jiban.certificates import issuing
from jiban.certificates.issuing import Follow
from jiban.notices.actions import tell
from jiban.people.models import Officer
from jiban.people.questions import check_post, may_act
from jiban.seals import actions as seal_actions
from jiban.seals import questions as seal_questions
from jiban.seals.errors import NoSignatureError
from jiban.standards.gm.signer import Signer

from . import figures, pausing
from .errors import (
    AlternativeMissingError,
    ChangedSinceReadError,
    CorrectionUsedError,
    NotAllGreenError,
    NotYourVillageError,
    PausedError,
    ReasonMissingError,
    SecondPersonNeededError,
)
from .journal import note, note_all
from .kinds.application import HAND_OVER, statement_of
from .models import Case, JournalLine
from .moving import move, move_all
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
    pausing.begin_correction(case, by=by, words=what.strip(), now=now)
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
    pausing.end_standstill(case, now=now)
    figures.answered([case], issued=False, now=now)
    note(case, Action.REFUSE, who=OFFICER, officer=by, at=now, reason=reason.strip())
    tell(case.resident_id, "refused", about=case.number, key=f"refused:{case.number}", at=now)
    return case


def approve(case: Case, *, by: Officer, pin: str, read_at: datetime, now: datetime) -> Case:
    """Grant the request: the reviewer signs here and now, in person; a worker sets the village's seal.

    read_at   when the reviewer was shown the case: a later correction has not been read
    """
    return _approve([case], by=by, pin=pin, read_at=read_at, now=now)[0]


def approve_together(cases: Sequence[Case], *, by: Officer, pin: str, read_at: datetime, now: datetime) -> list[Case]:
    """One confirmation, one PIN, a signature on each. All must be green; all are approved or none."""
    if not cases or not all(case.all_green for case in cases):
        raise NotAllGreenError
    return _approve(cases, by=by, pin=pin, read_at=read_at, now=now)


def _opened(case: Case, *, by: Officer, pin: str, now: datetime) -> issuing.Approval:
    """Look at everything that can refuse before asking for the key, so that no PIN try is wasted."""
    _reviews_here(case, by, now)
    APPLICATION.after(State(case.state), Action.APPROVE)
    signature = seal_questions.signature_of(by, case.committee, now)
    seal_questions.check_committee_seal(case.committee, now)
    signer = seal_actions.unlock(signature, by=by, pin=pin, now=now)
    return issuing.Approval(by=by, signature=signature, signer=signer)


def _approve(cases: Sequence[Case], *, by: Officer, pin: str, read_at: datetime, now: datetime) -> list[Case]:
    if any(case.corrected_at is not None and case.corrected_at > read_at for case in cases):
        raise ChangedSinceReadError
    if any(case.paused_at is not None for case in cases):
        raise PausedError
    approval = _opened(cases[0], by=by, pin=pin, now=now)
    # Before the transaction: on SQLite every other writer would wait while the papers are composed and signed.
    granted = [_granted(case, approval=approval, now=now) for case in cases]
    with transaction.atomic():
        # Asked again, and for each: a post or a signature may have ended meanwhile.
        approval = _approval(cases, by=by, signer=approval.signer, now=now)
        move_all(cases, Action.APPROVE)
        certificates = issuing.keep(granted, approval=approval, now=now)
        for case, certificate in zip(cases, certificates, strict=True):
            case.certificate = certificate
            # The same state may hold other answers by now: corrected while the paper was composed.
            as_read = Case.objects.filter(pk=case.pk, corrected_at=case.corrected_at, paused_at=None)
            if not as_read.update(certificate=certificate, decided_by=by, decided_at=now):
                raise ChangedSinceReadError
        note_all(cases, Action.APPROVE, who=OFFICER, officer=by, at=now)
    return list(cases)


def _approval(cases: Sequence[Case], *, by: Officer, signer: Signer, now: datetime) -> issuing.Approval:
    """May this officer approve each of them, with this key?"""
    for case in {(case.committee_id, case.item.code): case for case in cases}.values():
        _reviews_here(case, by, now)
        signature = seal_questions.check_signature(by, case.committee, now)
        if bytes(signature.certificate_der) != signer.certificate:
            raise NoSignatureError
    return issuing.Approval(by=by, signature=signature, signer=signer)


def _granted(case: Case, *, approval: issuing.Approval, now: datetime) -> issuing.Granted:
    if case.item.read().two_person and case.checked_by_id in {None, approval.by.pk}:
        raise SecondPersonNeededError
    APPLICATION.after(State(case.state), Action.APPROVE)
    return issuing.compose(
        statement_of(case, handler=(case.checked_by or approval.by).name),
        holder=case.resident,
        committee=case.committee,
        approval=approval,
        follow=Follow(HAND_OVER, key=f"hand-over:{case.number}", payload={"case": case.number}),
        now=now,
    )


def _works_here(case: Case, officer: Officer, now: datetime) -> None:
    if not any(
        may_act(officer, kind, committee=case.committee, now=now, item=case.item.code) for kind in ("clerk", "reviewer")
    ):
        raise NotYourVillageError


def _reviews_here(case: Case, officer: Officer, now: datetime) -> None:
    check_post(officer, "reviewer", committee=case.committee, now=now, item=case.item.code)
