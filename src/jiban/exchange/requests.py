"""Requests that a department's program sends: signed with its key, answered once, for a consent instead of a name."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from . import actions, answers
from .actions import Ask
from .connected import connected
from .errors import RequestError
from .models import Consent, LookUp

WITHIN = timedelta(minutes=10)
TEXTS = ("id", "receiver", "fact", "purpose", "case", "consent", "at")
LONGEST = {"id": 36, "receiver": 40, "fact": 40, "purpose": 40, "case": 40, "consent": 16, "at": 40}


def take(text: str, *, now: datetime) -> LookUp:
    """What came of a request. Raises RequestError for one that no department of ours signed just now."""
    claimed = answers.read_unproven(text)
    department = connected().departments.get(str(claimed.get("receiver", "")))
    if department is None:
        raise RequestError
    letter = _checked(answers.read(text, department.key), now)
    request = f"{department.code}:{letter['id']}"
    consent = Consent.objects.select_related("resident__village").filter(number=letter["consent"]).first()
    # A consent for somebody else is as good as none: whose it is is not told.
    if consent is not None and consent.receiver != department.code:
        consent = None
    found = actions.look_up(
        Ask(
            request=request,
            fact=letter["fact"],
            fields=tuple(letter["fields"]),
            purpose=letter["purpose"],
            case_number=letter["case"],
            receiver=department.code,
            receiver_name=department.name.zh,
            resident=consent.resident if consent else None,
            consent=consent,
        ),
        now=now,
    )
    same = (found.fact, found.purpose, found.case_number, found.consent_id)
    if same != (letter["fact"], letter["purpose"], letter["case"], consent.pk if consent else None):
        raise RequestError
    return found


def _checked(letter: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    if not all(isinstance(letter.get(name), str) and len(letter[name]) <= LONGEST[name] for name in TEXTS):
        raise RequestError
    fields = letter.get("fields")
    if not (isinstance(fields, list) and len(fields) <= 20 and all(isinstance(each, str) for each in fields)):
        raise RequestError
    try:
        at = datetime.fromisoformat(letter["at"])
        if at.tzinfo is None or abs(now - at) > WITHIN or not letter["id"]:
            raise RequestError
    except ValueError as error:
        raise RequestError from error
    return letter
