"""What a card reader's agent says about a card: fields under its signature, bound to our question. A pure rule.

The protocol stands in docs/reference/kiosk-agent.md.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from jiban.kiosks.errors import AgentKeyError, CardError, CardExpiredError

KIND = "jiban-kiosk-card-v1"
FIELDS = frozenset({"kind", "nonce", "name", "identity_number", "valid_until", "read_at"})
# The agent's clock may be a little off ours.
READ_WITHIN = timedelta(minutes=5)
LONGEST_ANSWER = 4000


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    identity_number: str


def read_key(text: str) -> bytes:
    """The agent's public key, 64 hex digits; nothing where there is no reader."""
    if not text:
        return b""
    try:
        key = bytes.fromhex(text)
        Ed25519PublicKey.from_public_bytes(key)
    except ValueError as error:
        raise AgentKeyError from error
    return key


def read_answer(text: str, *, key: bytes, nonce: str, now: datetime) -> Card:
    """Believe the agent's answer only if it is signed by the key of this kiosk and answers this question."""
    fields, signature = _parts(text)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, rfc8785.dumps(fields))
    except (InvalidSignature, ValueError) as error:
        raise CardError from error
    if fields["kind"] != KIND or fields["nonce"] != nonce:
        raise CardError
    try:
        read_at = datetime.fromisoformat(fields["read_at"])
        # A long-term card has no last day.
        last_day = date.fromisoformat(fields["valid_until"]) if fields["valid_until"] else date.max
        is_recent = abs(now - read_at) <= READ_WITHIN
    except (ValueError, TypeError) as error:
        raise CardError from error
    if not is_recent:
        raise CardError
    if last_day < now.date():
        raise CardExpiredError
    return Card(fields["name"], fields["identity_number"])


def _parts(text: str) -> tuple[dict[str, str], bytes]:
    try:
        answer: Any = json.loads(text[:LONGEST_ANSWER])
        fields, signature = answer["card"], bytes.fromhex(answer["signature"])
    except (ValueError, TypeError, KeyError) as error:
        raise CardError from error
    is_plain = isinstance(fields, dict) and fields.keys() == FIELDS
    if not is_plain or not all(isinstance(value, str) for value in fields.values()):
        raise CardError
    return fields, signature
