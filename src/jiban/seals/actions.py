"""The life of a seal, step by step, each an event with officer and reason; opening a reviewer's key; and uses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
    AlreadyAppliedError,
    NotInForceError,
    NotYourSignatureError,
    PinLockedError,
    ReasonNeededError,
    SecondPersonError,
    StepRefusedError,
    WeakPinError,
)
from .keyring import keyring
from .life import STEPS, Step, may_take
from .models import PENDING, Seal, SealEvent, SealKind, SealState, SealUse, SpecimenSource
from .numbers import new_key_id, new_seal_id

COMMITTEE_SEAL_MM = 42
SIGNATURE_MM = (30, 12)
VALID_DAYS = 3 * 365
VENDOR = "Jiban"
MADE_FIELDS = ("key_id", "valid_from", "valid_until", "certificate_der", "pdf_certificate_der", "seal_der")
WRONG_PINS_ALLOWED = 5


@dataclass(frozen=True, slots=True)
class Specimen:
    """What the seal or signature looks like: a PNG with transparency, and where it comes from."""

    picture: bytes
    source: SpecimenSource


@dataclass(frozen=True, slots=True)
class Use:
    """One act of sealing or signing: which document, of what kind, for which case, under whose approval (a key)."""

    document: str
    by: int
    what: str = ""
    case_number: str = ""


@transaction.atomic
def register_committee_seal(
    committee: Committee, *, by: Officer | None, now: datetime, specimen: Specimen | None = None
) -> Seal:
    """Apply for it. Without a specimen the picture is drawn from the committee's name."""
    _refuse_second(committee, SealKind.COMMITTEE, None)
    specimen = specimen or Specimen(seal_picture(committee.name), SpecimenSource.TYPED)
    seal = Seal.objects.create(
        kind=SealKind.COMMITTEE,
        committee=committee,
        name=committee.name,
        seal_id=new_seal_id(committee.division.code, now),
        picture=specimen.picture,
        specimen=specimen.source,
        width_mm=COMMITTEE_SEAL_MM,
        height_mm=COMMITTEE_SEAL_MM,
        registered_at=now,
    )
    _note(seal, SealState.REGISTERED, by=by, at=now)
    return seal


@transaction.atomic
def register_signature(
    officer: Officer, committee: Committee, *, by: Officer | None, now: datetime, specimen: Specimen | None = None
) -> Seal:
    _refuse_second(committee, SealKind.REVIEWER, officer)
    specimen = specimen or Specimen(signature_picture(officer.name), SpecimenSource.TYPED)
    width_mm, height_mm = SIGNATURE_MM
    seal = Seal.objects.create(
        kind=SealKind.REVIEWER,
        committee=committee,
        officer=officer,
        name=officer.name,
        seal_id=new_seal_id(committee.division.code, now),
        picture=specimen.picture,
        specimen=specimen.source,
        width_mm=width_mm,
        height_mm=height_mm,
        registered_at=now,
    )
    _note(seal, SealState.REGISTERED, by=by, at=now)
    return seal


def _refuse_second(committee: Committee, kind: SealKind, officer: Officer | None) -> None:
    """Two taps, or a clerk and a bulk run at once, must not leave two: whoever comes second waits here, and then sees."""
    hold(committee)
    if Seal.objects.filter(committee=committee, kind=kind, officer=officer, state__in=PENDING).exists():
        raise AlreadyAppliedError


def hold(committee: Committee) -> None:
    """Until the transaction ends, nobody else applies for this committee."""
    Committee.objects.select_for_update(no_key=True).only("pk").get(pk=committee.pk)


@transaction.atomic
def check(seal: Seal, *, by: Officer, now: datetime) -> Seal:
    """Name and picture were compared with the committee's papers."""
    return take_step(seal, Step.CHECK, by=by, now=now)


@transaction.atomic
def decline(seal: Seal, *, by: Officer, reason: str, now: datetime) -> Seal:
    return take_step(seal, Step.DECLINE, by=by, now=now, reason=_needed(reason))


@transaction.atomic
def approve(seal: Seal, *, by: Officer, now: datetime) -> Seal:
    return take_step(seal, Step.APPROVE, by=by, now=now)


def put_through(seal: Seal, *, certifier: Certifier, by: Officer, now: datetime, pin: str = "") -> Seal:
    """Check, approve, make and put in force in one go: for seals prepared in numbers. Who applied is another person."""
    check(seal, by=by, now=now)
    approve(seal, by=by, now=now)
    make(seal, certifier=certifier, by=by, now=now, pin=pin)
    return activate(seal, by=by, now=now)


@transaction.atomic
def make(seal: Seal, *, certifier: Certifier, by: Officer | None, now: datetime, pin: str = "") -> Seal:
    """Make key, certificates and seal. A reviewer chooses the PIN here, in person."""
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
    # The step first: a seal that somebody else made, declined or put in force meanwhile must not be written over.
    take_step(seal, Step.MAKE, by=by, now=now)
    seal.save(update_fields=MADE_FIELDS)
    return seal


@transaction.atomic
def activate(seal: Seal, *, by: Officer | None, now: datetime) -> Seal:
    """Put it in force. The one it takes the place of ends in the same moment: never two, and no gap."""
    if seal.state != SealState.MADE:
        raise StepRefusedError
    for old in Seal.objects.filter(
        committee=seal.committee_id, kind=seal.kind, officer=seal.officer_id, state__in=STEPS[Step.REPLACE][0]
    ):
        take_step(old, Step.REPLACE, by=by, now=now, reason=seal.seal_id)
    return take_step(seal, Step.ACTIVATE, by=by, now=now)


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
    return take_step(seal, Step.SUSPEND, by=by, now=now, reason=_needed(reason))


@transaction.atomic
def resume(seal: Seal, *, by: Officer, reason: str, now: datetime) -> Seal:
    return take_step(seal, Step.RESUME, by=by, now=now, reason=_needed(reason))


@transaction.atomic
def revoke(seal: Seal, *, by: Officer, reason: str, now: datetime) -> Seal:
    return take_step(seal, Step.REVOKE, by=by, now=now, reason=_needed(reason))


@transaction.atomic
def destroy(seal: Seal, *, by: Officer, reason: str, now: datetime) -> Seal:
    """The keys are destroyed; the certificates stay, so that what was sealed can be checked for ever."""
    take_step(seal, Step.DESTROY, by=by, now=now, reason=_needed(reason))
    if seal.key_id:
        keyring().destroy(seal.key_id)
    return seal


@transaction.atomic
def unlock_pin(seal: Seal, *, by: Officer, now: datetime) -> None:
    Seal.objects.filter(pk=seal.pk).update(pin_failures=0)
    # Read again: an event with the state of before would say that a seal suspended meanwhile is in force.
    seal.refresh_from_db(fields=["state"])
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


def record_uses(seal: Seal, uses: Sequence[Use], *, at: datetime) -> None:
    """A document that is there already stays as it is."""
    rows = [
        SealUse(seal=seal, document=use.document, what=use.what, case_number=use.case_number, by_id=use.by, at=at)
        for use in uses
    ]
    SealUse.objects.bulk_create(rows, ignore_conflicts=True)


def check_pin_strength(pin: str) -> None:
    plain_row = pin in "0123456789" or pin in "9876543210"
    if not re.fullmatch(r"\d{6,12}", pin) or len(set(pin)) == 1 or plain_row:
        raise WeakPinError


def applicant_of(seal: Seal) -> int | None:
    """The key of the officer who applied."""
    first = seal.events.filter(state=SealState.REGISTERED).values_list("by_id", flat=True)
    return first.first()


def take_step(seal: Seal, step: Step, *, by: Officer | None, now: datetime, reason: str = "") -> Seal:
    """One step of the pure rules as a compare-and-swap with its event. Inside the caller's transaction."""
    states, to = STEPS[step]
    if not may_take(step, applicant=applicant_of(seal), by=by.pk if by else None):
        raise SecondPersonError
    if not Seal.objects.filter(pk=seal.pk, state__in=states).update(state=to):
        raise StepRefusedError
    seal.state = to
    _note(seal, SealState(to), by=by, at=now, reason=reason)
    return seal


def _needed(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeededError
    return reason.strip()[:200]


def _note(seal: Seal, state: SealState, *, by: Officer | None, at: datetime, reason: str = "") -> None:
    SealEvent.objects.create(seal=seal, state=state, at=at, by=by, reason=reason)
