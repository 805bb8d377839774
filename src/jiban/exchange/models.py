"""The data catalogue, what residents agreed to, and every look-up, answered or refused."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from jiban.catalogue.models import Entry

from . import facts


class DataFact(Entry):
    """One fact that a department keeps."""

    def read(self) -> facts.Fact:
        return facts.fact(self.document)


class Consent(models.Model):
    """A resident agrees that one receiver looks up one fact for one purpose, for a while. Asked for, or offered."""

    resident = models.ForeignKey("people.Resident", on_delete=models.PROTECT, related_name="consents")
    # By it a department asks, in place of a name or an identity number.
    number = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=60)
    fact = models.CharField(max_length=40)
    fields = models.JSONField()
    purpose = models.CharField(max_length=40)
    basis = models.CharField(max_length=200)
    # `village` and the committee, or the code of a department.
    receiver = models.CharField(max_length=40)
    receiver_name = models.CharField(max_length=100)
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, null=True, related_name="+")
    # Empty for a consent that the resident offers by herself.
    case_number = models.CharField(max_length=20, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    last_day = models.DateField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resident", "key"], name="exchange_one_consent_a_form"),
            models.CheckConstraint(
                condition=Q(given_at=None) | Q(last_day__isnull=False), name="exchange_given_has_a_last_day"
            ),
        ]
        indexes = [models.Index(fields=["resident", "-id"], name="exchange_consents_newest")]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    @property
    def waits(self) -> bool:
        return self.given_at is None and self.declined_at is None and self.withdrawn_at is None

    def is_in_force(self, today: date) -> bool:
        return (
            self.given_at is not None
            and self.withdrawn_at is None
            and self.last_day is not None
            and today <= self.last_day
        )


class LookUp(models.Model):
    """One request for a fact and what came of it. Written once, with its two lines in the log."""

    ANSWERED = "answered"

    # Who asks chooses it: the same request twice is answered once.
    request = models.CharField(max_length=80, unique=True)
    # Nobody, where a request named no consent that we know.
    resident = models.ForeignKey("people.Resident", on_delete=models.PROTECT, null=True, related_name="look_ups")
    fact = models.CharField(max_length=40)
    fields = models.JSONField()
    purpose = models.CharField(max_length=40)
    basis = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=13, blank=True)
    receiver = models.CharField(max_length=40)
    receiver_name = models.CharField(max_length=100)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    post = models.CharField(max_length=50, blank=True)
    case_number = models.CharField(max_length=40)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="look_ups")
    at = models.DateTimeField()
    day = models.DateField()
    outcome = models.CharField(max_length=20)
    source = models.CharField(max_length=100, blank=True)
    as_of = models.DateField(null=True)
    # The signed answer as the receiver got it; empty for a refusal.
    answer = models.TextField(blank=True)
    # What the log's two lines commit to. Emptied, the lines mean nothing to anyone.
    statement = models.TextField(blank=True)
    shared_salt = models.BinaryField(default=bytes)
    received_salt = models.BinaryField(default=bytes)

    class Meta:
        indexes = [
            models.Index(fields=["resident", "-id"], name="exchange_look_ups_newest"),
            models.Index(fields=["case_number", "-id"], name="exchange_look_ups_of_a_case"),
            models.Index(fields=["officer", "day"], name="exchange_look_ups_of_a_day"),
            models.Index(fields=["receiver", "day"], name="exchange_look_ups_by_receiver"),
            # What is forgotten already is never looked at again.
            models.Index(fields=["day"], name="exchange_look_ups_to_forget", condition=~Q(statement="")),
        ]

    def __str__(self) -> str:
        return f"look-up {self.pk}"

    @property
    def is_answered(self) -> bool:
        return self.outcome == self.ANSWERED

    @property
    def is_forgotten(self) -> bool:
        """Its time is over: the answer and the salts of its two lines in the log are deleted."""
        return not self.statement


class Received(models.Model):
    """What another city's node told one of our offices. Written once, with its line in our log."""

    request = models.CharField(max_length=36, unique=True)
    city = models.CharField(max_length=6)
    city_name = models.CharField(max_length=40)
    department = models.CharField(max_length=40)
    fact = models.CharField(max_length=40)
    fields = models.JSONField()
    purpose = models.CharField(max_length=40)
    case_number = models.CharField(max_length=40)
    # The person stands nowhere here: the number that she handed over is all that we have of her.
    consent = models.CharField(max_length=16)
    at = models.DateTimeField()
    day = models.DateField()
    outcome = models.CharField(max_length=20)
    # As the department of the other city signed it; empty for a refusal.
    answer = models.TextField(blank=True)
    statement = models.TextField(blank=True)
    salt = models.BinaryField(default=bytes)

    class Meta:
        indexes = [
            models.Index(fields=["day"], name="exchange_received_to_forget", condition=~Q(statement="")),
        ]

    def __str__(self) -> str:
        return f"received {self.pk}"


class LookUpAlarm(models.Model):
    """Somebody asked unusually often, or was refused unusually often, on one day. One row an asker and day."""

    receiver = models.CharField(max_length=40)
    receiver_name = models.CharField(max_length=100)
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, null=True, related_name="+")
    # The officer's id, or 0 where a program of the receiver asked.
    asker = models.BigIntegerField()
    day = models.DateField()
    asked = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receiver", "asker", "day"], name="exchange_one_alarm_a_day"),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="exchange_alarms_newest")]

    def __str__(self) -> str:
        return f"alarm {self.pk}"
