"""The life of a seal: register, approve, make, suspend, resume, revoke; and its use."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from jiban.people.models import Officer
from jiban.places.models import Committee
from jiban.standards.gm.signer import Signer
from jiban.standards.ses.picture import seal_picture, signature_picture
from jiban.standards.ses.seal import SealInfo, make_seal
from jiban.standards.ses.seal import SealKind as SesKind

from .certifier import Certifier
from .errors import (
    NotInForceError,
    NotYourSignatureError,
    PinLockedError,
    StepRefusedError,
    WeakPinError,
)
from .keyring import keyring
from .models import Seal, SealEvent, SealKind, SealState, SealUse
from .numbers import new_key_id, new_seal_id

COMMITTEE_SEAL_MM = 42
SIGNATURE_MM = (30, 12)
VALID_DAYS = 3 * 365
VENDOR = "Jiban"
WRONG_PINS_ALLOWED = 5


@transaction.atomic
def register_committee_seal(committee: Committee, *, by: Officer | None, now: datetime) -> Seal:
    seal = Seal.objects.create(
        kind=SealKind.COMMITTEE,
        committee=committee,
        name=committee.name,
        seal_id=new_seal_id(committee.division.code, now),
        picture=seal_picture(committee.name),
        width_mm=COMMITTEE_SEAL_MM,
        height_mm=COMMITTEE_SEAL_MM,
        registered_at=now,
    )
    _note(seal, SealState.REGISTERED, by=by, at=now)
    return seal


@transaction.atomic
def register_signature(officer: Officer, committee: Committee, *, by: Officer | None, now: datetime) -> Seal:
    width_mm, height_mm = SIGNATURE_MM
    seal = Seal.objects.create(
        kind=SealKind.REVIEWER,
        committee=committee,
        officer=officer,
        name=officer.name,
        seal_id=new_seal_id(committee.division.code, now),
        picture=signature_picture(officer.name),
        width_mm=width_mm,
        height_mm=height_mm,
        registered_at=now,
    )
    _note(seal, SealState.REGISTERED, by=by, at=now)
    return seal


@transaction.atomic
def approve(seal: Seal, *, by: Officer, now: datetime) -> Seal:
    return _step(seal, {SealState.REGISTERED}, SealState.APPROVED, by=by, now=now)


@transaction.atomic
def make(seal: Seal, *, certifier: Certifier, by: Officer | None, now: datetime, pin: str = "") -> Seal:
    """Make key, certificates and seal, and put it in force. A reviewer chooses the PIN here, in person."""
    if seal.state != SealState.APPROVED:
        raise StepRefusedError
    if seal.kind == SealKind.REVIEWER:
        check_pin_strength(pin)
    # Random: a making that fails half way leaves a key behind, and no key is ever made twice under one name.
    seal.key_id = new_key_id(seal.seal_id)
    seal.valid_from = now.replace(microsecond=0)
    seal.valid_until = seal.valid_from + timedelta(days=VALID_DAYS)
    spki, pdf_spki = keyring().generate(seal.key_id, pin=pin)
    seal.certificate_der = _certify(seal, spki, certifier)
    seal.pdf_certificate_der = certifier.issue_pdf_signer(
        seal.name,
        pdf_spki,
        not_before=seal.valid_from,
        not_after=seal.valid_until,
        organization=seal.committee.name,
    )
    keyring().certified(seal.key_id, certificate=seal.certificate_der, pdf_certificate=seal.pdf_certificate_der)
    seal.seal_der = make_seal(_seal_info(seal), certifier.seal_maker())
    seal.save()
    return _step(seal, {SealState.APPROVED}, SealState.IN_FORCE, by=by, now=now)


def _certify(seal: Seal, spki: bytes, certifier: Certifier) -> bytes:
    assert seal.valid_from is not None  # noqa: S101 - set by make()
    assert seal.valid_until is not None  # noqa: S101
    validity = {"not_before": seal.valid_from, "not_after": seal.valid_until}
    if seal.kind == SealKind.COMMITTEE:
        return certifier.issue_committee(seal.name, seal.committee.credit_code, spki, **validity)
    return certifier.issue_officer(seal.name, spki, organization=seal.committee.name, **validity)


def _seal_info(seal: Seal) -> SealInfo:
    assert seal.valid_from is not None  # noqa: S101 - set by make()
    assert seal.valid_until is not None  # noqa: S101
    return SealInfo(
        seal_id=seal.seal_id,
        name=seal.name,
        kind=SesKind.ORGANISATION if seal.kind == SealKind.COMMITTEE else SesKind.PERSON,
        picture=bytes(seal.picture),
        width_mm=seal.width_mm,
        height_mm=seal.height_mm,
        signer_certificates=(bytes(seal.certificate_der),),
        created=seal.valid_from,
        valid_from=seal.valid_from,
        valid_to=seal.valid_until,
        vendor=VENDOR,
    )


@transaction.atomic
def suspend(seal: Seal, *, by: Officer, reason: str, now: datetime) -> Seal:
    return _step(seal, {SealState.IN_FORCE}, SealState.SUSPENDED, by=by, now=now, reason=reason)


@transaction.atomic
def resume(seal: Seal, *, by: Officer, reason: str, now: datetime) -> Seal:
    return _step(seal, {SealState.SUSPENDED}, SealState.IN_FORCE, by=by, now=now, reason=reason)


@transaction.atomic
def revoke(seal: Seal, *, by: Officer, reason: str, now: datetime) -> Seal:
    return _step(seal, {SealState.IN_FORCE, SealState.SUSPENDED}, SealState.REVOKED, by=by, now=now, reason=reason)


@transaction.atomic
def unlock_pin(seal: Seal, *, by: Officer, now: datetime) -> None:
    Seal.objects.filter(pk=seal.pk).update(pin_failures=0)
    _note(seal, SealState(seal.state), by=by, at=now, reason="PIN unlocked")


def unlock(seal: Seal, *, by: Officer, pin: str, now: datetime) -> Signer:
    """Open a reviewer's key for the acts of this request. Only its owner, only with the PIN, only in force."""
    if seal.officer_id != by.pk:
        raise NotYourSignatureError
    if not seal.in_force(now):
        raise NotInForceError
    # Count the try before looking at the PIN: many guesses sent at once must not share one count.
    counted = Seal.objects.filter(pk=seal.pk, pin_failures__lt=WRONG_PINS_ALLOWED)
    if not counted.update(pin_failures=F("pin_failures") + 1):
        raise PinLockedError
    signer = keyring().sm2_signer(seal.key_id, certificate=bytes(seal.certificate_der), pin=pin)
    Seal.objects.filter(pk=seal.pk).update(pin_failures=0)
    return signer


def record_uses(seal: Seal, by: Mapping[str, int], *, at: datetime) -> None:
    """Who used the seal (an officer's primary key) by document; a document that is there already stays as it is."""
    uses = [SealUse(seal=seal, document=document, by_id=officer, at=at) for document, officer in by.items()]
    SealUse.objects.bulk_create(uses, ignore_conflicts=True)


def check_pin_strength(pin: str) -> None:
    plain_row = pin in "0123456789" or pin in "9876543210"
    if not re.fullmatch(r"\d{6,12}", pin) or len(set(pin)) == 1 or plain_row:
        raise WeakPinError


def _step(
    seal: Seal, allowed: set[SealState], to: SealState, *, by: Officer | None, now: datetime, reason: str = ""
) -> Seal:
    if not Seal.objects.filter(pk=seal.pk, state__in=allowed).update(state=to):
        raise StepRefusedError
    seal.state = to
    _note(seal, to, by=by, at=now, reason=reason)
    return seal


def _note(seal: Seal, state: SealState, *, by: Officer | None, at: datetime, reason: str = "") -> None:
    SealEvent.objects.create(seal=seal, state=state, at=at, by=by, reason=reason)
