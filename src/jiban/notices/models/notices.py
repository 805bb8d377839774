from django.db import models
from django.db.models import Q
from django.utils import timezone


class Notice(models.Model):
    """A message to a resident, shown in the app. `code` names the text; the words are made in the reader's language."""

    resident_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    about = models.CharField(max_length=40)
    key = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    # The promise to send it by SMS and e-mail as well: kept by being written with the notice itself.
    to_send = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [
            models.Index(fields=["resident_id", "-id"], name="notices_newest_first"),
            models.Index(fields=["id"], condition=Q(to_send=True), name="notices_to_send"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.about}"
