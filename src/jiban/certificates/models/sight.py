"""Who looked at a resident's data."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DataView(models.Model):
    """An officer looked at something of a resident: one row an officer, thing and day. Rows are added, never changed."""

    class What(models.TextChoices):
        APPLICATION = "application", _("opened your application")
        PAPER = "paper", _("opened a paper that you handed in")
        VISIT = "visit", _("read what to ask at your door")
        CERTIFICATE = "certificate", _("opened your certificate")
        REFUSAL = "refusal", _("read your report of a refusal")
        PHOTO = "photo", _("opened the photo of your report")

    resident = models.ForeignKey("people.Resident", on_delete=models.PROTECT, related_name="looked_at")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    # The number of the case or certificate.
    about = models.CharField(max_length=24)
    # As they were then: the office and the post, which the resident is told in place of a name.
    office = models.CharField(max_length=100)
    post = models.CharField(max_length=50)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "officer", "what", "about", "day"], name="certificates_one_look_a_day"
            )
        ]
        indexes = [models.Index(fields=["resident", "-at"], name="looks_newest_first")]

    def __str__(self) -> str:
        return f"look {self.pk}"
