"""Who typed for whom, what the resident agreed to and how; and households that somebody has to go to."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiban.people.models import Document

from .consent_rules import OPEN, Authority, Consent, HelpState

AUTHORITY_WORDS = {
    Authority.PRESENCE: _("The resident sits here and asked for it"),
    Authority.RELATION: _("Family, asked by the resident"),
    Authority.LETTER: _("A signed letter of the resident"),
}
CONSENT_WORDS = {
    Consent.CODE: _("A code sent to the resident's own phone"),
    Consent.MARK: _("A mark of the resident's own hand on the screen"),
    Consent.COUNTER: _("Another officer of the village asked the resident"),
}
STATE_WORDS = {
    HelpState.FILLING: _("being filled in"),
    HelpState.READING: _("being read aloud"),
    HelpState.CONSENTING: _("waits for the resident's consent"),
    HelpState.AT_COUNTER: _("waits for the counter"),
    HelpState.DONE: _("handed in"),
    HelpState.ENDED: pgettext_lazy("helping", "ended, nothing handed in"),
}


class Kin(models.TextChoices):
    SPOUSE = "spouse", _("husband or wife")
    CHILD = "child", _("son or daughter")
    PARENT = "parent", pgettext_lazy("kin", "father or mother")
    GRANDCHILD = "grandchild", _("grandchild")
    SIBLING = "sibling", _("brother or sister")
    OTHER = "other", _("other family")


class WhyEnded(models.TextChoices):
    HELPER = "helper", _("the helper ended it")
    RESIDENT = "resident", _("the resident did not want it")
    TIME = "time", _("the time was over")
    COUNTER = "counter", _("the resident said no at the counter")


def new_key() -> str:
    return secrets.token_urlsafe(16)


class HelpTask(models.Model):
    """One helper, one resident, one item. What was typed is deleted when it ends; how the resident agreed is kept."""

    key = models.CharField(max_length=40, unique=True, default=new_key)
    resident = models.ForeignKey("people.Resident", on_delete=models.PROTECT, related_name="helped_by")
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="helped")
    # The post's title as it was then.
    post = models.CharField(max_length=50, blank=True)
    relative = models.ForeignKey("people.Resident", on_delete=models.PROTECT, null=True, related_name="helped")
    authority = models.CharField(max_length=10, choices=list(AUTHORITY_WORDS.items()))
    kin = models.CharField(max_length=10, choices=Kin.choices, blank=True)
    letter = models.BinaryField(default=bytes)
    letter_type = models.CharField(max_length=40, blank=True)
    # What the officer looked at, as at the counter.
    document = models.CharField(max_length=24, choices=Document.choices, blank=True)
    state = models.CharField(max_length=12, choices=list(STATE_WORDS.items()), default=HelpState.FILLING)
    answers = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # The names of the lines that were read aloud, and the words the resident said yes to.
    read_lines = models.JSONField(default=list)
    undertaking = models.CharField(max_length=300, blank=True)
    may_fetch = models.BooleanField(default=False)
    challenge = models.CharField(max_length=200, blank=True)
    consent = models.CharField(max_length=8, choices=list(CONSENT_WORDS.items()), blank=True)
    consented_at = models.DateTimeField(null=True)
    mark = models.BinaryField(default=bytes)
    # The second officer who asked the resident.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, null=True, related_name="help_task")
    ended_at = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=10, choices=WhyEnded.choices, blank=True)
    # When the helper put the receipt away: from then on the page is gone.
    closed_at = models.DateTimeField(null=True)
    objected_at = models.DateTimeField(null=True)
    objection = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(officer__isnull=False, relative=None) | Q(officer=None, relative__isnull=False),
                name="helping_one_helper",
            ),
            models.CheckConstraint(
                condition=~Q(state=HelpState.DONE) | Q(case__isnull=False, consented_at__isnull=False),
                name="helping_nothing_without_consent",
            ),
        ]
        indexes = [
            models.Index(fields=["resident", "-id"], name="helping_of_a_resident"),
            models.Index(fields=["officer", "-id"], name="helping_by_an_officer"),
            models.Index(fields=["relative", "-id"], name="helping_by_a_relative"),
            models.Index(
                fields=["ends_at"], condition=Q(state__in=[str(each) for each in OPEN]), name="helping_to_end"
            ),
            models.Index(fields=["committee", "id"], condition=Q(state="at-counter"), name="helping_at_the_counter"),
        ]

    def __str__(self) -> str:
        return f"help task {self.pk}"

    @property
    def helper_name(self) -> str:
        """As the resident is told it."""
        if self.officer is not None:
            return f"{self.officer.name} ({self.post})" if self.post else self.officer.name
        return self.relative.name if self.relative is not None else ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class HelpPaper(models.Model):
    """A photo or PDF on its way into the application; deleted when the task ends."""

    task = models.ForeignKey(HelpTask, on_delete=models.CASCADE, related_name="papers")
    name = models.CharField(max_length=40)
    file_name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=40)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.task_id}: {self.name}"


class HomeVisit(models.Model):
    """Somebody who cannot come asks for a visit. Where it is stays at the village and the words that find the house."""

    class Asked(models.TextChoices):
        PHONE = "phone", _("by phone")
        RELATIVE = "relative", _("by a relative")
        ROUND = "round", _("noticed on a round")
        SELF = "self", _("by the person, online")

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("home visit", "done")
        DECLINED = "declined", pgettext_lazy("home visit", "not wanted any more")

    key = models.CharField(max_length=40, unique=True, default=new_key)
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="home_visits")
    name = models.CharField(max_length=50)
    place = models.CharField(max_length=100)
    phone = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=200, blank=True)
    wanted_on = models.DateField()
    asked = models.CharField(max_length=10, choices=Asked.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey("people.Resident", on_delete=models.PROTECT, null=True, related_name="home_visits")
    not_at_home = models.PositiveSmallIntegerField(default=0)
    last_tried_at = models.DateTimeField(null=True)
    task = models.ForeignKey(HelpTask, on_delete=models.SET_NULL, null=True, related_name="home_visits")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["committee", "wanted_on", "id"], condition=Q(done_at=None), name="helping_to_visit"),
            models.Index(fields=["asked_by", "-id"], name="helping_visits_asked"),
        ]

    def __str__(self) -> str:
        return f"home visit {self.pk}"
