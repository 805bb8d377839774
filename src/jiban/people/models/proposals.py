from django.db import models
from django.db.models import Q

from .officers import Officer
from .posts import Post


class Proposal(models.Model):
    """A township supervisor asks the county to look at a post: somebody left, or needs a deputy. It changes nothing."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="proposals")
    text = models.CharField(max_length=300)
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="proposals_made")
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(
        Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals_answered"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="people_proposal_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
