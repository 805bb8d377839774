"""Ratings become figures together: so many of a village at once, and never on the day they were given.

One alone would tell whose it is: the village knows which case ended an hour ago.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from jiban.places.models import Committee

from . import counting, farming
from .boards import LEVELS
from .farming import Given
from .models import Level, Rating, ReleasedWords
from .wording import without_numbers

log = logging.getLogger(__name__)

BATCH = 200
# Signs are looked for among the ratings of so long; then nothing is kept that tells devices apart.
LOOKED_BACK = timedelta(days=30)
DEVICES_KEPT = timedelta(days=60)
MOST_LOOKED_AT = 500
COLUMNS = dict(zip(Level, LEVELS, strict=True))


def release(now: datetime) -> int:
    """Count what waits where enough waits; tell in how many villages."""
    waiting = _waiting(now).order_by().values("committee").annotate(together=Count("pk"))
    ready = list(waiting.filter(together__gte=settings.RATINGS_TOGETHER).values_list("committee", flat=True)[:BATCH])
    for committee in Committee.objects.select_related("division__parent__parent__parent").filter(pk__in=ready):
        _release(committee, now)
    return len(ready)


def forget_devices(now: datetime) -> int:
    return Rating.objects.exclude(device="").filter(given_at__lt=now - DEVICES_KEPT).update(device="")


def _waiting(now: datetime) -> QuerySet[Rating]:
    today = timezone.make_aware(datetime.combine(timezone.localdate(now), time()))
    return Rating.objects.filter(released_at=None, given_at__lt=today)


def _release(committee: Committee, now: datetime) -> None:
    ratings = list(_waiting(now).filter(committee=committee).select_related("case").order_by("id")[:BATCH])
    day = timezone.localdate(now)
    figures = {column: sum(each.level == level for each in ratings) for level, column in COLUMNS.items()}
    figures |= {str(sign): number for sign, number in farming.signs(_beside(committee, ratings, now)).items()}
    with transaction.atomic():
        mine = Rating.objects.filter(pk__in=[each.pk for each in ratings], released_at=None)
        if mine.update(released_at=now) != len(ratings):
            transaction.set_rollback(True)
            return
        counting.add(committee.division, day, figures)
        ReleasedWords.objects.bulk_create(
            [
                ReleasedWords(committee=committee, level=each.level, words=without_numbers(each.words), released_on=day)
                for each in ratings
                if each.words
            ]
        )
    log.info("village %s: %d ratings released", committee.division.code, len(ratings))


def _beside(committee: Committee, ratings: Sequence[Rating], now: datetime) -> list[Given]:
    """The new ones, and those of the last time beside them."""
    new = {each.pk for each in ratings}
    late = Rating.objects.filter(committee=committee, given_at__gte=now - LOOKED_BACK).select_related("case")
    of_before = [each for each in late.order_by("-given_at")[:MOST_LOOKED_AT] if each.pk not in new]
    return [
        Given(
            at=each.given_at,
            person=each.case.resident_id,
            device=each.device,
            words=each.words,
            by_officers_device=each.by_officers_device,
            is_new=each.pk in new,
        )
        for each in (*ratings, *of_before)
    ]
