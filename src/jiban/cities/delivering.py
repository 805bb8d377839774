"""The worker's half of sending: in order within a thread, at least once, and patient with a city that is away."""

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jiban.jobs.actions import finish
from jiban.jobs.crashpoints import reached
from jiban.jobs.errors import PostponeError
from jiban.jobs.models import Job
from jiban.jobs.registry import handles

from . import bodies, envelopes, http, node, trust
from .errors import EnvelopeError, NotTakingPartError
from .models import Application, ApplicationState, City, Outbound
from .models.applications import ENDED
from .sending import DELIVER, sealed

LONGEST_REST_SECONDS = 300
# What may be put right: we keep trying until the envelope is too old. Any other signed refusal is for good.
MAY_BE_MENDED = {"out-of-order", "not-yet"}
HINTS = {"unknown-city", "suspended", "city-over", "unknown-key", "key-over", "key-revoked", "bad-signature", "altered"}


@handles(DELIVER)
def deliver(job: Job, now: datetime) -> None:
    """One job an envelope; whichever comes first delivers what waits in the thread before it."""
    mine = Outbound.objects.select_related("city").get(pk=job.payload["outbound"])
    before = Outbound.objects.filter(city=mine.city, thread=mine.thread, sequence__lte=mine.sequence)
    for each in before.filter(delivered_at=None, failed_at=None).select_related("city").order_by("sequence"):
        if before.filter(sequence__lt=each.sequence).exclude(failed_at=None).exists():
            # It would wait there for ever for what does not come.
            _fail(each, "one-before-failed", now)
        else:
            _deliver_one(each, now)
    with transaction.atomic():
        finish(job, now=now)


def _deliver_one(outbound: Outbound, now: datetime) -> None:
    """Raises PostponeError, which counts no attempt of the job: a city may be away for days."""
    city = outbound.city
    if outbound.expires_at <= now:
        _fail(outbound, "expired", now)
        return
    if city.rests_until is not None and city.rests_until > now:
        raise PostponeError("the city rests", seconds=max(1, int((city.rests_until - now).total_seconds()) + 1))
    try:
        trust.check_city(city.read(), today=timezone.localdate(now))
        text = sealed(outbound)
        reached("envelope-before-send")
        answer = http.post(city.url, text)
        reached("envelope-sent")
        because = _because(answer, outbound, now)
    except (http.UnreachableError, EnvelopeError, NotTakingPartError) as error:
        raise _rest(outbound, getattr(error, "code", "") or str(error) or type(error).__name__, now) from error
    if because in MAY_BE_MENDED:
        raise _rest(outbound, because, now)
    _fail(outbound, because, now) if because else _delivered(outbound, now)


def _because(answer: str, outbound: Outbound, now: datetime) -> str:
    """Empty if it was taken. Raises EnvelopeError for an answer that the city did not sign for this envelope."""
    try:
        ack = envelopes.read(answer)
    except EnvelopeError as error:
        raise EnvelopeError(_hint(answer)) from error
    envelopes.check(ack, trust.judge(outbound.city.read(), ack.key, today=timezone.localdate(now)))
    bodies.check("ack", ack.body)
    if (ack.letter.kind, ack.letter.sender, ack.letter.receiver) != ("ack", outbound.city.code, node.own_code()):
        raise EnvelopeError("bad-ack")
    if ack.body["of"] != outbound.envelope_id:
        raise EnvelopeError("bad-ack")
    return str(ack.body.get("because", "refused")) if ack.body["outcome"] == "refused" else ""


def _hint(answer: str) -> str:
    """Why the other side believes us nothing, as it says, unsigned: a word for operators, and no more."""
    try:
        said = json.loads(answer)["because"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "no-ack"
    return said if said in HINTS else "no-ack"


@transaction.atomic
def _delivered(outbound: Outbound, now: datetime) -> None:
    """The body has arrived: here nobody needs it any more."""
    waiting = Outbound.objects.filter(pk=outbound.pk, delivered_at=None, failed_at=None)
    if waiting.update(delivered_at=now, body=b"", trouble="", attempts=F("attempts") + 1):
        outbound.files.all().delete()
        if outbound.kind == "apply":
            sending = Application.objects.filter(number=outbound.thread, state=ApplicationState.SENDING)
            sending.update(state=ApplicationState.SENT)
    City.objects.filter(pk=outbound.city_id).update(failures=0, rests_until=None, trouble="", answered_at=now)


@transaction.atomic
def _fail(outbound: Outbound, because: str, now: datetime) -> None:
    waiting = Outbound.objects.filter(pk=outbound.pk, delivered_at=None, failed_at=None)
    if not waiting.update(failed_at=now, trouble=because[:40], body=b""):
        return
    outbound.files.all().delete()
    mine = Application.objects.filter(number=outbound.thread).exclude(state__in=ENDED)
    if outbound.kind in {"apply", "correct"}:
        mine.update(state=ApplicationState.LOST, ended_at=now)
    elif outbound.kind == "withdraw":
        mine.update(withdrawing_at=None)


def _rest(outbound: Outbound, trouble: str, now: datetime) -> PostponeError:
    """The city rests, longer each time; meanwhile no envelope for it touches the network."""
    seconds = min(2 ** min(outbound.city.failures + 1, 10), LONGEST_REST_SECONDS)
    Outbound.objects.filter(pk=outbound.pk).update(attempts=F("attempts") + 1, trouble=trouble[:40])
    City.objects.filter(pk=outbound.city_id).update(
        failures=F("failures") + 1, rests_until=now + timedelta(seconds=seconds), trouble=trouble[:40]
    )
    return PostponeError(trouble, seconds=seconds)
