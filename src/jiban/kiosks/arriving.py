"""The ways in at a kiosk: a phone that scans its code, or a card that is read and its holder confirmed."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from jiban.kiosks import cards
from jiban.kiosks.errors import ArrivalOverError, CardError, CardUnknownError, WrongNumberError
from jiban.kiosks.models import Arrival, Kiosk
from jiban.people.details import same_name
from jiban.people.encryption import keyed_hash
from jiban.people.models import AssuranceLevel, Officer, RealNameProof, Resident

PHONE_VALID = timedelta(minutes=2)
CARD_VALID = timedelta(minutes=2)
COUNTER_VALID = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=1)
NUMBERS = range(10, 100)
OFFERED = 3


def open_arrival(kiosk: Kiosk, way: str, *, now: datetime) -> tuple[Arrival, str]:
    """A chance to come in, and its secret: what the QR code holds, or the question to the card reader."""
    # Codes that nobody answered tell nothing later.
    Arrival.objects.filter(kiosk=kiosk, resident=None, expires_at__lt=now - FORGOTTEN_AFTER).delete()
    token = secrets.token_urlsafe(24)
    arrival = Arrival.objects.create(
        kiosk=kiosk,
        way=way,
        token_hash=_token_hash(token),
        number=secrets.choice(NUMBERS),
        opened_at=now,
        expires_at=now + (PHONE_VALID if way == Arrival.Way.PHONE else CARD_VALID),
    )
    return arrival, token


def by_token(token: str, *, now: datetime) -> Arrival | None:
    """What a phone has scanned, while it waits for the phone's answer."""
    waiting = Arrival.objects.filter(
        token_hash=_token_hash(token), way=Arrival.Way.PHONE, closed_at=None, confirmed_at=None, expires_at__gt=now
    )
    return waiting.select_related("kiosk__committee__division").first()


def is_confirmed_by(token: str, resident: Resident) -> bool:
    """Whether this person has confirmed it a moment ago: a second tap, or the answer was lost."""
    done = Arrival.objects.filter(token_hash=_token_hash(token), way=Arrival.Way.PHONE, resident=resident)
    return done.filter(confirmed_at__isnull=False).exists()


def numbers_to_choose(arrival: Arrival) -> list[int]:
    """The right one among others, always the same ones: looking again tells nothing."""
    digits = keyed_hash("kiosk-numbers", arrival.token_hash)
    others: list[int] = []
    for at in range(0, len(digits), 2):
        number = NUMBERS[int(digits[at : at + 2], 16) % len(NUMBERS)]
        if number != arrival.number and number not in others:
            others.append(number)
    return sorted([arrival.number, *others[: OFFERED - 1]])


def confirm(arrival: Arrival, resident: Resident, *, number: str, now: datetime) -> None:
    """On the phone, by who has signed in there. One wrong number ends it: guessing has one chance."""
    waiting = Arrival.objects.filter(pk=arrival.pk, closed_at=None, confirmed_at=None, expires_at__gt=now)
    if number != str(arrival.number):
        waiting.update(closed_at=now)
        raise WrongNumberError
    if not waiting.update(resident=resident, confirmed_at=now):
        raise ArrivalOverError


def read_card(arrival: Arrival, nonce: str, answer: str, *, now: datetime) -> tuple[Resident, cards.Card]:
    """Whose card it is. Each question is answered once."""
    kiosk = arrival.kiosk
    if not kiosk.agent_key:
        raise CardError
    card = cards.read_answer(answer, key=bytes(kiosk.agent_key), nonce=nonce, now=now)
    resident = Resident.objects.filter(identity_number=card.identity_number).first()
    if resident is None or not same_name(resident.name, card.name):
        raise CardUnknownError
    waiting = Arrival.objects.filter(pk=arrival.pk, closed_at=None, resident=None, expires_at__gt=now)
    if not waiting.update(resident=resident):
        raise CardError
    return resident, card


def ask_counter(arrival: Arrival, *, now: datetime) -> None:
    """Have somebody at the counter compare the face with the card."""
    Arrival.objects.filter(pk=arrival.pk, closed_at=None, asked_at=None, resident__isnull=False).update(
        asked_at=now, expires_at=now + COUNTER_VALID
    )


@transaction.atomic
def confirm_at_counter(arrival: Arrival, *, by: Officer, now: datetime) -> None:
    """The officer saw the person and the card. A second tap finds it done."""
    waiting = Arrival.objects.filter(
        pk=arrival.pk, closed_at=None, confirmed_at=None, asked_at__isnull=False, expires_at__gt=now
    )
    if waiting.update(confirmed_at=now, confirmed_by=by):
        resident = Arrival.objects.values_list("resident", flat=True).get(pk=arrival.pk)
        RealNameProof.objects.create(
            resident_id=resident,
            provider="counter",
            subject=keyed_hash("counter-subject", str(resident)),
            level=AssuranceLevel.MIDDLE,
            method="card-and-face",
            verified_at=now,
            transaction=f"kiosk-arrival-{arrival.pk}",
            confirmed_by=by,
        )
    elif not Arrival.objects.filter(pk=arrival.pk, confirmed_at__isnull=False).exists():
        raise ArrivalOverError


def enter(arrival: Arrival, *, now: datetime) -> Resident:
    """Let in who was confirmed, once."""
    ready = Arrival.objects.filter(pk=arrival.pk, closed_at=None, confirmed_at__isnull=False, expires_at__gt=now)
    if not ready.update(closed_at=now):
        raise ArrivalOverError
    return Arrival.objects.select_related("resident__village__committee").get(pk=arrival.pk).resident  # type: ignore[return-value]


def close(arrival: Arrival, *, now: datetime) -> None:
    Arrival.objects.filter(pk=arrival.pk, closed_at=None).update(closed_at=now)


def waiting_at_counter(kiosks: list[Kiosk], *, now: datetime) -> list[Arrival]:
    waiting = Arrival.objects.filter(
        kiosk__in=kiosks, closed_at=None, confirmed_at=None, asked_at__isnull=False, expires_at__gt=now
    )
    return list(waiting.select_related("kiosk", "resident").order_by("asked_at")[:20])


def _token_hash(token: str) -> str:
    return keyed_hash("kiosk-arrival", token)
