"""Units that did not accept a certificate, as holders report them to the county."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .certificate import Certificate


class RefusingUnit(models.Model):
    """A unit of which reports came to one county. Its counts are kept, not computed."""

    county = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    reports = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="certificates_one_unit_a_name"),
            models.CheckConstraint(condition=Q(waiting__lte=F("reports")), name="certificates_waiting_at_most_all"),
        ]
        indexes = [models.Index(fields=["county", "-waiting", "-reports", "-id"], name="refusing_units_of_a_county")]

    def __str__(self) -> str:
        return self.name


class UnitRefusal(models.Model):
    """One report: this unit did not accept this certificate. Open, taken up by the county, answered."""

    class State(models.TextChoices):
        OPEN = "open", _("With the county")
        TAKEN_UP = "taken-up", _("The county is looking into it")
        ANSWERED = "answered", _("The county has answered")

    # How a message to the resident names a report.
    ABOUT = "unit-refusal-"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="unit_refusals")
    unit = models.ForeignKey(RefusingUnit, on_delete=models.PROTECT, related_name="refusals")
    key = models.CharField(max_length=40)
    happened_on = models.DateField()
    said = models.CharField(max_length=500)
    photo = models.BinaryField(default=bytes)
    photo_type = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reported_at = models.DateTimeField()
    taken_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_up_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "key"], name="certificates_one_report_a_form"),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False), name="certificates_answered_has_a_time"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="refusals_of_a_unit")]

    def __str__(self) -> str:
        return f"refusal {self.pk}"

    @property
    def notice_about(self) -> str:
        return f"{self.ABOUT}{self.pk}"
