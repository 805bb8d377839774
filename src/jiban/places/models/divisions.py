from collections.abc import Iterable
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiban.places import pinyin

CODE = RegexValidator(r"^\d{12}\Z", _("A division code has 12 digits, for example 130123100242."))


class Division(models.Model):
    """One place of the tree city, county, township, village (村) or community (社区)."""

    class Level(models.IntegerChoices):
        CITY = 2, _("city")
        COUNTY = 3, _("county or district")
        TOWNSHIP = 4, _("township or sub-district")
        VILLAGE = 5, _("village or community")

    code = models.CharField(max_length=12, unique=True, validators=[CODE])
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=100, db_index=True)
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    source = models.CharField(max_length=200)
    # Development zones have a code in the statistics and none in the civil register.
    is_statistical_only = models.BooleanField(default=False)
    # None: it was there when the tree was first loaded.
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    # 塔元庄村 -> tayuanzhuangcun, tyzc: what people type to find it. They follow from the short name.
    pinyin = models.CharField(max_length=400, blank=True, db_index=True)
    initials = models.CharField(max_length=100, blank=True, db_index=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=2, level__lte=5), name="division_level_known"),
            models.CheckConstraint(
                condition=Q(level=2, parent__isnull=True) | Q(level__gt=2, parent__isnull=False),
                name="division_has_parent_below_city",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.short_name} {self.code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.fill_search()
        super().save(*args, **kwargs)

    def lies_in(self, places: Iterable["Division"]) -> bool:
        """Is this one of the places, or below one? Nothing above the highest of them is read."""
        tops = {place.pk: place.level for place in places}
        step: Division | None = self if tops else None
        while step is not None and step.level >= min(tops.values()):
            if step.pk in tops:
                return True
            step = step.parent
        return False

    def fill_search(self) -> None:
        """Bulk paths do not pass by `save`: they call this for each row first."""
        self.pinyin, self.initials = pinyin.spell(self.short_name)


class DivisionChange(models.Model):
    """One act that changed the tree: from which places to which, on what day, by what decision. Never edited."""

    class Kind(models.TextChoices):
        OPEN = "open", pgettext_lazy("division change", "opened")
        RENAME = "rename", pgettext_lazy("division change", "renamed")
        MERGE = "merge", pgettext_lazy("division change", "merged")
        SPLIT = "split", pgettext_lazy("division change", "split")
        CLOSE = "close", pgettext_lazy("division change", "closed")

    kind = models.CharField(max_length=10, choices=Kind)
    # The first day on which the tree is as it is after the change.
    at = models.DateField()
    # The decision, as officials quote it: 民政部门批复文号.
    basis = models.CharField(max_length=300)
    # For a new name alone.
    name_before = models.CharField(max_length=100, blank=True)
    name_after = models.CharField(max_length=100, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=50)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind}"


class ChangePart(models.Model):
    """A place in a change: where it comes from, what it leads to, or a place that only moved under another."""

    class Role(models.TextChoices):
        SOURCE = "from", pgettext_lazy("division change", "from")
        RESULT = "to", pgettext_lazy("division change", "to")
        MOVED = "moved", _("moved under another place")

    change = models.ForeignKey(DivisionChange, on_delete=models.PROTECT, related_name="parts")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=10, choices=Role)
    # For a place that moved: what stood above it before.
    parent_before = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["change", "division", "role"], name="change_part_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.division_id}"
