"""Posts in committees and above them, and the terms in which officers hold them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .officers import Officer


class PostKind(models.TextChoices):
    CLERK = "clerk", _("clerk")
    REVIEWER = "reviewer", _("reviewer")
    COUNTY_ADMINISTRATOR = "county_administrator", _("county administrator")


class Post(models.Model):
    """A place in a committee (村委会主任) or in a county's office. Who holds it is told by the terms."""

    kind = models.CharField(max_length=20, choices=PostKind.choices)
    title = models.CharField(max_length=50)
    committee = models.ForeignKey(
        "places.Committee", null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    county = models.ForeignKey("places.Division", null=True, blank=True, on_delete=models.PROTECT, related_name="posts")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="county_administrator", county__isnull=False, committee__isnull=True)
                | (~models.Q(kind="county_administrator") & models.Q(county__isnull=True, committee__isnull=False)),
                name="people_post_in_a_committee_or_a_county",
            ),
            models.UniqueConstraint(
                fields=["committee", "kind", "title"],
                condition=models.Q(committee__isnull=False),
                name="people_one_post_a_title",
            ),
            models.UniqueConstraint(
                fields=["county", "kind", "title"],
                condition=models.Q(county__isnull=False),
                name="people_one_county_post_a_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """An officer holds a post, first to last day inclusive, or until ended before its time."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="terms")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    appointed_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_term_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} in {self.post_id} from {self.starts_on}"
