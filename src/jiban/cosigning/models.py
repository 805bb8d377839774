from django.db import models
from django.utils import timezone


class Cosignature(models.Model):
    """A witness's line for a checkpoint, checked before it was kept. `key` is name and key id, as in the line."""

    size = models.BigIntegerField()
    key = models.CharField(max_length=200)
    line = models.TextField()
    cosigned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["size", "key"], name="cosigning_one_line_a_witness")]

    def __str__(self) -> str:
        return f"{self.key} on {self.size}"


class WitnessState(models.Model):
    """How far a witness has come, and when it is asked next."""

    key = models.CharField(max_length=200, unique=True)
    size = models.BigIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.key} at {self.size}"


class Alarm(models.Model):
    """A witness objected. With `theirs`, a checkpoint signed by our key that this log does not go on from, it is proved.

    `request` is what was sent, `theirs` what the witness shows. A proved alarm stops signing until it is settled.
    """

    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    size = models.BigIntegerField()
    request = models.TextField()
    theirs = models.TextField(blank=True)
    is_proved = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, unique=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_because = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="cosigning_alarm_open", condition=models.Q(is_proved=True, settled_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.key}"
