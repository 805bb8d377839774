"""What is done when a witness objects.

Its word alone is an alarm, shown in public. If it can show a checkpoint with our own signature that our log does not go
on from, then our key signed two histories: no further head is signed until somebody has settled it.
"""

import hashlib
import logging
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from jiban.ledger import keys, questions, tree
from jiban.standards.tlog import checkpoint, merkle
from jiban.standards.tlog.errors import TlogError

from .models import Alarm

log = logging.getLogger(__name__)


class Kind(StrEnum):
    AHEAD = "ahead"
    INCONSISTENT = "inconsistent"


def sound(kind: Kind, *, key: str, request: str, theirs: str, size: int, now: datetime) -> Alarm:
    """Keep an objection with both sides. The same one again gives the alarm that is there."""
    proved = is_proof(theirs)
    # A witness that repeats itself makes one alarm: told apart by what it shows, or else by our own size.
    words = f"{key}\n{kind}\n" + (theirs.partition("\n\n")[0] if proved else str(size))
    digest = hashlib.sha256(words.encode()).hexdigest()
    alarm, is_new = Alarm.objects.get_or_create(
        digest=digest,
        defaults={
            "key": key,
            "kind": str(kind),
            "size": size,
            "request": request,
            "theirs": theirs if proved else "",
            "is_proved": proved,
            "found_at": now,
        },
    )
    if is_new:
        log.critical("witness %s objects (%s, %s)", key, kind, "proved" if proved else "not proved")
    return alarm


def is_proof(theirs: str) -> bool:
    """Whether a text is a checkpoint that our key signed and that our log does not go on from."""
    try:
        head = checkpoint.open_checkpoint(theirs, origin=settings.LOG_ORIGIN, verifiers=[keys.verifier()])
    except TlogError:
        return False
    newest = questions.latest_checkpoint()
    if newest is None or head.size > newest.size:
        return True
    return merkle.root(head.size, tree.read_hashes) != head.root


def reason_to_stop() -> str | None:
    """Asked before each head is signed."""
    alarm = Alarm.objects.filter(is_proved=True, settled_at__isnull=True).order_by("id").first()
    return f"alarm {alarm.pk}: {alarm.key} holds a head of this log that it does not go on from" if alarm else None


def settle(pk: int, *, because: str, now: datetime) -> bool:
    """Somebody looked into it and says why it is over; it stays in public. False if there is no such open alarm."""
    return bool(
        Alarm.objects.filter(pk=pk, settled_at__isnull=True).update(settled_at=now, settled_because=because[:500])
    )
