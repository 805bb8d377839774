"""What the worker's clock does across cities: tell news, offer items, and forget what nobody needs any more."""

from datetime import datetime, timedelta

from django.utils import timezone

from jiban.jobs.registry import every

from . import believing, node, offering, questions, telling
from .models import Application, ApplicationFile, Channel

KEPT_AFTER_THE_END = timedelta(days=30)
BATCH = 100


@every(2, "tell-cities")
def tell_cities(now: datetime) -> None:
    if node.takes_part():
        telling.tell_all(now)


@every(300, "offer-to-cities")
def offer_to_cities(now: datetime) -> None:
    if node.takes_part():
        offering.offer_all(now)


@every(600, "fetch-lists-of-cities")
def fetch_lists_of_cities(_now: datetime) -> None:
    if node.takes_part():
        believing.fetch_lists()


@every(3600, "forget-across-cities")
def forget(now: datetime) -> None:
    """Person and answers go a month after the end; a certificate when it has ended, at a window after the month."""
    before = now - KEPT_AFTER_THE_END
    old = list(questions.to_clear(before).values_list("pk", flat=True)[:BATCH])
    Application.objects.filter(pk__in=old).update(person=b"", answers=b"")
    over = ApplicationFile.objects.filter(application__ended_at__lt=before)
    over.filter(application__channel=Channel.COUNTER).delete()
    over.filter(application__valid_until__lt=timezone.localdate(now)).delete()
