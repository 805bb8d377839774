"""A township or a county reminds a village. A reminder asks to look; it moves nothing and decides nothing."""

from datetime import datetime

from django.db import IntegrityError, transaction

from jiban.people.models import Officer, PostKind
from jiban.people.questions import holders
from jiban.places.models import Committee

from . import watching
from .boards import running
from .errors import NothingWaitingError, RemindedAlreadyError
from .models import Reminder

QUARTER_SECONDS = 15 * 60
REMINDER = "reminder"


def remind(committee: Committee, *, by: Officer, now: datetime) -> Reminder:
    """Tell everybody who works in the village, at most once in a quarter of an hour. Whoever asks must be above it."""
    waiting = len(running(committee.division, now))
    if not waiting:
        raise NothingWaitingError
    newest = Reminder.objects.filter(committee=committee).order_by("-id").first()
    if newest is not None and (now - newest.at).total_seconds() < QUARTER_SECONDS:
        raise RemindedAlreadyError
    slot = int(now.timestamp()) // QUARTER_SECONDS
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(committee=committee, by=by, at=now, slot=slot, waiting=waiting)
            told = {
                officer.pk: officer
                for kind in (PostKind.CLERK, PostKind.REVIEWER)
                for officer in holders(committee, kind, now)
            }
            watching.tell(
                told.values(),
                REMINDER,
                about=committee.division.code,
                division=committee.division,
                key=f"reminder:{reminder.pk}",
                at=now,
            )
    except IntegrityError as error:
        raise RemindedAlreadyError from error
    return reminder
