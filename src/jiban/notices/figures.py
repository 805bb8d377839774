"""What is counted of messages: by county, day and channel, as it happens. Nobody can be found in it."""

from datetime import date

from django.db.models import F

from .models import Delivery, DeliveryDay, DeliveryState

COUNTED = {
    DeliveryState.SENT: "sent",
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.UNDELIVERED: "undelivered",
    DeliveryState.FAILED: "failed",
    DeliveryState.SKIPPED: "skipped",
}


def add(delivery: Delivery, state: DeliveryState, *, day: date, parts: int = 0) -> None:
    """In the transaction of what is counted."""
    which = {"county": delivery.county, "day": day, "channel": delivery.channel}
    column = COUNTED[state]
    changes = {column: F(column) + 1}
    if parts:
        changes["parts"] = F("parts") + parts
    if not DeliveryDay.objects.filter(**which).update(**changes):
        DeliveryDay.objects.bulk_create([DeliveryDay(**which)], ignore_conflicts=True)
        DeliveryDay.objects.filter(**which).update(**changes)
