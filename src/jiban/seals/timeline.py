"""In what state a seal was at any moment. Pure: works on values alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

IN_FORCE = "in-force"


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    state: str


def state_at(moments: Iterable[Moment], at: datetime) -> str | None:
    """The last state entered at or before `at`; None before the first."""
    past = sorted((moment for moment in moments if moment.at <= at), key=lambda moment: moment.at)
    # Of several steps at the same moment the last one counts: sorting keeps the order they came in.
    return past[-1].state if past else None


def was_in_force(
    moments: Iterable[Moment], *, at: datetime, valid_from: datetime | None, valid_until: datetime | None
) -> bool:
    if valid_from is None or valid_until is None or not valid_from <= at <= valid_until:
        return False
    return state_at(moments, at) == IN_FORCE
