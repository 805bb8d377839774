"""The home side: a case that another city received for us."""

from django.db import models

from .applications import Channel
from .trusted import City


class Reception(models.Model):
    """Which city and window received a case, and what was told back so far."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="reception")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="receptions")
    thread = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    window = models.CharField(max_length=100, blank=True)
    # How the person can be reached there, encrypted: it does not become their number here.
    mobile = models.BinaryField(default=bytes)
    received_at = models.DateTimeField()
    # The state that was told last; empty: tell it (again).
    told = models.CharField(max_length=12, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "thread"], name="cities_one_case_a_thread")]
        indexes = [models.Index(fields=["id"], name="cities_to_tell", condition=models.Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return f"reception {self.pk}"
