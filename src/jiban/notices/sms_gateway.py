"""The gateway protocol, our side of it: docs/reference/messages.md."""

import json
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from jiban import bounded_answers

from . import signing
from .errors import RefusedError, SlowDownError, UnreachableError
from .signing import Letter
from .sms import Accepted, Sms

PATH = "/v1/messages"
PATIENCE_SECONDS = 5
LARGEST_ANSWER_BYTES = 16 * 1024
SLOWEST_SECONDS = 3600
ACCEPTED = {200, 202}
# Of all other answers to a request a second try would get the same.
TRY_AGAIN = {401, 403, 404, 408, 425}


class SmsGateway:
    def send(self, sms: Sms) -> Accepted:
        body = json.dumps(
            {
                "to": f"+86{sms.mobile}",
                "sign": settings.SMS_SIGN,
                "text": sms.text,
                "class": "code" if sms.is_code else "notice",
            },
            ensure_ascii=False,
        ).encode()
        return _understood(_post(body, sms.key))


def _post(body: bytes, key: str) -> httpx.Response:
    path = urlsplit(settings.SMS_GATEWAY_URL).path.rstrip("/") + PATH
    signed = signing.headers(
        Letter("POST", path, body),
        key=settings.SMS_GATEWAY_KEY,
        secret=settings.SMS_GATEWAY_SECRET,
        at=int(time.time()),
        nonce=secrets.token_hex(16),
    )
    plain = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": key}
    try:
        with (
            httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False) as client,
            client.stream("POST", settings.SMS_GATEWAY_URL + PATH, content=body, headers=plain | signed) as answer,
        ):
            read = bounded_answers.read(answer, most=LARGEST_ANSWER_BYTES)
            return httpx.Response(answer.status_code, headers=answer.headers, content=read)
    except bounded_answers.AnswerTooLongError as error:
        raise UnreachableError("answer-too-large") from error
    except httpx.HTTPError as error:
        raise UnreachableError(type(error).__name__) from error


def _understood(answer: httpx.Response) -> Accepted:
    if answer.status_code in ACCEPTED:
        told = _object(answer)
        message_id, parts = told.get("id"), told.get("parts")
        if not isinstance(message_id, str) or not 0 < len(message_id) <= 64:
            # It may have been sent: the same key at the next try asks for the id without sending again.
            raise UnreachableError("no-id")
        return Accepted(message_id, parts if isinstance(parts, int) and 0 < parts < 100 else 1)
    if answer.status_code == 429:
        after = answer.headers.get("Retry-After", "")
        raise SlowDownError(seconds=min(int(after[:6]), SLOWEST_SECONDS) if after.isdecimal() else 60)
    if answer.status_code >= 500 or answer.status_code in TRY_AGAIN:
        raise UnreachableError(f"status-{answer.status_code}")
    reason = _object(answer).get("error")
    is_word = isinstance(reason, str) and reason.replace("-", "").isalpha() and reason.isascii()
    raise RefusedError(reason if is_word and isinstance(reason, str) else f"status-{answer.status_code}")


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
