from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

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
    closed_on = models.DateField(null=True, blank=True)

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


class Holiday(models.Model):
    """A day that breaks the week: a public holiday, or a weekend day worked instead (调休, `works`)."""

    date = models.DateField(unique=True)
    name = models.CharField(max_length=50)
    works = models.BooleanField(default=False)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"
