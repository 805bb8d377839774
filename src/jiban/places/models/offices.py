"""Where people are served, and by which part of the administration."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .divisions import Division


class Department(models.Model):
    """A part of a division's administration, as civil affairs of a county (县民政局)."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(max_length=100)
    duties = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["division__code", "id"]
        constraints = [models.UniqueConstraint(fields=["division", "name"], name="department_once")]

    def __str__(self) -> str:
        return self.name


class ServicePoint(models.Model):
    """A place with a counter: the service centre of a township (便民服务中心), the station of a village (便民服务站)."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("service centre")
        STATION = "station", _("service station")

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="service_points")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["division__code", "id"]
        constraints = [models.UniqueConstraint(fields=["division", "name"], name="service_point_once")]

    def __str__(self) -> str:
        return self.name


class ServiceHours(models.Model):
    """One stretch of one weekday when the service point is open. Monday is 1, Sunday 7."""

    point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="service_hours_on_a_weekday"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="service_hours_open_before_close"),
            models.UniqueConstraint(fields=["point", "weekday", "opens"], name="service_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Terminal(models.Model):
    """How many machines of a kind stand at a service point."""

    class Kind(models.TextChoices):
        SELF_SERVICE = "self-service", _("self-service machine")
        COUNTER = "counter", _("counter computer")
        PRINTER = "printer", _("printer")
        SCANNER = "scanner", _("document scanner")
        CARD_READER = "card-reader", _("identity card reader")

    point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="terminals")
    kind = models.CharField(max_length=20, choices=Kind)
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["point", "kind"], name="terminal_kind_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="terminal_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"


class LiaisonPerson(models.Model):
    """Who is responsible for a place at one of the four levels, and who covers for that person."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="liaison")
    level = models.PositiveSmallIntegerField(choices=Division.Level)
    name = models.CharField(max_length=50, db_index=True)
    title = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30)
    cover_name = models.CharField(max_length=50, blank=True, db_index=True)
    cover_phone = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["division__code", "-level"]
        constraints = [
            models.UniqueConstraint(fields=["division", "level"], name="liaison_one_a_level"),
            models.CheckConstraint(condition=Q(level__gte=2, level__lte=5), name="liaison_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.division_id} {self.level}"


class SheetUpload(models.Model):
    """A file somebody is about to import: kept until it is imported, a day at most."""

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    data = models.BinaryField()
    uploaded_at = models.DateTimeField(db_index=True)
    # The officer's user name: people stand above places.
    uploaded_by = models.CharField(max_length=50, db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
