"""Which seals end soon. Pure: works on values alone."""

from dataclasses import dataclass
from datetime import datetime

ALARM_DAYS = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class Ending:
    """A seal whose time runs out: at the end of the seal or of one of its certificates, whichever is first.

    alarm   the narrowest of 7, 30 and 90 days that it falls into; 0 when it has ended
    """

    at: datetime
    days: int
    alarm: int

    @property
    def is_over(self) -> bool:
        return self.alarm == 0


def ending(*ends: datetime | None, now: datetime) -> Ending | None:
    """The alarm, None while there is more time than 90 days or nothing that could end."""
    known = [end for end in ends if end is not None]
    if not known:
        return None
    first = min(known)
    left = first - now
    if left.total_seconds() < 0:
        return Ending(first, 0, 0)
    alarm = next((days for days in ALARM_DAYS if left.total_seconds() <= days * 86_400), None)
    return None if alarm is None else Ending(first, left.days, alarm)
