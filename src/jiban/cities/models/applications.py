"""The receiving side: an application that is on its way to another city, and what came back."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiban.people.encryption import decrypt, encrypt

from .trusted import City


class Channel(models.TextChoices):
    COUNTER = "counter", _("at a window")
    RESIDENT = "resident", _("by the resident on the phone")


class ApplicationState(models.TextChoices):
    SENDING = "sending", _("On its way to the home city")
    SENT = "sent", _("Arrived in the home city")
    SUBMITTED = "submitted", _("With the home village")
    CORRECTING = "correcting", _("Something has to be added")
    CHECKED = "checked", pgettext_lazy("across cities", "Checked, awaiting signature")
    APPROVED = "approved", _("Approved, being sealed")
    ISSUED = "issued", _("The certificate is here")
    REFUSED = "refused", _("Not issued")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LOST = "lost", _("Could not be delivered")


ENDED = (ApplicationState.ISSUED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.LOST)
MAY_WITHDRAW = (
    ApplicationState.SENDING,
    ApplicationState.SENT,
    ApplicationState.SUBMITTED,
    ApplicationState.CORRECTING,
    ApplicationState.CHECKED,
)


class Application(models.Model):
    """One application to another city. Its number is the thread of its envelopes. The home village alone decides."""

    number = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=60, unique=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="applications")
    item_code = models.CharField(max_length=40)
    item_version = models.PositiveIntegerField()
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    # The item as it was when it was filled in: the answers are read by it, whatever the city offers later.
    document = models.JSONField()
    village_code = models.CharField(max_length=12)
    village_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    resident = models.ForeignKey(
        "people.Resident", on_delete=models.PROTECT, null=True, related_name="applications_elsewhere"
    )
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, null=True, related_name="+")
    # Who applies, and the answers: JSON, encrypted. Both are emptied a while after the end.
    person = models.BinaryField(default=bytes)
    answers = models.BinaryField(default=bytes)
    papers = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.SENDING)
    home_number = models.CharField(max_length=40, blank=True)
    home_phone = models.CharField(max_length=30, blank=True)
    due_at = models.DateTimeField(null=True)
    # What the home village wrote: what to add, or why not, and who helps instead.
    words = models.TextField(blank=True)
    instead = models.TextField(blank=True)
    withdrawing_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    certificate_number = models.CharField(max_length=40, blank=True)
    valid_until = models.DateField(null=True)
    verify_url = models.CharField(max_length=200, blank=True)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel="resident", resident__isnull=False)
                | models.Q(channel="counter", officer__isnull=False, committee__isnull=False),
                name="cities_somebody_received_it",
            )
        ]
        indexes = [
            models.Index(fields=["resident", "-id"], name="cities_of_a_resident"),
            models.Index(fields=["committee", "-id"], name="cities_of_a_window"),
            models.Index(fields=["ended_at"], name="cities_to_clear", condition=~models.Q(person=b"")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def applicant(self) -> dict[str, Any]:
        return _opened(self.person)

    @property
    def said(self) -> dict[str, str]:
        return _opened(self.answers)

    def keep(self, *, applicant: dict[str, Any] | None = None, said: dict[str, str] | None = None) -> None:
        """Set, encrypted; saving is the caller's."""
        if applicant is not None:
            self.person = encrypt(json.dumps(applicant).encode())
        if said is not None:
            self.answers = encrypt(json.dumps(said).encode())


class ApplicationFile(models.Model):
    """The certificate as the home city sealed it, encrypted at rest."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files")
    form = models.CharField(max_length=4)
    digest = models.CharField(max_length=68)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "form"], name="cities_one_file_a_form")]

    def __str__(self) -> str:
        return f"{self.form} of {self.application_id}"


class ApplicationLine(models.Model):
    """What happened, when, and by whom: who looked at it too. Added, never changed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.action}"


def _opened(token: bytes | memoryview) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(decrypt(bytes(token))) if token else {}
    return found
