from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from jiban.composing import composed_once

from .models import Notice


def tell(resident_id: int, code: str, *, about: str, key: str, at: datetime) -> None:
    """Leave a message for a resident; the same key twice leaves one."""
    tell_all([Notice(resident_id=resident_id, code=code, about=about, key=key, created_at=at)])


def tell_all(notices: Sequence[Notice]) -> None:
    """As `tell`, for many."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def mark_read(resident_id: int, *, about: str, now: datetime) -> None:
    # A look at a page seldom finds something new: a small question first.
    unread = _unread(resident_id, about)
    if unread:
        Notice.objects.filter(pk__in=unread, read_at=None).update(read_at=now)


@composed_once
def _unread(resident: int, about: str) -> QuerySet[Notice, int]:
    return Notice.objects.filter(resident_id=resident, about=about, read_at=None).values_list("pk", flat=True)
