"""Whom we believe: the cities of our list, each between two days, with the keys that are theirs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jiban.standards.gm.sm2 import PublicKey
from jiban.standards.gm.sm3 import sm3

from .errors import EnvelopeError


@dataclass(frozen=True, slots=True)
class TrustedKey:
    spki: bytes
    valid_from: date
    valid_until: date
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrustedCity:
    code: str
    valid_from: date
    valid_until: date
    is_suspended: bool
    keys: Sequence[TrustedKey]


def fingerprint(spki: bytes) -> str:
    """How people name a key to each other: the first sixteen hex digits of its SM3 digest."""
    return sm3(spki).hex()[:16]


def check_city(city: TrustedCity | None, *, today: date) -> None:
    """May anything be sent to this city, or taken from it? Raises EnvelopeError."""
    if city is None:
        raise EnvelopeError("unknown-city")
    if city.is_suspended:
        raise EnvelopeError("suspended")
    if not city.valid_from <= today <= city.valid_until:
        raise EnvelopeError("city-over")


def judge(city: TrustedCity | None, spki: bytes, *, today: date) -> PublicKey:
    """The key, if it is this city's today. Raises EnvelopeError.

    The day that counts is today, not the day the envelope names: whoever stole a key can write any day.
    """
    check_city(city, today=today)
    assert city is not None  # noqa: S101 - looked at above
    key = next((each for each in city.keys if each.spki == spki), None)
    if key is None:
        raise EnvelopeError("unknown-key")
    if key.revoked_at is not None:
        raise EnvelopeError("key-revoked")
    if not key.valid_from <= today <= key.valid_until:
        raise EnvelopeError("key-over")
    return PublicKey.from_spki(spki)
