"""An envelope comes in: proved, taken once, in order, and what it brings about happens in the same transaction."""

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from jiban.jobs.crashpoints import reached

from . import away, bodies, envelopes, home, node, offering, trust
from .envelopes import Envelope, Letter
from .errors import EnvelopeError
from .models import City, CityKey, Inbound, RefusedEnvelope

Handler = Callable[[City, Envelope, datetime], None]
HANDLERS: Mapping[str, Handler] = {
    "items": offering.take,
    "apply": home.apply,
    "correct": home.correct,
    "withdraw": home.withdraw,
    "receipt": away.receipt,
    "status": away.status,
    "refusal": away.refusal,
    "certificate": away.certificate,
}
# More pieces of evidence of one city in a day tell nothing new, and would only fill the disk.
MOST_REFUSED_A_DAY = 500
STATUS = {"out-of-order": 409, "used-again": 409}


@dataclass(frozen=True, slots=True)
class Answer:
    """A signed ack; for what nobody proved to have sent, the code alone: a stranger must not have us sign."""

    status: int
    text: str = ""


def take(text: str, *, now: datetime) -> Answer:
    """Raises NotTakingPartError."""
    own = node.own_code()
    try:
        envelope = envelopes.read(text)
    except EnvelopeError:
        return Answer(400)
    city = City.objects.prefetch_related("keys").filter(code=envelope.letter.sender).first()
    try:
        key = trust.judge(city.read() if city else None, envelope.key, today=timezone.localdate(now))
        envelopes.check(envelope, key)
    except EnvelopeError as refusal:
        _keep_evidence(city, envelope, refusal.code, now)
        return Answer(403, json.dumps({"because": refusal.code}))
    assert city is not None  # noqa: S101 - judge refuses an unknown city
    try:
        outcome = _take(city, envelope, own, now)
    except EnvelopeError as refusal:
        _keep_evidence(city, envelope, refusal.code, now)
        return Answer(STATUS.get(refusal.code, 403), _ack(envelope, "refused", refusal.code, now))
    return Answer(200, _ack(envelope, outcome, "", now))


def _take(city: City, envelope: Envelope, own: str, now: datetime) -> str:
    letter = envelope.letter
    if letter.receiver != own or letter.kind not in HANDLERS:
        raise EnvelopeError("not-for-us")
    # Before its age is looked at: who asks again after a lost answer must hear that it was taken.
    if _was_taken(city, letter):
        return "again"
    envelopes.check_moment(letter, now)
    bodies.check(letter.kind, envelope.body)
    try:
        with transaction.atomic():
            _keep(city, envelope, now)
            HANDLERS[letter.kind](city, envelope, now)
            reached("envelope-before-commit")
    except IntegrityError:
        # The same envelope twice at the same moment: the other one took it.
        if not _was_taken(city, letter):
            raise
        return "again"
    reached("envelope-taken")
    City.objects.filter(pk=city.pk).update(failures=0, rests_until=None, trouble="", answered_at=now)
    return "taken"


def _was_taken(city: City, letter: Letter) -> bool:
    """Raises EnvelopeError for another envelope under the same id, or in a place of the thread that is taken."""
    earlier = Inbound.objects.filter(city=city, envelope_id=letter.id).first()
    if earlier is not None:
        if earlier.letter != letter.document():
            raise EnvelopeError("used-again")
        return True
    last = Inbound.objects.filter(city=city, thread=letter.thread).order_by("-sequence").first()
    expected = last.sequence + 1 if last else 1
    if letter.sequence < expected:
        raise EnvelopeError("used-again")
    if letter.sequence > expected:
        raise EnvelopeError("out-of-order")
    return False


def _keep(city: City, envelope: Envelope, now: datetime) -> None:
    letter = envelope.letter
    Inbound.objects.create(
        city=city,
        envelope_id=letter.id,
        thread=letter.thread,
        sequence=letter.sequence,
        kind=letter.kind,
        letter=letter.document(),
        signature=base64.b64encode(envelope.signature).decode(),
        key=CityKey.objects.get(city=city, fingerprint=trust.fingerprint(envelope.key)),
        taken_at=now,
    )


def _keep_evidence(city: City | None, envelope: Envelope, because: str, now: datetime) -> None:
    """Letter, signature and key, so that anybody can look again; never the body."""
    if city is None or because == "out-of-order":
        return
    whole = {**envelope.letter.document(), "key": envelope.key.hex(), "signature": envelope.signature.hex()}
    digest = envelopes.digest_of({**whole, "because": because})
    if RefusedEnvelope.objects.filter(digest=digest).update(times=F("times") + 1, last_at=now):
        return
    if RefusedEnvelope.objects.filter(city=city, first_at__gt=now - timedelta(days=1)).count() >= MOST_REFUSED_A_DAY:
        return
    row = RefusedEnvelope(
        city=city,
        because=because,
        letter=envelope.letter.document(),
        signature=base64.b64encode(envelope.signature).decode()[:200],
        key=base64.b64encode(envelope.key).decode()[:400],
        digest=digest,
        first_at=now,
        last_at=now,
    )
    RefusedEnvelope.objects.bulk_create([row], ignore_conflicts=True)


def _ack(envelope: Envelope, outcome: str, because: str, now: datetime) -> str:
    body: dict[str, Any] = {"of": envelope.letter.id, "outcome": outcome}
    if because:
        body["because"] = because
    moment = timezone.localtime(now).replace(microsecond=0)
    letter = Letter(
        id=secrets.token_hex(16),
        sender=node.own_code(),
        receiver=envelope.letter.sender,
        kind="ack",
        thread=envelope.letter.thread,
        sequence=0,
        issued=moment,
        expires=moment + envelopes.LASTS,
        body=envelopes.digest_of(body),
    )
    return envelopes.seal(letter, body, {}, node.own_key())
