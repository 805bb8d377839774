"""How this system and an SMS gateway prove to each other who is speaking. Pure: see docs/reference/messages.md."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

KEY, TIME, NONCE, SIGNATURE = "X-Jiban-Key", "X-Jiban-Time", "X-Jiban-Nonce", "X-Jiban-Signature"
FRESH_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Letter:
    """What is signed: a method, a path, and the bytes of the body."""

    method: str
    path: str
    body: bytes


def headers(letter: Letter, *, key: str, secret: str, at: int, nonce: str) -> dict[str, str]:
    """`at` in whole seconds since 1970."""
    return {KEY: key, TIME: str(at), NONCE: nonce, SIGNATURE: _sign(letter, secret=secret, at=str(at), nonce=nonce)}


def is_signed(letter: Letter, given: Mapping[str, str], *, key: str, secret: str, now: int) -> bool:
    """True if `given` are headers made with the secret within the last five minutes. Replays are for the caller to see."""
    at, nonce = given.get(TIME, ""), given.get(NONCE, "")
    if not (secret and at.isascii() and at.isdecimal() and len(at) <= 12 and 16 <= len(nonce) <= 64):
        return False
    expected = _sign(letter, secret=secret, at=at, nonce=nonce)
    is_right = hmac.compare_digest(expected.encode(), given.get(SIGNATURE, "").encode())
    is_ours = hmac.compare_digest(key.encode(), given.get(KEY, "").encode())
    return is_right and is_ours and abs(now - int(at)) <= FRESH_SECONDS


def _sign(letter: Letter, *, secret: str, at: str, nonce: str) -> str:
    digest = hashlib.sha256(letter.body).hexdigest()
    text = f"{letter.method}\n{letter.path}\n{at}\n{nonce}\n{digest}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
