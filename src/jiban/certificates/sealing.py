"""Seal what was granted: the worker's half of issuing. Papers are made first, then all that is kept is one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiban.jobs import actions as jobs
from jiban.jobs.crashpoints import reached
from jiban.jobs.errors import LeaseLostError, PostponeError
from jiban.jobs.models import Job
from jiban.jobs.registry import handles_together
from jiban.ledger import journal
from jiban.ledger.commitments import commitment
from jiban.places.models import Committee
from jiban.seals import actions as seal_actions
from jiban.seals import questions as seal_questions
from jiban.seals.certifier import test_authority
from jiban.seals.errors import NoSealError
from jiban.seals.keyring import committee_pdf_signer, committee_signer
from jiban.seals.models import Seal, SealState

from . import papers
from .issuing import SEAL_JOB, use_of
from .models import Certificate, CertificateState, Paper

RETRY_SEAL_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """A certificate with its finished papers, not kept yet."""

    certificate: Certificate
    ofd: bytes
    pdf: bytes


@handles_together(SEAL_JOB)
def seal_promised(promised: Sequence[Job], now: datetime) -> None:
    """Set the seals, or say why one has to wait. Running twice changes nothing."""
    found = Certificate.objects.select_related("paper").in_bulk([job.payload["certificate"] for job in promised])
    open_jobs = [job for job in promised if found[job.payload["certificate"]].state == CertificateState.GRANTED]
    sealed = _make_all([found[job.payload["certificate"]] for job in open_jobs], now=now)
    reached("papers-made")
    follows = {job.payload["certificate"]: job.payload["follow"] for job in open_jobs if "follow" in job.payload}
    cases = {pk: str(follow["payload"].get("case", "")) for pk, follow in follows.items()}
    with transaction.atomic():
        # In one order for all workers, because each seal is held until the end of the transaction.
        for committee_seal, its_own in sorted(sealed, key=lambda pair: pair[0].pk):
            _keep_sealed(its_own, committee_seal, cases, now=now)
        jobs.promise_all([Job(**follow, due_at=now) for follow in follows.values()])
        reached("before-commit")
        jobs.finish_all(promised, now=now)
    reached("after-commit")


def _make_all(certificates: Sequence[Certificate], *, now: datetime) -> list[tuple[Seal, list[Sealed]]]:
    """The papers of each committee's certificates, with the seal they carry."""
    committees = Committee.objects.in_bulk({certificate.committee_id for certificate in certificates})
    signatures = Seal.objects.in_bulk({certificate.signature_id for certificate in certificates})
    made: list[tuple[Seal, list[Sealed]]] = []
    for committee in committees.values():
        its_own = [certificate for certificate in certificates if certificate.committee_id == committee.pk]
        seal = _seal_of(committee, its_own, now=now)
        made.append((seal, [_make_papers(one, seal, signatures[one.signature_id], now=now) for one in its_own]))
    return made


def _seal_of(committee: Committee, waiting: Sequence[Certificate], *, now: datetime) -> Seal:
    try:
        return seal_questions.committee_seal(committee, now)
    except NoSealError as error:
        stalled = Certificate.objects.filter(pk__in=[certificate.pk for certificate in waiting])
        stalled.update(stalled_reason="seal-not-in-force")
        raise PostponeError("seal not in force", seconds=RETRY_SEAL_SECONDS) from error


def _make_papers(certificate: Certificate, seal: Seal, signature: Seal, *, now: datetime) -> Sealed:
    """The sealed OFD and its signed PDF twin."""
    data = papers.record_from(certificate.record)
    signer = committee_signer(seal.key_id, bytes(seal.certificate_der))
    ofd = papers.seal_draft(
        bytes(certificate.paper.draft_ofd), data, seal=papers.SealOnPaper(bytes(seal.seal_der), signer), at=now
    )
    pdf_signer = committee_pdf_signer(seal.key_id, bytes(seal.pdf_certificate_der), test_authority().p256_intermediates)
    pdf = papers.compose_pdf(
        data,
        seal_picture=bytes(seal.picture),
        signature_picture=bytes(signature.picture),
        signer=pdf_signer,
        at=now,
    )
    return Sealed(certificate, ofd, pdf)


def _keep_sealed(sealed: Sequence[Sealed], seal: Seal, cases: Mapping[int, str], *, now: datetime) -> None:
    certificates = [one.certificate for one in sealed]
    granted = Certificate.objects.filter(pk__in=[one.pk for one in certificates], state=CertificateState.GRANTED)
    changed = granted.update(state=CertificateState.SEALED, sealed_at=now, seal=seal, stalled_reason="")
    if changed != len(sealed):
        raise LeaseLostError("another worker has sealed one of these certificates")
    # Looked at again inside the transaction: a seal suspended while the papers were made must not seal. Held, so that
    # who reports it as lost waits for these certificates, and lists them.
    if not Seal.objects.select_for_update(no_key=True).filter(pk=seal.pk, state=SealState.IN_FORCE).exists():
        raise PostponeError("seal not in force", seconds=RETRY_SEAL_SECONDS)
    for one in sealed:
        Paper.objects.filter(certificate=one.certificate).update(draft_ofd=b"", ofd=one.ofd, pdf=one.pdf)
    uses = [use_of(one, case_number=cases.get(one.pk, "")) for one in certificates]
    seal_actions.record_uses(seal, uses, at=now)
    journal.append_all("certificate-issued", {one.issue_key: _commitment(one) for one in certificates})


def _commitment(certificate: Certificate) -> bytes:
    return commitment(papers.record_from(certificate.record), bytes(certificate.salt))
