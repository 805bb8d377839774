"""One round with the witnesses: each that lacks the newest checkpoint is asked to cosign it.

Never inside a transaction, and never on the way of a certificate. Running twice at once does no harm.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from jiban.jobs.crashpoints import reached
from jiban.ledger import questions
from jiban.ledger.models import Checkpoint
from jiban.standards.tlog import witnessing
from jiban.standards.tlog.policy import Witness
from jiban.standards.tlog.witnessing import AddCheckpoint, ConflictError, InconsistentError, RefusedError

from . import alarms, http, policies
from .models import Cosignature, WitnessState

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 300
ATTEMPTS = 3
"""An answer may tell a newer size, and another worker may be quicker: then it is asked again at once."""


def ask_all(now: datetime) -> int:
    """Ask every witness that is due; how many cosigned."""
    policy, head = policies.current(), questions.latest_checkpoint()
    if policy is None or head is None:
        return 0
    return sum(_ask_if_due(witness, now) for witness in policy.witnesses if witness.url)


def is_anybody_due(now: datetime) -> bool:
    """Looked at every second: it must be cheap, and start nothing."""
    policy, head = policies.current(), questions.latest_checkpoint()
    if policy is None or head is None:
        return False
    keys = {policies.key_of(witness) for witness in policy.witnesses if witness.url}
    done = set(Cosignature.objects.filter(size=head.size, key__in=keys).values_list("key", flat=True))
    resting = set(WitnessState.objects.filter(key__in=keys, due_at__gt=now).values_list("key", flat=True))
    return bool(keys - done - resting)


def _ask_if_due(witness: Witness, now: datetime) -> bool:
    key = policies.key_of(witness)
    state, _ = WitnessState.objects.get_or_create(key=key, defaults={"due_at": now})
    if state.due_at > now:
        return False
    try:
        return _ask(witness, state, now)
    except RefusedError as refusal:
        _rest(state, now, trouble={404: "unknown-log", 403: "unknown-key"}.get(refusal.status, "refused"))
    except witnessing.UnavailableError:
        log.info("witness %s did not give an answer", key)
        _rest(state, now, trouble="unavailable")
    return False


def _ask(witness: Witness, state: WitnessState, now: datetime) -> bool:
    old = state.size
    for _ in range(ATTEMPTS):
        head = questions.latest_checkpoint()
        assert head is not None  # noqa: S101 - a log that has a head keeps one
        if Cosignature.objects.filter(size=head.size, key=state.key).exists():
            return False
        request = _request(head, min(old, head.size))
        status, body = http.add_checkpoint(witness.url, request.text)
        try:
            line = witnessing.read_answer(status, body, signed=head.note, key=witness.key)
        except ConflictError as conflict:
            newest = questions.latest_checkpoint()
            if newest and conflict.size > newest.size:
                _object(witness, state, alarms.Kind.AHEAD, request=request, size=newest.size, now=now)
                return False
            old = conflict.size
            continue
        except InconsistentError:
            _object(witness, state, alarms.Kind.INCONSISTENT, request=request, size=head.size, now=now)
            return False
        reached("cosigning-answered")
        _keep(state, head, line, now)
        reached("cosigning-kept")
        return True
    _rest(state, now, trouble="busy")
    return False


def _request(head: Checkpoint, old: int) -> AddCheckpoint:
    proof = questions.consistency_proof(old, head.size) if old else []
    return AddCheckpoint(old, tuple(proof), head.note)


def _keep(state: WitnessState, head: Checkpoint, line: str, now: datetime) -> None:
    with transaction.atomic():
        row = Cosignature(size=head.size, key=state.key, line=line, cosigned_at=now)
        Cosignature.objects.bulk_create([row], ignore_conflicts=True)
        WitnessState.objects.filter(pk=state.pk, size__lte=head.size).update(
            size=head.size, answered_at=now, failures=0, trouble="", due_at=now
        )


def _object(
    witness: Witness, state: WitnessState, kind: alarms.Kind, *, request: AddCheckpoint, size: int, now: datetime
) -> None:
    try:
        theirs = http.newest_checkpoint(witness.url, settings.LOG_ORIGIN)
    except witnessing.UnavailableError:
        theirs = ""
    try:
        alarms.sound(kind, key=state.key, request=request.text, theirs=theirs, size=size, now=now)
    except IntegrityError:
        log.info("another worker sounded the alarm")
    _rest(state, now, trouble=str(kind))


def _rest(state: WitnessState, now: datetime, *, trouble: str) -> None:
    wait = min(2 ** min(state.failures + 1, 10), LONGEST_WAIT_SECONDS)
    WitnessState.objects.filter(pk=state.pk).update(
        failures=F("failures") + 1, trouble=trouble, due_at=now + timedelta(seconds=wait)
    )
