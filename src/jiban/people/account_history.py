"""What was done to an officer's account, by whom and why: for the administrators, and for the officer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from jiban.people.models import Officer, WayBack


@dataclass(frozen=True, slots=True)
class AccountEvent:
    at: datetime
    kind: Literal["closed", "reopened", "way-back"]
    # None: whoever runs the system.
    by: Officer | None
    because: str
    is_new: bool = False
    way_back: WayBack | None = None


def account_history(officer: Officer) -> list[AccountEvent]:
    """Newest first. New is what the officer has not read yet."""
    events: list[AccountEvent] = []
    for row in officer.closings.select_related("closed_by", "reopened_by"):
        is_new = row.reopened_at is not None and row.seen_at is None
        events.append(AccountEvent(row.closed_at, "closed", row.closed_by, row.because, is_new))
        if row.reopened_at is not None:
            events.append(AccountEvent(row.reopened_at, "reopened", row.reopened_by, row.reopened_because, is_new))
    events += [
        AccountEvent(way.given_at, "way-back", way.given_by, way.because, way.seen_at is None, way)
        for way in officer.ways_back.select_related("given_by")
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def has_news(officer: Officer) -> bool:
    """Was something done to the account that the officer has not read yet?"""
    reopened = officer.closings.filter(reopened_at__isnull=False, seen_at=None)
    return officer.ways_back.filter(seen_at=None).exists() or reopened.exists()
