"""Time-based one-time passwords (RFC 6238): SHA-1, 30 seconds, six digits, as every authenticator app knows them."""

import base64
import hmac
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
DRIFT_STEPS = 1


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def matching_step(secret: bytes, code: str, *, at: datetime) -> int | None:
    """The time step whose code this is, one step of clock drift either way allowed; None if it is none of them."""
    now = int(at.timestamp()) // STEP_SECONDS
    typed = "".join(code.split()).encode()
    found = None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(_code(secret, step), typed):
            found = step
    return found


def code_at(secret: bytes, at: datetime) -> str:
    return _code(secret, int(at.timestamp()) // STEP_SECONDS).decode()


def secret_text(secret: bytes) -> str:
    """Base32, for a person who types it instead of scanning."""
    return base64.b32encode(secret).decode()


def address(secret: bytes, *, account: str, issuer: str) -> str:
    """The otpauth address an authenticator app reads from a QR code."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def _code(secret: bytes, step: int) -> bytes:
    return _totp(secret).generate(step * STEP_SECONDS)


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - the algorithm authenticator apps know
