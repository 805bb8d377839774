"""The list of cities that we believe, and how it goes with the line to each."""

from django.db import models
from django.utils.translation import get_language

from jiban.cities import trust


class City(models.Model):
    """Another city's node. Between the two days, and unless suspended, envelopes go there and are taken from there."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=50)
    name_en = models.CharField(max_length=100)
    url = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField()
    suspended_at = models.DateTimeField(null=True)
    suspended_because = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    # How it goes with the line: after a failure the city rests, so that nobody waits for one that is away.
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)
    # The digest of what we offered there last, and of which moment what it offers us is.
    offered = models.CharField(max_length=68, blank=True)
    offer_issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name

    def read(self) -> trust.TrustedCity:
        keys = [
            trust.TrustedKey(bytes(each.spki), each.valid_from, each.valid_until, each.revoked_at)
            for each in self.keys.all()
        ]
        return trust.TrustedCity(self.code, self.valid_from, self.valid_until, self.suspended_at is not None, keys)


class CityKey(models.Model):
    """A key that a city signs with. Never deleted: what it signed must stay readable as evidence."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="keys")
    spki = models.BinaryField()
    fingerprint = models.CharField(max_length=16, unique=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.fingerprint
