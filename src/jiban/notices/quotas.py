"""No number and no county gets more SMS a day than was agreed. Counted before sending, by compare-and-swap."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from .models import SmsCount

_forgotten: dict[str, date] = {}


class QuotaError(Exception):
    """One of the quotas is used up; nothing was counted."""


class NumberQuotaError(QuotaError):
    pass


class CountyQuotaError(QuotaError):
    pass


@transaction.atomic
def count(mobile: str, *, county: str, day: date, is_code: bool = False) -> None:
    """Count one SMS in both quotas, or in neither. Codes are counted apart: they must not be lost to reminders."""
    _forget_before(day - timedelta(days=1))
    number = salted_hmac("jiban.notices.number", mobile, algorithm="sha256").hexdigest()
    if not _add(f"{'code' if is_code else 'number'}:{number}", day, settings.SMS_DAILY_PER_NUMBER):
        raise NumberQuotaError
    if not _add(f"county:{county}", day, settings.SMS_DAILY_PER_COUNTY):
        raise CountyQuotaError


def _add(scope: str, day: date, limit: int) -> bool:
    row = SmsCount.objects.filter(day=day, scope=scope)
    below = row.filter(count__lt=limit)
    if below.update(count=F("count") + 1):
        return True
    # Used up, or the first of the day.
    SmsCount.objects.bulk_create([SmsCount(day=day, scope=scope)], ignore_conflicts=True)
    return bool(below.update(count=F("count") + 1))


def _forget_before(day: date) -> None:
    """Once a process and day: what is older counts for nothing, and is gone by the next day at the latest."""
    if _forgotten.get("before") != day:
        SmsCount.objects.filter(day__lt=day).delete()
        transaction.on_commit(lambda: _forgotten.update(before=day))
