"""What goes out and what came in. Bodies are encrypted while they wait, and deleted when they have arrived."""

from django.db import models

from .trusted import City


class Outbound(models.Model):
    """An envelope that is promised. It is signed when it is sent, so that a changed key stops nothing."""

    envelope_id = models.CharField(max_length=40, unique=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="outbound")
    thread = models.CharField(max_length=40)
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=68)
    # Canonical text of the body, encrypted; empty once the other node has taken it.
    body = models.BinaryField(default=bytes)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "thread", "sequence"], name="cities_sent_in_order")]
        indexes = [
            models.Index(
                fields=["city", "id"],
                name="cities_waiting",
                condition=models.Q(delivered_at__isnull=True, failed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.envelope_id}"


class OutboundFile(models.Model):
    """A paper or a certificate on its way, encrypted; deleted when it has arrived."""

    outbound = models.ForeignKey(Outbound, on_delete=models.CASCADE, related_name="files")
    digest = models.CharField(max_length=68)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"file of {self.outbound_id}"


class Inbound(models.Model):
    """An envelope that was taken. Letter and signature stay as proof; the body went into what it brought about."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="inbound")
    envelope_id = models.CharField(max_length=40)
    thread = models.CharField(max_length=40)
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    letter = models.JSONField()
    signature = models.CharField(max_length=200)
    key = models.ForeignKey("cities.CityKey", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "envelope_id"], name="cities_taken_once"),
            models.UniqueConstraint(fields=["city", "thread", "sequence"], name="cities_taken_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.envelope_id}"


class RefusedEnvelope(models.Model):
    """Evidence: an envelope in the name of a city of our list that was not taken. Without its body."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="refused")
    because = models.CharField(max_length=20)
    letter = models.JSONField()
    signature = models.CharField(max_length=200)
    key = models.TextField()
    digest = models.CharField(max_length=68, unique=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["city", "first_at"], name="cities_refused_of_a_day")]

    def __str__(self) -> str:
        return f"{self.because} {self.pk}"
