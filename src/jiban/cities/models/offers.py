"""What other cities offer, as they last told it."""

from django.db import models

from jiban.catalogue.definition import ItemDefinition, from_checked

from .trusted import City


class CityItem(models.Model):
    """An item of another city. `document` passed the same door as our own items."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    document = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="cities_item_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.city_id} {self.code}"

    def read(self) -> ItemDefinition:
        return from_checked(self.document)


class CityVillage(models.Model):
    """A village of another city that issues certificates. `path` leads to it: county and township."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="villages")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=200)
    pinyin = models.CharField(max_length=400, blank=True)
    initials = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="cities_village_once")]
        indexes = [models.Index(fields=["city", "name"], name="cities_village_name")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
