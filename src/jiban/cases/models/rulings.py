"""What is confirmed about a case, what the item's rules made of it, and who lets them decide."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class CaseFact(models.Model):
    """One fact that a department has confirmed for this case. `value` is encrypted; without `salt` the hash says nothing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="facts")
    # The fact and its field in the data catalogue: lives-here-since.since
    name = models.CharField(max_length=80)
    value = models.BinaryField()
    salt = models.BinaryField()
    hash = models.CharField(max_length=64)
    source = models.CharField(max_length=100)
    as_of = models.DateField()
    answer_id = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "name", "answer_id"], name="cases_one_fact_an_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.name}"


class RulingOutcome(models.TextChoices):
    NOTHING = "nothing", _("A person must look")
    PRE_CHECK = "pre-check", _("Pre-checked by rule")
    APPROVE = "approve", _("Fit for approval by rule")


class Ruling(models.Model):
    """A rule was applied to a case. `receipt` says why, without a value; `given` (encrypted) is what was looked at."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rulings")
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=RulingOutcome.choices)
    receipt = models.JSONField()
    digest = models.CharField(max_length=64)
    given = models.BinaryField()
    # When that was handed in or corrected which the rule has looked at: a later correction has not been judged.
    asked_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "asked_at", "digest"], name="cases_one_ruling_a_judgement"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.rule} v{self.rule_version}"


class StandingAuthorisation(models.Model):
    """A reviewer lets the rules of one item approve between two days, so many a day. The signature stays the reviewer's act."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="authorisations")
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="authorisations")
    item = models.CharField(max_length=40)
    from_day = models.DateField()
    until_day = models.DateField()
    a_day = models.PositiveSmallIntegerField()
    granted_at = models.DateTimeField()
    # Holder of the post or deputy when it was granted: it never outlives that.
    authority = models.CharField(max_length=10)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "committee", "item"],
                condition=Q(revoked_at=None),
                name="cases_one_authorisation_an_item",
            ),
            models.CheckConstraint(
                condition=Q(until_day__gte=F("from_day")), name="cases_authorisation_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id}: {self.item}"


class AuthorisationDay(models.Model):
    """How often an authorisation was used on one day: counted up only below its limit."""

    authorisation = models.ForeignKey(StandingAuthorisation, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    used = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authorisation", "day"], name="cases_authorisation_day_once")]

    def __str__(self) -> str:
        return f"{self.authorisation_id} {self.day}"


class AuthorisationUse(models.Model):
    """A rule has approved one case under an authorisation. Lines are added, never changed."""

    authorisation = models.ForeignKey(StandingAuthorisation, on_delete=models.PROTECT, related_name="uses")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="authorisation_uses")
    ruling = models.OneToOneField(Ruling, on_delete=models.CASCADE, related_name="use")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.authorisation_id}: {self.case_id}"
