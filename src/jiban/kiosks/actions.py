"""The verbs about kiosks, each one transaction: register, pair, watch, take out of service."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from jiban.kiosks.cards import read_key
from jiban.kiosks.errors import NameTakenError, PairingCodeError, RevokedError
from jiban.kiosks.models import Arrival, Kiosk, Printer, PrintJob
from jiban.people.encryption import keyed_hash
from jiban.people.models import Officer
from jiban.places.models import Committee

PAIRING_VALID = timedelta(minutes=10)
CODE_DIGITS = 8
LONGEST_VERSION = 40
MOST_PAPER = 100_000


@dataclass(frozen=True, slots=True)
class Health:
    """What the agent beside the kiosk says; None and empty where there is no agent."""

    printer: str = ""
    paper_left: int | None = None
    version: str = ""


def register(committee: Committee, *, name: str, by: Officer, now: datetime) -> tuple[Kiosk, str]:
    """A new kiosk, and the code that pairs one machine with it."""
    code = _new_code()
    try:
        with transaction.atomic():
            kiosk = Kiosk.objects.create(
                committee=committee,
                name=name,
                registered_by=by,
                registered_at=now,
                pairing_hash=_code_hash(code),
                pairing_until=now + PAIRING_VALID,
            )
    except IntegrityError as error:
        raise NameTakenError from error
    return kiosk, code


def new_code(kiosk: Kiosk, *, now: datetime) -> str:
    """Pair again: the machine that was paired before goes on until another one takes its place."""
    code = _new_code()
    living = Kiosk.objects.filter(pk=kiosk.pk, revoked_at=None)
    if not living.update(pairing_hash=_code_hash(code), pairing_until=now + PAIRING_VALID):
        raise RevokedError
    return code


def pair(code: str, *, agent_key: str, now: datetime) -> tuple[Kiosk, str]:
    """Answer the code with a device secret. Count tries before: see `jiban.people.tries`."""
    key, secret = read_key(agent_key), secrets.token_urlsafe(32)
    hashed = _code_hash("".join(code.split()))
    found = Kiosk.objects.filter(pairing_hash=hashed, pairing_until__gt=now, revoked_at=None).first()
    if found is None:
        raise PairingCodeError
    waiting = Kiosk.objects.filter(pk=found.pk, pairing_hash=hashed, revoked_at=None)
    if not waiting.update(
        pairing_hash="", pairing_until=None, secret_hash=_secret_hash(secret), agent_key=key, paired_at=now, seen_at=now
    ):
        raise PairingCodeError
    found.refresh_from_db()
    return found, secret


def by_secret(secret: str) -> Kiosk | None:
    """The kiosk whose browser this is."""
    living = Kiosk.objects.filter(secret_hash=_secret_hash(secret), revoked_at=None)
    return living.select_related("committee__division").first()


@transaction.atomic
def revoke(kiosk: Kiosk, *, by: Officer, now: datetime) -> None:
    """From this moment the machine is a stranger. A second tap changes nothing."""
    living = Kiosk.objects.filter(pk=kiosk.pk, revoked_at=None)
    if living.update(revoked_at=now, revoked_by=by, secret_hash=None, pairing_hash="", pairing_until=None):
        Arrival.objects.filter(kiosk=kiosk, closed_at=None).update(closed_at=now)
        PrintJob.objects.filter(kiosk=kiosk, state=PrintJob.State.WAITING).update(state=PrintJob.State.CANCELLED)


def report(kiosk: Kiosk, health: Health, *, now: datetime) -> None:
    """The kiosk lives. What it did not say this time stays as it was said last."""
    said: dict[str, object] = {"seen_at": now}
    if health.printer:
        said["printer"] = health.printer if health.printer in Printer.values else Printer.UNKNOWN
    if health.paper_left is not None:
        said["paper_left"] = max(0, min(health.paper_left, MOST_PAPER))
    if health.version:
        said["version"] = health.version[:LONGEST_VERSION]
    Kiosk.objects.filter(pk=kiosk.pk).update(**said)


def _new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def _code_hash(code: str) -> str:
    return keyed_hash("kiosk-pairing", code)


def _secret_hash(secret: str) -> str:
    return keyed_hash("kiosk-device", secret)
