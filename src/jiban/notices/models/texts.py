"""The words a county chose for its messages."""

from django.db import models

from .deliveries import Channel


class MessageText(models.Model):
    """One version of one text. Versions are added, never changed; the newest counts, and says who wrote it.

    An empty body means: again as the product has it.
    """

    county = models.CharField(max_length=12)
    code = models.CharField(max_length=40)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Also finds the newest one, and lets one of two who write at once win.
            models.UniqueConstraint(
                fields=["county", "code", "channel", "language", "version"], name="notices_one_text_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.code} {self.channel} {self.language} {self.version}"
