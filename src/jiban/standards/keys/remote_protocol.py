"""The messages between a signing server and those who ask it, version 1: docs/reference/remote-signer.md."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from jiban.standards.keys import errors

PREFIX = "/v1"
MAX_BODY_BYTES = 16 * 1024
MAX_PIN_CHARACTERS = 64
MOST_WAIT_SECONDS = 60
DONE = "done"
PENDING = "pending"
_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{15,79}")


class UnknownRequestError(errors.KeyStoreError):
    """The server does not know this request id: it never came, or was forgotten. Ask for the signature again."""


class RequestDiffersError(errors.KeyStoreError):
    """The request id was used before for something else."""


class PinLockedError(errors.WrongPinError):
    """Too many wrong PINs in a row: the key stays closed for a while, to right ones too."""


# code -> (HTTP status, error). The first that an error is an instance of is told.
CODES: dict[str, tuple[int, type[errors.KeyStoreError]]] = {
    "bad-request": (400, errors.BadAnswerError),
    "bad-name": (400, errors.KeyNameError),
    "bad-digest": (400, errors.DigestSizeError),
    "not-allowed": (403, errors.NotAllowedError),
    "pin-locked": (403, PinLockedError),
    "wrong-pin": (403, errors.WrongPinError),
    "certificate-period": (403, errors.CertificatePeriodError),
    "unknown-key": (404, errors.UnknownKeyError),
    "unknown-request": (404, UnknownRequestError),
    "key-exists": (409, errors.KeyExistsError),
    "request-differs": (409, RequestDiffersError),
    "wrong-certificate": (422, errors.WrongCertificateError),
    "unsupported": (422, errors.UnsupportedError),
    "too-many": (429, errors.BusyError),
    "wrong-signature": (500, errors.WrongSignatureError),
    "timed-out": (504, errors.TimedOutError),
    "unavailable": (503, errors.UnavailableError),
}


def code_of(error: errors.KeyStoreError) -> str:
    """The code that tells this error to a client."""
    return next((code for code, (_, kind) in CODES.items() if isinstance(error, kind)), "unavailable")


def error_of(status: int, body: Mapping[str, Any]) -> errors.KeyStoreError:
    """The error that a server's answer tells."""
    code, words = body.get("error"), str(body.get("message", ""))[:200]
    known = CODES.get(code) if isinstance(code, str) else None
    if known is None:
        kind: type[errors.KeyStoreError] = errors.UnavailableError if status >= 500 else errors.BadAnswerError
        return kind(f"the signing server answered {status}")
    error = known[1](f"the signing server: {words or code}")
    wait = body.get("wait_seconds")
    if isinstance(error, errors.UnavailableError) and isinstance(wait, int | float) and 0 < wait <= MOST_WAIT_SECONDS:
        error.wait_seconds = float(wait)
    return error


def tell(error: errors.KeyStoreError) -> tuple[int, dict[str, Any]]:
    """Status and message that tell an error to a client."""
    code = code_of(error)
    message: dict[str, Any] = {"error": code, "message": str(error)}
    if isinstance(error, errors.UnavailableError) and error.wait_seconds:
        message["wait_seconds"] = round(error.wait_seconds, 3)
    return CODES[code][0], message


def check_request_id(request_id: object) -> str:
    """The id itself: 16 to 80 letters, digits, dots, hyphens, underscores. Raises BadAnswerError."""
    if not isinstance(request_id, str) or not _REQUEST_ID.fullmatch(request_id):
        raise errors.BadAnswerError("a request id has 16 to 80 letters, digits, dots, hyphens and underscores")
    return request_id


def write(message: Mapping[str, Any]) -> bytes:
    """A message as JSON, UTF-8."""
    return json.dumps(message, separators=(",", ":"), sort_keys=True).encode()


def read(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises BadAnswerError."""
    if len(body) > MAX_BODY_BYTES:
        raise errors.BadAnswerError(f"a message above {MAX_BODY_BYTES} bytes")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise errors.BadAnswerError("a message that is no JSON") from None
    if not isinstance(message, dict):
        raise errors.BadAnswerError("a message that is no JSON object")
    return message


def text(message: Mapping[str, Any], name: str) -> str:
    """A string of the message. Raises BadAnswerError."""
    value = message.get(name)
    if not isinstance(value, str):
        raise errors.BadAnswerError(f"{name} must be a string")
    return value


def pin_of(message: Mapping[str, Any]) -> str:
    """The PIN, "" if there is none. Raises BadAnswerError."""
    pin = text(message, "pin") if "pin" in message else ""
    if len(pin) > MAX_PIN_CHARACTERS:
        raise errors.BadAnswerError("the pin is too long")
    return pin


def data(message: Mapping[str, Any], name: str) -> bytes:
    """Bytes of the message, written in base64 (RFC 4648 section 4). Raises BadAnswerError."""
    try:
        return base64.b64decode(text(message, name), validate=True)
    except binascii.Error:
        raise errors.BadAnswerError(f"{name} must be base64") from None


def base64_text(raw: bytes) -> str:
    """Bytes as the messages hold them."""
    return base64.b64encode(raw).decode()
