"""A resident rates an ended case: once, within a time, never by default."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from jiban.cases.models import Case
from jiban.cases.workflow import Action, State

from . import following, reasons
from .errors import LevelMissingError, NotEndedError, RatedAlreadyError, TooLateError
from .models import FOLLOWED_UP, Level, Rating
from .wording import LONGEST

ENDS = (Action.ISSUE, Action.REFUSE, Action.WITHDRAW)


@dataclass(frozen=True, slots=True)
class Said:
    """What was chosen and written. `device` tells devices apart and names none."""

    level: int
    reasons: Sequence[str] = field(default_factory=tuple)
    words: str = ""
    device: str = ""
    by_officers_device: bool = False


def rate(case: Case, said: Said, *, now: datetime) -> Rating:
    """Of two taps at once the first counts."""
    check_open(case, now=now)
    if said.level not in Level.values:
        raise LevelMissingError
    try:
        with transaction.atomic():
            rating = Rating.objects.create(
                case=case,
                committee=case.committee,
                level=said.level,
                reasons=reasons.kept(said.level, said.reasons),
                words=said.words.strip()[:LONGEST],
                given_at=now,
                device=said.device,
                by_officers_device=said.by_officers_device,
            )
            if rating.level in FOLLOWED_UP:
                following.open_for(rating, now=now)
    except IntegrityError as error:
        raise RatedAlreadyError from error
    return rating


def check_open(case: Case, *, now: datetime) -> None:
    """Raise the refusal that tells why this case cannot be rated now."""
    if rating_of(case) is not None:
        raise RatedAlreadyError
    until = may_be_rated_until(case)
    if until is None:
        raise NotEndedError
    if now > until:
        raise TooLateError


def rating_of(case: Case) -> Rating | None:
    return Rating.objects.filter(case=case).select_related("follow_up").first()


def may_be_rated_until(case: Case) -> datetime | None:
    """None while the village has not answered, and for what was taken back before anybody looked at it."""
    was_looked_at = case.checked_by_id is not None or case.correction_asked_at is not None
    if case.state not in {State.ISSUED, State.REFUSED} and not (case.state == State.WITHDRAWN and was_looked_at):
        return None
    ends = case.journal.filter(action__in=ENDS).order_by("-id").values_list("at", flat=True)
    ended_at = ends.first()
    return ended_at + timedelta(days=settings.RATING_DAYS) if ended_at is not None else None
