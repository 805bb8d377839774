"""Signed envelopes between city nodes, version 1: docs/reference/across-cities.md.

{"body": {...}, "files": {DIGEST: BASE64}, "key": BASE64 SPKI, "letter": {...}, "signature": BASE64 DER}

The signature is SM2 with SM3 over the canonical form (RFC 8785) of the letter alone. The letter holds the digest of the
body, and the body those of the files: so letter and signature stay a proof when body and files have been deleted.
Pure: no database, no clock.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import rfc8785

from jiban.standards.gm.errors import KeyFormatError, SignatureFormatError
from jiban.standards.gm.sm2 import PublicKey
from jiban.standards.gm.sm3 import sm3
from jiban.standards.keys.store import OpenKey

from .errors import EnvelopeError

VERSION = 1
KINDS = ("items", "apply", "receipt", "status", "correct", "withdraw", "certificate", "refusal", "ack")
LARGEST_BYTES = 16 * 1024 * 1024
LARGEST_FILES_BYTES = 8 * 1024 * 1024
LASTS = timedelta(days=30)
# Clocks of two cities need not agree to the second.
MAY_BE_AHEAD = timedelta(minutes=5)
MEMBERS = {"v", "id", "from", "to", "kind", "thread", "sequence", "issued", "expires", "body"}
OUTSIDE = {"body", "files", "key", "letter", "signature"}
NAME = re.compile(r"[A-Za-z0-9-]{8,40}")
CITY = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is signed. `body`: the digest of the body."""

    id: str
    sender: str
    receiver: str
    kind: str
    thread: str
    sequence: int
    issued: datetime
    expires: datetime
    body: str

    def document(self) -> dict[str, Any]:
        return {
            "body": self.body,
            "expires": self.expires.isoformat(timespec="seconds"),
            "from": self.sender,
            "id": self.id,
            "issued": self.issued.isoformat(timespec="seconds"),
            "kind": self.kind,
            "sequence": self.sequence,
            "thread": self.thread,
            "to": self.receiver,
            "v": VERSION,
        }


@dataclass(frozen=True, slots=True)
class Envelope:
    """As it was read: nothing of it is proved before `check` was called with a trusted key."""

    letter: Letter
    signature: bytes
    key: bytes
    body: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)


def digest(data: bytes) -> str:
    return f"sm3:{sm3(data).hex()}"


def digest_of(body: Mapping[str, Any]) -> str:
    return digest(rfc8785.dumps(dict(body)))


def seal(letter: Letter, body: Mapping[str, Any], files: Mapping[str, bytes], key: OpenKey) -> str:
    """The envelope as it goes over the line. `letter.body` must be the digest of `body`."""
    signed = letter.document()
    signature = key.sign_digest(PublicKey.from_spki(key.spki).digest(rfc8785.dumps(signed)))
    whole = {
        "body": dict(body),
        "files": {name: _text(data) for name, data in files.items()},
        "key": _text(key.spki),
        "letter": signed,
        "signature": _text(signature),
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Envelope:
    """Take it apart, strictly. Raises EnvelopeError("unreadable")."""
    try:
        whole = json.loads(text)
        if not isinstance(whole, dict) or not whole.keys() <= OUTSIDE or not isinstance(whole["body"], dict):
            raise EnvelopeError("unreadable")
        files = {str(name): _bytes(data) for name, data in whole.get("files", {}).items()}
        letter = _letter(whole["letter"])
        return Envelope(letter, _bytes(whole["signature"]), _bytes(whole["key"]), whole["body"], files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EnvelopeError("unreadable") from error


def check(envelope: Envelope, key: PublicKey) -> None:
    """This key signed this letter, and body and files are those of the letter. Raises EnvelopeError."""
    try:
        good = key.verify(rfc8785.dumps(envelope.letter.document()), envelope.signature)
    except (SignatureFormatError, rfc8785.CanonicalizationError) as error:
        raise EnvelopeError("bad-signature") from error
    if not good:
        raise EnvelopeError("bad-signature")
    try:
        same = digest_of(envelope.body) == envelope.letter.body
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise EnvelopeError("altered") from error
    files = envelope.files
    if not same or _named(envelope.body) != files.keys() or any(digest(data) != name for name, data in files.items()):
        raise EnvelopeError("altered")


def _named(body: Mapping[str, Any]) -> set[str]:
    """The files that a body names."""
    told = body.get("files", [])
    return {str(each.get("digest")) for each in told if isinstance(each, dict)} if isinstance(told, list) else set()


def check_moment(letter: Letter, now: datetime) -> None:
    """Raises EnvelopeError."""
    if letter.issued > now + MAY_BE_AHEAD:
        raise EnvelopeError("not-yet")
    if letter.expires <= now or letter.expires - letter.issued > LASTS:
        raise EnvelopeError("expired")


def key_of(envelope: Envelope) -> PublicKey:
    """The key beside the letter. It proves nothing until it is found on the list of a city."""
    try:
        return PublicKey.from_spki(envelope.key)
    except KeyFormatError as error:
        raise EnvelopeError("unreadable") from error


def _letter(told: Mapping[str, Any]) -> Letter:
    if told.keys() != MEMBERS or told["v"] != VERSION or type(told["sequence"]) is not int:
        raise EnvelopeError("unreadable")
    names, cities = (told["id"], told["thread"]), (told["from"], told["to"])
    right = all(NAME.fullmatch(each) for each in names) and all(CITY.fullmatch(each) for each in cities)
    if not right or told["kind"] not in KINDS or not 0 <= told["sequence"] < 2**31:
        raise EnvelopeError("unreadable")
    issued, expires = datetime.fromisoformat(told["issued"]), datetime.fromisoformat(told["expires"])
    if issued.tzinfo is None or expires.tzinfo is None:
        raise EnvelopeError("unreadable")
    letter = Letter(
        told["id"], *cities, told["kind"], told["thread"], told["sequence"], issued, expires, str(told["body"])
    )
    if letter.document() != dict(told):
        # Written in another way than it would be signed in.
        raise EnvelopeError("unreadable")
    return letter


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise EnvelopeError("unreadable") from error
