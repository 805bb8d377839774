"""Posts in committees and above them, and the terms in which officers hold them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .officers import Officer


class PostKind(models.TextChoices):
    CLERK = "clerk", _("clerk")
    REVIEWER = "reviewer", _("reviewer")
    HEAD = "head", _("head of the village")
    GRID_WORKER = "grid_worker", _("grid worker")
    TOWNSHIP_SUPERVISOR = "township_supervisor", _("township supervisor")
    COUNTY_ADMINISTRATOR = "county_administrator", _("county administrator")
    CITY_ADMINISTRATOR = "city_administrator", _("city administrator")
    AUDITOR = "auditor", _("auditor")


IN_COMMITTEES = (PostKind.CLERK, PostKind.REVIEWER, PostKind.HEAD, PostKind.GRID_WORKER)
# Above the village: at which levels of the tree. Levels are those of places.Division.
LEVELS: dict[str, tuple[int, ...]] = {
    PostKind.TOWNSHIP_SUPERVISOR: (4,),
    PostKind.COUNTY_ADMINISTRATOR: (3,),
    PostKind.CITY_ADMINISTRATOR: (2,),
    PostKind.AUDITOR: (2, 3),
}


class Post(models.Model):
    """A place in a committee (村委会主任) or in a division above it. Who holds it is told by the terms."""

    kind = models.CharField(max_length=20, choices=PostKind.choices)
    title = models.CharField(max_length=50)
    committee = models.ForeignKey(
        "places.Committee", null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    division = models.ForeignKey(
        "places.Division", null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=IN_COMMITTEES, committee__isnull=False, division__isnull=True)
                | Q(kind__in=tuple(LEVELS), committee__isnull=True, division__isnull=False),
                name="people_post_in_a_committee_or_above",
            ),
            models.UniqueConstraint(
                fields=["committee", "kind", "title"],
                condition=Q(committee__isnull=False),
                name="people_one_post_a_title",
            ),
            models.UniqueConstraint(
                fields=["division", "kind", "title"],
                condition=Q(division__isnull=False),
                name="people_one_post_above_a_title",
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
    # On the first day: from which moment. Set by a change of official, so that never two hold the post by it.
    begins_at = models.DateTimeField(null=True, blank=True)
    appointed_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="people_term_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} in {self.post_id} from {self.starts_on}"
