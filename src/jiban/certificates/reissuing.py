"""Issue a certificate once more, in its next version: signed anew by a reviewer in person, sealed by a worker."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from jiban.jobs.actions import finish
from jiban.jobs.models import Job
from jiban.jobs.registry import handles
from jiban.notices.actions import tell
from jiban.people.models import Officer, PostKind
from jiban.people.questions import check_post
from jiban.seals import actions as seal_actions
from jiban.seals import questions as seal_questions
from jiban.seals.errors import NoSignatureError
from jiban.seals.models import Compromise, SealUse
from jiban.standards.gm.signer import Signer

from . import issuing, papers
from .errors import AlreadyReplacedError, NothingToReissueError, ReasonMissingError
from .issuing import Approval, Follow, Granted
from .models import Affected, Certificate, CertificateState
from .revoking import revoke
from .statements import Statement

REPLACE_JOB = "replace-certificate"


def reissue(certificate: Certificate, *, because: str, by: Officer, pin: str, now: datetime) -> Certificate:
    """Sign the next version of it. The old one ends in the moment the new one is sealed."""
    return reissue_together([certificate], because=because, by=by, pin=pin, now=now)[0]


def reissue_together(
    certificates: Sequence[Certificate], *, because: str, by: Officer, pin: str, now: datetime
) -> list[Certificate]:
    """One committee's certificates with one PIN, a signature on each. All are re-issued or none."""
    if not because.strip():
        raise ReasonMissingError
    today = timezone.localdate(now)
    if not certificates or any(
        one.state != CertificateState.SEALED or one.valid_until < today or hasattr(one, "replaced_by")
        for one in certificates
    ):
        raise NothingToReissueError
    signer = _reviewers_signer(certificates, by=by, pin=pin, now=now)
    approval = _approval(certificates, by=by, signer=signer, now=now)
    cases = _case_numbers(certificates)
    # Before the transaction: on SQLite every other writer would wait while the papers are composed and signed.
    granted = [
        _compose_again(one, because=because.strip()[:200], case=cases.get(one.number, ""), approval=approval, now=now)
        for one in certificates
    ]
    return _keep(granted, certificates, by=by, signer=signer, now=now)


def _keep(
    granted: Sequence[Granted], certificates: Sequence[Certificate], *, by: Officer, signer: Signer, now: datetime
) -> list[Certificate]:
    try:
        with transaction.atomic():
            # Asked again: a post or a signature may have ended meanwhile.
            approval = _approval(certificates, by=by, signer=signer, now=now)
            waiting = Affected.objects.filter(certificate__in=certificates, state=Affected.State.PENDING)
            waiting.update(state=Affected.State.SIGNED)
            return issuing.keep(granted, approval=approval, now=now)
    except IntegrityError as error:
        raise AlreadyReplacedError from error


def _reviewers_signer(certificates: Sequence[Certificate], *, by: Officer, pin: str, now: datetime) -> Signer:
    """Look at everything that can refuse before asking for the key, so that no PIN try is wasted."""
    committee = certificates[0].committee
    _check_posts(certificates, by, now)
    signature = seal_questions.signature_of(by, committee, now)
    seal_questions.committee_seal(committee, now)
    return seal_actions.unlock(signature, by=by, pin=pin, now=now)


def _approval(certificates: Sequence[Certificate], *, by: Officer, signer: Signer, now: datetime) -> Approval:
    _check_posts(certificates, by, now)
    signature = seal_questions.signature_of(by, certificates[0].committee, now)
    if bytes(signature.certificate_der) != signer.certificate:
        raise NoSignatureError
    return Approval(by=by, signature=signature, signer=signer)


def _check_posts(certificates: Sequence[Certificate], by: Officer, now: datetime) -> None:
    committee = certificates[0].committee
    if any(one.committee_id != committee.pk for one in certificates):
        raise NothingToReissueError
    for item in {one.item_code for one in certificates}:
        check_post(by, PostKind.REVIEWER, committee=committee, now=now, item=item)


def _case_numbers(certificates: Sequence[Certificate]) -> dict[str, str]:
    """From the use records: certificates know nothing of cases."""
    uses = SealUse.objects.filter(
        seal__in={one.signature_id for one in certificates}, document__in=[one.number for one in certificates]
    )
    return dict(uses.values_list("document", "case_number"))


def _compose_again(certificate: Certificate, *, because: str, case: str, approval: Approval, now: datetime) -> Granted:
    """The same words and the same last day; nothing becomes valid for longer by being re-issued."""
    follow = Follow(
        kind=REPLACE_JOB,
        key=f"replace:{certificate.identifier}",
        payload={"old": certificate.pk, "because": because, "case": case},
    )
    return issuing.compose(
        statement_again(certificate, now),
        holder=certificate.holder,
        committee=certificate.committee,
        approval=approval,
        now=now,
        follow=follow,
        replaces=certificate,
    )


def statement_again(certificate: Certificate, now: datetime) -> Statement:
    data = papers.record_from(certificate.record)
    return Statement(
        item_code=certificate.item_code,
        item_version=certificate.item_version,
        type_code=data["type"]["code"],
        title=certificate.title,
        paragraphs=tuple(data["paragraphs"]),
        purpose=data["purpose"],
        receiving_unit=data["receivingUnit"],
        validity_days=(certificate.valid_until - timezone.localdate(now)).days + 1,
        handler=data["handler"],
    )


@handles(REPLACE_JOB)
def replace(job: Job, now: datetime) -> None:
    """The new version is sealed: the old one ends and the holder is told, in one transaction with the job."""
    old = Certificate.objects.select_related("replaced_by__approved_by").get(pk=job.payload["old"])
    new = old.replaced_by
    with transaction.atomic():
        if old.state == CertificateState.SEALED:
            revoke(old, by=new.approved_by, reason=job.payload["because"], now=now)
            about = job.payload["case"] or new.number
            tell(old.holder_id, "certificate-replaced", about=about, key=f"replaced:{old.number}", at=now)
        elif new.state == CertificateState.SEALED:
            # The holder ended it while its successor was being made: that holds for the successor too.
            revoke(new, by=None, reason=old.revoked_reason, now=now)
        _settle(old)
        finish(job, now=now)


def _settle(old: Certificate) -> None:
    """Also where it was listed, for another seal, after the new version was signed."""
    open_ones = Affected.objects.filter(certificate=old, state__in=(Affected.State.PENDING, Affected.State.SIGNED))
    for affected in open_ones:
        if open_ones.filter(pk=affected.pk).update(state=Affected.State.DONE):
            Compromise.objects.filter(pk=affected.compromise_id).update(settled=F("settled") + 1)
