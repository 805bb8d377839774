from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property

from jiban.composing import composed_once

from .divisions import Division


class Committee(models.Model):
    """The villagers' or residents' committee (村民委员会, 居民委员会) of one village or community."""

    division = models.OneToOneField(Division, on_delete=models.PROTECT, related_name="committee")
    name = models.CharField(max_length=100)
    credit_code = models.CharField(max_length=18, unique=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["division__code"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def week(self) -> "list[OfficeHours]":
        """Kept with this object: a page asks for the hours more than once."""
        return _hours_of(self.pk)


class OfficeHours(models.Model):
    """One stretch of one weekday when the committee serves people. Monday is 1, Sunday 7."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="hours_on_a_weekday"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="hours_open_before_close"),
            models.UniqueConstraint(fields=["committee", "weekday", "opens"], name="hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


@composed_once
def _hours_of(committee: int) -> QuerySet[OfficeHours]:
    return OfficeHours.objects.filter(committee=committee)


class Holiday(models.Model):
    """A day that breaks the week: a public holiday, or a weekend day worked instead (调休, `works`)."""

    date = models.DateField(unique=True)
    name = models.CharField(max_length=50)
    works = models.BooleanField(default=False)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"
