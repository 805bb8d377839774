"""When a telephone may ring. Pure: local time in, local time out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` until `end` no SMS goes out. Both the same: none are quiet."""

    begin: time
    end: time

    def is_quiet(self, at: datetime) -> bool:
        now = at.time()
        if self.begin <= self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end

    def next_allowed(self, at: datetime) -> datetime:
        """`at` itself, or the end of the quiet hours it falls into."""
        if not self.is_quiet(at):
            return at
        ends = at.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        return ends if ends > at else ends + timedelta(days=1)

    def next_morning(self, at: datetime) -> datetime:
        """When the telephone may ring again on the day after."""
        tomorrow = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.next_allowed(tomorrow)


def read(text: str) -> QuietHours:
    """Read 21:00-08:00. Raises ValueError for anything else."""
    begin, _, end = text.partition("-")
    return QuietHours(time.fromisoformat(begin.strip()), time.fromisoformat(end.strip()))
