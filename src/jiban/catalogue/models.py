from django.db import models
from django.db.models import Q

from jiban.catalogue import entries
from jiban.catalogue.definition import ItemDefinition, Label, from_checked
from jiban.catalogue.refusal import Refused


class Item(models.Model):
    """One version of something a resident can ask for. `definition` is the item's document as loaded."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    definition = models.JSONField()
    content_hash = models.CharField(max_length=64)
    published = models.BooleanField(default=False)
    # The version that new applications are made of.
    current = models.BooleanField(default=False)
    loaded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="item_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(current=True), name="item_one_current"),
            models.CheckConstraint(
                condition=Q(current=False) | Q(published=True, withdrawn_at__isnull=True),
                name="item_current_is_offered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def read(self) -> ItemDefinition:
        """The definition as checked values."""
        return from_checked(self.definition)

    @property
    def is_offered(self) -> bool:
        return self.published and self.withdrawn_at is None


class RefusedKind(models.Model):
    """A kind of certificate a village or community must not issue, with who issues it instead."""

    code = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    words = models.JSONField(default=list)
    instead = models.CharField(max_length=300)
    instead_en = models.CharField(max_length=300)
    basis = models.CharField(max_length=100)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title

    def read(self) -> Refused:
        return Refused(
            code=self.code,
            title=Label(self.title, self.title_en),
            words=tuple(self.words),
            instead=Label(self.instead, self.instead_en),
            basis=self.basis,
        )


class Entry(models.Model):
    """One entry of a list that is kept as a file, in the file's order. `document` is the entry as loaded."""

    code = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField()
    document = models.JSONField()

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code


class LifeEvent(Entry):
    """What people say when they come, with the certificates that help then."""

    def read(self) -> entries.LifeEvent:
        return entries.life_event(self.document)


class SharedFact(Entry):
    """Why an item may not be needed: another office can look the fact up."""

    item_code = models.CharField(max_length=40, db_index=True)

    def read(self) -> entries.SharedFact:
        return entries.shared_fact(self.document)


class AvoidedDay(models.Model):
    """How often residents of one place were told on one day that they need no certificate of a kind, and agreed."""

    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    day = models.DateField()
    explained = models.PositiveIntegerField(default=0)
    avoided = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["division", "kind", "day"], name="catalogue_avoided_once_a_day"),
        ]
        indexes = [models.Index(fields=["division", "day"], name="catalogue_avoided_of_a_place")]

    def __str__(self) -> str:
        return f"{self.division_id} {self.kind} {self.day}"
