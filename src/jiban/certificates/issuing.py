"""Compose and keep: the reviewer's half of issuing. The worker's half is sealing.py."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiban.jobs import actions as jobs
from jiban.jobs.models import Job
from jiban.people.models import Officer, Resident
from jiban.places.models import Committee
from jiban.seals import actions as seal_actions
from jiban.seals.actions import Use
from jiban.seals.certifier import PAPERS_ARE_TESTS
from jiban.seals.errors import NotInForceError
from jiban.seals.models import Seal, SealState
from jiban.standards.gm.signer import Signer
from jiban.standards.typeset.errors import MissingGlyphError

from . import numbers, papers, record
from .errors import MissingCharacterError
from .models import Certificate, Paper
from .statements import Statement

SEAL_JOB = "seal-certificate"
SALT_BYTES = 16


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


@dataclass(frozen=True, slots=True)
class Granted:
    """A certificate that the reviewer has signed, not kept yet."""

    certificate: Certificate
    draft: bytes
    follow: Follow | None


def compose(
    statement: Statement,
    *,
    holder: Resident,
    committee: Committee,
    approval: Approval,
    now: datetime,
    follow: Follow | None = None,
    replaces: Certificate | None = None,
) -> Granted:
    """Compose the paper and have the reviewer sign it. Nothing is kept, so this needs no transaction."""
    if not approval.signature.in_force(now):
        raise NotInForceError
    certificate, data = _new_certificate(
        statement, holder=holder, committee=committee, approval=approval, replaces=replaces, now=now
    )
    try:
        draft = papers.compose_signed_draft(
            data,
            signature=_on_paper(approval.signature, approval.signer),
            at=now,
            standing_words=statement.standing_words,
        )
    except MissingGlyphError as error:
        raise MissingCharacterError(error.characters) from error
    return Granted(certificate, draft, follow)


@transaction.atomic(savepoint=False)
def keep(granted: Sequence[Granted], *, approval: Approval, now: datetime) -> list[Certificate]:
    """Grant what was composed, and promise the seals. One transaction with the caller's."""
    # Held until its end: who reports the signature as lost waits for these certificates, and lists them.
    mine = Seal.objects.select_for_update(no_key=True).filter(pk=approval.signature.pk, state=SealState.IN_FORCE)
    if not mine.exists():
        raise NotInForceError
    certificates = Certificate.objects.bulk_create([one.certificate for one in granted])
    Paper.objects.bulk_create([Paper(certificate=one.certificate, draft_ofd=one.draft) for one in granted])
    seal_actions.record_uses(approval.signature, [_use(one) for one in granted], at=now)
    jobs.promise_all([_seal_job(one.certificate, one.follow, now=now) for one in granted])
    return certificates


def _use(granted: Granted) -> Use:
    certificate, follow = granted.certificate, granted.follow
    return use_of(certificate, case_number=str(follow.payload.get("case", "")) if follow else "")


def use_of(certificate: Certificate, *, case_number: str) -> Use:
    return Use(certificate.number, certificate.approved_by_id, what=certificate.title, case_number=case_number)


def _seal_job(certificate: Certificate, follow: Follow | None, *, now: datetime) -> Job:
    payload: dict[str, Any] = {"certificate": certificate.pk}
    if follow is not None:
        payload["follow"] = {"kind": follow.kind, "key": follow.key, "payload": dict(follow.payload)}
    return Job(kind=SEAL_JOB, key=f"seal:{certificate.identifier}", payload=payload, due_at=now)


def _new_certificate(
    statement: Statement,
    *,
    holder: Resident,
    committee: Committee,
    approval: Approval,
    replaces: Certificate | None,
    now: datetime,
) -> tuple[Certificate, dict[str, Any]]:
    valid_from = timezone.localdate(now)
    certificate = Certificate(
        number=numbers.new_number(now),
        identifier=numbers.next_identifier(replaces.identifier)
        if replaces
        else numbers.new_identifier(type_code=statement.type_code, issuer_code=committee.credit_code, version=1),
        check_code=numbers.new_check_code(),
        version=replaces.version + 1 if replaces else 1,
        replaces=replaces,
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
        test=PAPERS_ARE_TESTS,
    )


def _on_paper(seal: Seal, signer: Signer) -> papers.SealOnPaper:
    return papers.SealOnPaper(bytes(seal.seal_der), signer)
