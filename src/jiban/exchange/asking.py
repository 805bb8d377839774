"""Our own office asks in another city: a signed letter there, and our line in our own log of what came back.

The answering city logs the same look-up in its log. Both lines name the answer by its digest, so that anybody who holds
both proofs sees that the two cities tell the same.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from django.db import IntegrityError, transaction
from django.utils import timezone

from jiban import bounded_answers

from . import answers, proofs
from .connected import Elsewhere, connected
from .errors import REFUSALS, RequestError, SourceAnswerError, SourceAwayError, UnknownCityError
from .models import LookUp, Received

SECONDS = 20
LARGEST_ANSWER_BYTES = 64 * 1024
PATH = "/exchange/requests"
OUR_OWN = "education"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`request` is one a question: asked again, it is the same answer. `consent` is the number that was handed over."""

    city: str
    request: str
    fact: str
    fields: tuple[str, ...]
    purpose: str
    case_number: str
    consent: str
    department: str = OUR_OWN


def ask(wanted: Wanted, *, now: datetime) -> Received:
    """Answered or refused, it is kept and logged. Raises SourceAwayError if nothing came, SourceAnswerError if rubbish."""
    earlier = Received.objects.filter(request=wanted.request).first()
    if earlier is not None:
        return earlier
    place = connected().elsewhere.get(wanted.city)
    if place is None:
        raise UnknownCityError
    outcome, answer = _answered(place, wanted, now)
    try:
        return _kept(place, wanted, outcome, answer, now)
    except IntegrityError:
        return Received.objects.get(request=wanted.request)


def values_of(received: Received) -> Mapping[str, Any]:
    values: Mapping[str, Any] = json.loads(received.answer)["letter"]["values"] if received.answer else {}
    return values


@transaction.atomic
def _kept(place: Elsewhere, wanted: Wanted, outcome: str, answer: str, now: datetime) -> Received:
    made = Received.objects.create(
        request=wanted.request,
        city=wanted.city,
        city_name=place.name,
        department=wanted.department,
        fact=wanted.fact,
        fields=list(wanted.fields),
        purpose=wanted.purpose,
        case_number=wanted.case_number,
        consent=wanted.consent,
        at=now,
        day=timezone.localdate(now),
        outcome=outcome,
        answer=answer,
    )
    proofs.write_received(made)
    return made


def _answered(place: Elsewhere, wanted: Wanted, now: datetime) -> tuple[str, str]:
    letter = {
        "at": timezone.localtime(now).isoformat(timespec="seconds"),
        "case": wanted.case_number,
        "consent": wanted.consent,
        "fact": wanted.fact,
        "fields": list(wanted.fields),
        "id": wanted.request,
        "purpose": wanted.purpose,
        "receiver": place.receiver,
        "v": 1,
    }
    status, text = _posted(place.url, answers.sign(letter, answers.department_key(wanted.department)))
    if status == httpx.codes.OK:
        _check(place, wanted, text)
        return LookUp.ANSWERED, text
    return _refusal(status, text), ""


def _posted(url: str, text: str) -> tuple[int, str]:
    headers = {"content-type": "application/json"}
    try:
        with httpx.stream(
            "POST", url.rstrip("/") + PATH, content=text.encode(), headers=headers, timeout=SECONDS, trust_env=False
        ) as answer:
            return answer.status_code, bounded_answers.read(answer, most=LARGEST_ANSWER_BYTES).decode()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceAwayError from error
    except (UnicodeDecodeError, bounded_answers.AnswerTooLongError) as error:
        raise SourceAnswerError from error


def _check(place: Elsewhere, wanted: Wanted, text: str) -> None:
    """Signed by the department that we know, for this question, and with no more than was asked for."""
    try:
        told = answers.read(text, place.key)
    except RequestError as error:
        raise SourceAnswerError from error
    expected = {
        "request": f"{place.receiver}:{wanted.request}",
        "receiver": place.receiver,
        "fact": wanted.fact,
        "purpose": wanted.purpose,
        "case": wanted.case_number,
        "consent": wanted.consent,
    }
    values = told.get("values")
    if any(told.get(name) != value for name, value in expected.items()) or not isinstance(values, dict):
        raise SourceAnswerError
    if not values.keys() <= set(wanted.fields):
        raise SourceAnswerError


def _refusal(status: int, text: str) -> str:
    try:
        code = json.loads(text)["refusal"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        # Nothing was refused by a rule: they do not know us, or have trouble of their own.
        raise (RequestError if status == httpx.codes.BAD_REQUEST else SourceAwayError) from error
    if code not in REFUSALS:
        raise SourceAnswerError
    if code == SourceAwayError.code:
        raise SourceAwayError
    return str(code)
