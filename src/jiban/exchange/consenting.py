"""What a resident does about consent: asked for by an office or offered by herself, given, declined, withdrawn."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiban.notices.actions import tell
from jiban.people.models import Officer, Resident
from jiban.places.models import Committee

from .errors import ConsentOverError, NotSharedError, WrongPurposeError
from .facts import APPLICATION, VILLAGE, Fact, Level
from .models import Consent

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NUMBER_LENGTH = 12
DAYS = (7, 30, 90)
ASKED = "data-consent-asked"


def ask(
    resident: Resident, fact: Fact, *, committee: Committee, case_number: str, by: Officer, now: datetime
) -> Consent:
    """The village asks, once a case and fact; the resident is told. Nothing is looked up by this."""
    key = f"case:{case_number}:{fact.code}"
    use = fact.use_for(APPLICATION, VILLAGE)
    if fact.level == Level.NOT_SHARED:
        raise NotSharedError
    if use is None:
        raise WrongPurposeError
    with transaction.atomic():
        made, is_new = Consent.objects.get_or_create(
            resident=resident,
            key=key,
            defaults={
                **_of(fact, APPLICATION, use.basis),
                "receiver": VILLAGE,
                "receiver_name": committee.name,
                "committee": committee,
                "case_number": case_number,
                "asked_by": by,
                "asked_at": now,
            },
        )
        if is_new:
            tell(resident.pk, ASKED, about=case_number, key=f"consent:{made.number}", at=now)
    return made


def offer(
    resident: Resident,
    fact: Fact,
    *,
    purpose: str,
    receiver: str,
    receiver_name: str,
    days: int,
    key: str,
    now: datetime,
) -> Consent:
    """The resident lets a department look it up instead of bringing a certificate. The same key twice is one consent."""
    use = fact.use_for(purpose, receiver)
    if use is None or fact.level == Level.NOT_SHARED or days not in DAYS:
        raise WrongPurposeError
    made, _is_new = Consent.objects.get_or_create(
        resident=resident,
        key=f"own:{key}",
        defaults={
            **_of(fact, purpose, use.basis),
            "receiver": receiver,
            "receiver_name": receiver_name,
            "asked_at": now,
            "given_at": now,
            "last_day": timezone.localdate(now) + timedelta(days=days - 1),
        },
    )
    return made


def give(consent: Consent, *, days: int, now: datetime) -> None:
    """Raises ConsentOverError for one that was answered otherwise meanwhile."""
    if days not in DAYS:
        raise WrongPurposeError
    last_day = timezone.localdate(now) + timedelta(days=days - 1)
    waiting = Consent.objects.filter(pk=consent.pk, given_at=None, declined_at=None, withdrawn_at=None)
    if not waiting.update(given_at=now, last_day=last_day):
        consent.refresh_from_db()
        if consent.given_at is None or consent.withdrawn_at is not None:
            raise ConsentOverError


def decline(consent: Consent, *, now: datetime) -> None:
    Consent.objects.filter(pk=consent.pk, given_at=None, declined_at=None).update(declined_at=now)


def withdraw(consent: Consent, *, now: datetime) -> None:
    """From now on nothing is answered for it. Withdrawing twice changes nothing."""
    Consent.objects.filter(pk=consent.pk, withdrawn_at=None).exclude(given_at=None).update(withdrawn_at=now)


def _of(fact: Fact, purpose: str, basis: str) -> dict[str, object]:
    return {
        "number": "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH)),
        "fact": fact.code,
        "fields": [field.name for field in fact.fields],
        "purpose": purpose,
        "basis": basis,
    }
