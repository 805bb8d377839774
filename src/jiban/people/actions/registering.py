"""Residents: one flow for the first visit and every later one."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiban.people.details import read_details, same_name
from jiban.people.encryption import UnreadableError, decrypt, encrypt
from jiban.people.errors import NameMismatchError, TicketExpiredError, VillageNeededError, VillageUnsuitableError
from jiban.people.identity import Challenge, Proof, provider
from jiban.people.models import RealNameProof, Resident, ResidentLink
from jiban.people.tries import Door, clear_tries, count_try
from jiban.places.models import Division

TICKET_VALID = timedelta(minutes=15)


def start_sign_in(*, name: str, identity_number: str, mobile: str, now: datetime, form_key: str = "") -> Challenge:
    """Ask the identity provider for a code, one a filled-in form. Raises InvalidDetailsError with all problems at once."""
    details = read_details(name=name, identity_number=identity_number, mobile=mobile, today=timezone.localdate(now))
    return provider().start(
        name=details.name,
        identity_number=details.identity_number,
        mobile=details.mobile,
        now=now,
        form_key=form_key,
    )


def register_or_sign_in(
    challenge_id: str, code: str, *, now: datetime, village: Division | None = None, address: str = ""
) -> Resident:
    """Answer the challenge. Who is new here and chose no village yet gets VillageNeededError, whose ticket
    goes to `register`."""
    if village is not None:
        _check_village(village)
    proof = provider().confirm(challenge_id, code, now=now)
    resident = Resident.objects.filter(identity_number=proof.id_number).first()
    if resident is not None:
        return welcome_back(resident, proof, now=now)
    if village is None:
        raise VillageNeededError(ticket_for(proof))
    return _enter(proof, village=village, address=address, now=now)


def register(ticket: str, *, village: Division, address: str = "", now: datetime) -> Resident:
    """Finish a first visit: the identity was confirmed a moment ago, now the village is chosen."""
    _check_village(village)
    return _enter(proof_of(ticket, now=now), village=village, address=address, now=now)


def prefer(resident: Resident, *, language: str | None = None, large_print: bool | None = None) -> Resident:
    """Keep how the resident likes to read; None leaves a choice as it is."""
    if language is not None:
        resident.language = language
    if large_print is not None:
        resident.large_print = large_print
    resident.save(update_fields=["language", "large_print"])
    return resident


def _enter(proof: Proof, *, village: Division, address: str, now: datetime) -> Resident:
    known_as = {
        "name": proof.name,
        "mobile": proof.mobile,
        "village": village,
        "address": address.strip(),
        "created_at": now,
    }
    with transaction.atomic():
        resident, is_new = Resident.objects.get_or_create(identity_number=proof.id_number, defaults=known_as)
        if is_new:
            _keep(proof, resident)
    # Two taps at the same moment: the other one registered the person.
    return resident if is_new else welcome_back(resident, proof, now=now)


def welcome_back(resident: Resident, proof: Proof, *, now: datetime) -> Resident:
    # Counted first, as at every door: names must not be found out by trying them.
    count_try(Door.REAL_NAME, proof.id_number, now=now)
    if not same_name(resident.name, proof.name):
        raise NameMismatchError
    clear_tries(Door.REAL_NAME, proof.id_number)
    with transaction.atomic():
        # A platform may not know the number, or an old one: it fills a gap, a code that arrived there changes it.
        if proof.account is None or not resident.mobile:
            resident.mobile = proof.mobile
            resident.save(update_fields=["mobile"])
        _keep(proof, resident)
    return resident


def _keep(proof: Proof, resident: Resident) -> None:
    if proof.account is not None:
        issuer, subject = proof.account
        kept = {"resident": resident, "linked_at": proof.verified_at}
        ResidentLink.objects.get_or_create(issuer=issuer, subject=subject, defaults=kept)
    # A ticket can be handed in twice; the transaction it proves stays one.
    RealNameProof.objects.get_or_create(
        provider=proof.provider,
        transaction=proof.transaction,
        defaults={
            "resident": resident,
            "subject": proof.subject,
            "level": proof.level,
            "method": proof.method,
            "verified_at": proof.verified_at,
        },
    )


def _check_village(village: Division) -> None:
    if village.level != Division.Level.VILLAGE or village.closed_on is not None:
        raise VillageUnsuitableError


def ticket_for(proof: Proof) -> str:
    content = {**asdict(proof), "verified_at": proof.verified_at.isoformat()}
    return encrypt(json.dumps(content).encode()).decode()


def proof_of(ticket: str, *, now: datetime) -> Proof:
    try:
        content = json.loads(decrypt(ticket.encode()))
    except UnreadableError as error:
        raise TicketExpiredError from error
    verified_at = datetime.fromisoformat(content.pop("verified_at"))
    if now - verified_at > TICKET_VALID:
        raise TicketExpiredError
    account = content.pop("account")
    return Proof(verified_at=verified_at, account=tuple(account) if account else None, **content)
