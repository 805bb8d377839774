"""Grant and seal: the two halves of issuing. The first is the reviewer's act, the second the worker's."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiban.jobs import actions as jobs
from jiban.jobs.crashpoints import reached
from jiban.jobs.errors import PostponeError
from jiban.jobs.models import Job
from jiban.jobs.registry import handles
from jiban.ledger import journal
from jiban.ledger.commitments import commitment
from jiban.people.models import Officer, Resident
from jiban.places.models import Committee
from jiban.seals import actions as seal_actions
from jiban.seals import questions as seal_questions
from jiban.seals.certifier import test_authority
from jiban.seals.errors import NoSealError, NotInForceError
from jiban.seals.keyring import committee_pdf_signer, committee_signer
from jiban.seals.models import Seal
from jiban.standards.gm.signer import Signer
from jiban.standards.typeset.errors import MissingGlyphError

from . import numbers, papers, record
from .errors import MissingCharacterError
from .models import Certificate, CertificateState, Paper
from .statements import Statement

SEAL_JOB = "seal-certificate"
SALT_BYTES = 16
RETRY_SEAL_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Approval:
    """The reviewer's act: who, with which registered signature, and the key that the PIN has opened."""

    by: Officer
    signature: Seal
    signer: Signer


@dataclass(frozen=True, slots=True)
class Follow:
    """Work to promise once the seal is set: how a room above goes on without being called from below."""

    kind: str
    key: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def grant(
    statement: Statement,
    *,
    holder: Resident,
    committee: Committee,
    approval: Approval,
    now: datetime,
    follow: Follow | None = None,
) -> Certificate:
    """Compose the paper, have the reviewer sign it, and promise the seal. One transaction with the caller's."""
    if not approval.signature.in_force(now):
        raise NotInForceError
    certificate, data = _new_certificate(statement, holder=holder, committee=committee, approval=approval, now=now)
    try:
        draft = papers.compose_signed_draft(data, signature=_on_paper(approval.signature, approval.signer), at=now)
    except MissingGlyphError as error:
        raise MissingCharacterError(error.characters) from error
    certificate.save(force_insert=True)
    Paper.objects.create(certificate=certificate, draft_ofd=draft)
    seal_actions.record_use(approval.signature, document=certificate.number, by=approval.by, at=now)
    payload: dict[str, Any] = {"certificate": certificate.pk}
    if follow is not None:
        payload["follow"] = {"kind": follow.kind, "key": follow.key, "payload": dict(follow.payload)}
    jobs.promise(SEAL_JOB, key=f"seal:{certificate.identifier}", payload=payload, due_at=now)
    return certificate


def _new_certificate(
    statement: Statement, *, holder: Resident, committee: Committee, approval: Approval, now: datetime
) -> tuple[Certificate, dict[str, Any]]:
    version = 1
    valid_from = timezone.localdate(now)
    certificate = Certificate(
        number=numbers.new_number(now),
        identifier=numbers.new_identifier(
            type_code=statement.type_code, issuer_code=committee.credit_code, version=version
        ),
        check_code=numbers.new_check_code(),
        version=version,
        item_code=statement.item_code,
        item_version=statement.item_version,
        title=statement.title,
        purpose=statement.purpose,
        receiving_unit=statement.receiving_unit,
        holder=holder,
        committee=committee,
        salt=secrets.token_bytes(SALT_BYTES),
        approved_by=approval.by,
        signature=approval.signature,
        granted_at=now,
        valid_from=valid_from,
        valid_until=valid_from + timedelta(days=statement.validity_days - 1),
    )
    data = record_of(certificate, statement, reviewer=approval.by.name)
    certificate.record = record.canonical(data).decode("utf-8")
    return certificate, data


def record_of(certificate: Certificate, statement: Statement, *, reviewer: str) -> dict[str, Any]:
    committee, holder = certificate.committee, certificate.holder
    return record.build(
        statement,
        numbers=record.Numbers(
            certificate.number, certificate.identifier, certificate.check_code, certificate.verify_url
        ),
        holder=record.Holder(holder.name, holder.identity_number),
        issuer=record.Issuer(committee.name, committee.credit_code, committee.division.code, committee.phone),
        reviewer=reviewer,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        test=settings.KEYRING == "software",
    )


@handles(SEAL_JOB)
def seal_promised(job: Job, now: datetime) -> None:
    """Set the seal, or say why it has to wait. Running twice changes nothing."""
    certificate = Certificate.objects.select_related("committee", "approved_by", "signature").get(
        pk=job.payload["certificate"]
    )
    if certificate.state != CertificateState.GRANTED:
        jobs.finish(job, now=now)
        return
    try:
        committee_seal = seal_questions.committee_seal(certificate.committee, now)
    except NoSealError as error:
        Certificate.objects.filter(pk=certificate.pk).update(stalled_reason="seal-not-in-force")
        raise PostponeError("seal not in force", seconds=RETRY_SEAL_SECONDS) from error
    ofd, pdf = make_papers(certificate, committee_seal, now=now)
    reached("papers-made")
    with transaction.atomic():
        _keep_sealed(certificate, committee_seal, ofd=ofd, pdf=pdf, now=now)
        follow = job.payload.get("follow")
        if follow:
            jobs.promise(follow["kind"], key=follow["key"], payload=follow["payload"], due_at=now)
        reached("before-commit")
        jobs.finish(job, now=now)
    reached("after-commit")


def make_papers(certificate: Certificate, committee_seal: Seal, *, now: datetime) -> tuple[bytes, bytes]:
    """The sealed OFD and its signed PDF twin."""
    key, der = committee_seal.key_id, bytes(committee_seal.certificate_der)
    draft = bytes(certificate.paper.draft_ofd)
    data = papers.record_from(certificate.record)
    ofd = papers.seal_draft(draft, data, seal=_on_paper(committee_seal, committee_signer(key, der)), at=now)
    pdf_signer = committee_pdf_signer(
        key, bytes(committee_seal.pdf_certificate_der), test_authority().p256_intermediates
    )
    pdf = papers.compose_pdf(
        data,
        seal_picture=bytes(committee_seal.picture),
        signature_picture=bytes(certificate.signature.picture),
        signer=pdf_signer,
        at=now,
    )
    return ofd, pdf


def _keep_sealed(certificate: Certificate, committee_seal: Seal, *, ofd: bytes, pdf: bytes, now: datetime) -> None:
    granted = Certificate.objects.filter(pk=certificate.pk, state=CertificateState.GRANTED)
    changed = granted.update(state=CertificateState.SEALED, sealed_at=now, seal=committee_seal, stalled_reason="")
    if not changed:
        return
    # Looked at again inside the transaction: a seal suspended while the papers were made must not seal.
    if not Seal.objects.filter(pk=committee_seal.pk, state="in-force").exists():
        raise PostponeError("seal not in force", seconds=RETRY_SEAL_SECONDS)
    Paper.objects.filter(certificate=certificate).update(draft_ofd=b"", ofd=ofd, pdf=pdf)
    seal_actions.record_use(committee_seal, document=certificate.number, by=certificate.approved_by, at=now)
    journal.append(
        "certificate-issued",
        key=certificate.issue_key,
        commitment=commitment(papers.record_from(certificate.record), bytes(certificate.salt)),
    )


def _on_paper(seal: Seal, signer: Signer) -> papers.SealOnPaper:
    return papers.SealOnPaper(bytes(seal.seal_der), signer)
