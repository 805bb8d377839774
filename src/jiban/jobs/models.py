"""Promised work, one row a promise. At least once: a lease that runs out gives the job to somebody else."""

from django.db import models
from django.utils import timezone


class JobState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """`key` names the effect: promising it twice makes one job."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Only open work is ever looked for, so the index stays small however much is done.
            models.Index(
                fields=["due_at", "id"],
                name="jobs_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["lease_until"], name="jobs_running", condition=models.Q(state="running")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"
