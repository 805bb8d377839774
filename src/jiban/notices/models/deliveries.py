"""A notice on its way out of the house: by which channel, how far it came, what was counted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .notices import Notice


class Channel(models.TextChoices):
    """Beside the app, where every notice stands anyway."""

    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Arrived")
    UNDELIVERED = "undelivered", _("Did not arrive")
    FAILED = "failed", _("Not sent")
    SKIPPED = "skipped", pgettext_lazy("message", "Not needed")


class Delivery(models.Model):
    """One notice by one channel. The address is looked up when it is sent, and never kept here."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    county = models.CharField(max_length=12)
    state = models.CharField(max_length=11, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    # The same at every try: the gateway sends one SMS for it, however often it is asked.
    key = models.CharField(max_length=32, unique=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The day whose quota it was counted in.
    counted_on = models.DateField(null=True)
    # What the gateway calls it; its receipts name it.
    gateway_id = models.CharField(max_length=64, blank=True)
    parts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notices_once_a_channel")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="notices_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="notices_sending"),
            models.Index(fields=["gateway_id"], condition=~Q(gateway_id=""), name="notices_by_gateway_id"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} ({self.state})"


class DeliveryDay(models.Model):
    """Figures of one county, one day and one channel, kept as they happen. They tell of nobody."""

    county = models.CharField(max_length=12)
    day = models.DateField()
    channel = models.CharField(max_length=5, choices=Channel.choices)
    sent = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    undelivered = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "day", "channel"], name="notices_one_row_a_county_day_channel")
        ]
        indexes = [models.Index(fields=["county", "-id"], name="notices_days_newest_first")]

    def __str__(self) -> str:
        return f"{self.county} {self.day} {self.channel}"


class SmsCount(models.Model):
    """How many SMS a number or a county has had on a day. Numbers stand here as keyed hashes; rows go after two days."""

    day = models.DateField(db_index=True)
    scope = models.CharField(max_length=80)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "scope"], name="notices_one_count_a_day")]

    def __str__(self) -> str:
        return f"count {self.pk}"


class ReceiptNonce(models.Model):
    """A signed receipt that was taken: the same one again is a replay."""

    nonce = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"nonce {self.pk}"


class CodeDelivery(models.Model):
    """A one-time code on its way: neither the code nor the number stands here. Rows go after two days."""

    key = models.CharField(max_length=32, unique=True)
    county = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=11, choices=DeliveryState.choices, default=DeliveryState.SENDING)
    gateway_id = models.CharField(max_length=64, blank=True)
    parts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(db_index=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["gateway_id"], condition=~Q(gateway_id=""), name="notices_codes_by_gateway_id"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk} ({self.state})"
