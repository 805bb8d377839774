"""Write down that an officer looked at a resident's data, and find it again for the resident."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from jiban.people.models import Officer, Resident

from .models import DataView, ShareOpening


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looked, and in which office and post: as it was then."""

    officer: Officer
    office: str
    post: str


def note(resident_id: int, what: str, *, about: str, by: Looker, now: datetime) -> None:
    """Once an officer, thing and day: a page read ten times is one line."""
    once = {
        "resident_id": resident_id,
        "officer": by.officer,
        "what": what,
        "about": about,
        "day": timezone.localdate(now),
    }
    row = DataView(**once, office=by.office, post=by.post, at=now)
    DataView.objects.bulk_create([row], ignore_conflicts=True)


def looks_at(resident: Resident, *, before: datetime | None, most: int) -> Sequence[DataView]:
    mine = DataView.objects.filter(resident=resident)
    if before is not None:
        mine = mine.filter(at__lt=before)
    return list(mine.order_by("-at", "-pk")[:most])


def openings_of(resident: Resident, *, before: datetime | None, most: int) -> Sequence[ShareOpening]:
    """Of the links that the resident made."""
    mine = ShareOpening.objects.filter(share__certificate__holder=resident).select_related("share__certificate")
    if before is not None:
        mine = mine.filter(at__lt=before)
    return list(mine.order_by("-at", "-pk")[:most])
