"""How a resident wants to be reached."""

from django.db import models
from django.db.models import Q


class Reach(models.Model):
    """What a resident chose. Without a row: by SMS, and by no e-mail. In the app every message stands always."""

    resident_id = models.BigIntegerField(unique=True)
    sms = models.BooleanField(default=True)
    # Only ever an address whose owner typed the code that was sent there.
    email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email="") | Q(email_confirmed_at__isnull=False), name="notices_email_is_confirmed"
            )
        ]

    def __str__(self) -> str:
        return f"reach {self.pk}"


class EmailCode(models.Model):
    """A code sent to an e-mail address, until it is typed or too old."""

    resident_id = models.BigIntegerField(db_index=True)
    email = models.EmailField(db_index=True)
    # Of the filled-in form: sent twice, it asks for one code.
    form_key = models.CharField(max_length=40, blank=True, db_default="")
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident_id", "email", "form_key"],
                condition=~models.Q(form_key=""),
                name="notices_one_code_a_form",
            )
        ]

    def __str__(self) -> str:
        return f"e-mail code {self.pk}"
