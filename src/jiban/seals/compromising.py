"""A seal is lost or came into wrong hands: it stops in the same moment, and from then back to `since` it counts no more."""

from datetime import datetime

from django.db import transaction

from jiban.people.models import Officer

from .actions import take_step
from .errors import FutureMomentError, ReasonNeededError
from .life import Step
from .models import Compromise, Seal


@transaction.atomic
def report(seal: Seal, *, what: str, since: datetime, because: str, by: Officer, now: datetime) -> Compromise:
    """Raises StepRefusedError unless the seal is in force or suspended, so that it is reported once."""
    if not because.strip():
        raise ReasonNeededError
    if since > now:
        raise FutureMomentError
    take_step(seal, Step.REPORT, by=by, now=now, reason=because.strip()[:200])
    if seal.valid_from is not None:
        # Before that it was not there, and a year of the first century is no moment a database can keep.
        since = max(since, seal.valid_from)
    return Compromise.objects.create(
        seal=seal, what=what, since=since, because=because.strip()[:200], reported_by=by, reported_at=now
    )
