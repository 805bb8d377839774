"""No number and no county gets more SMS a day than was agreed. Counted before sending, by compare-and-swap."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from .models import SmsCount


class QuotaError(Exception):
    """One of the quotas is used up; nothing was counted."""


class NumberQuotaError(QuotaError):
    pass


class CountyQuotaError(QuotaError):
    pass


@transaction.atomic
def count(mobile: str, *, county: str, day: date, is_code: bool = False) -> None:
    """Count one SMS in both quotas, or in neither. Codes are counted apart: they must not be lost to reminders."""
    SmsCount.objects.filter(day__lt=day - timedelta(days=1)).delete()
    number = salted_hmac("jiban.notices.number", mobile, algorithm="sha256").hexdigest()
    if not _add(f"{'code' if is_code else 'number'}:{number}", day, settings.SMS_DAILY_PER_NUMBER):
        raise NumberQuotaError
    if not _add(f"county:{county}", day, settings.SMS_DAILY_PER_COUNTY):
        raise CountyQuotaError


def _add(scope: str, day: date, limit: int) -> bool:
    row, _created = SmsCount.objects.get_or_create(day=day, scope=scope)
    return bool(SmsCount.objects.filter(pk=row.pk, count__lt=limit).update(count=F("count") + 1))
