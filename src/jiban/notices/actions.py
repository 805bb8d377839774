from collections.abc import Sequence
from datetime import datetime

from .models import Notice


def tell(resident_id: int, code: str, *, about: str, key: str, at: datetime) -> None:
    """Leave a message for a resident; the same key twice leaves one."""
    tell_all([Notice(resident_id=resident_id, code=code, about=about, key=key, created_at=at)])


def tell_all(notices: Sequence[Notice]) -> None:
    """As `tell`, for many."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def mark_read(resident_id: int, *, about: str, now: datetime) -> None:
    Notice.objects.filter(resident_id=resident_id, about=about, read_at=None).update(read_at=now)
