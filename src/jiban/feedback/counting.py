"""Adding to the kept figures of a place and of all above it: no page ever counts ratings."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F

from jiban.cases.figures import above
from jiban.places.models import Division

from .models import RatingDay


def add(division: Division, day: date, more: Mapping[str, int], *, above_alone: bool = False) -> None:
    """In one order, so that two who add never wait for each other."""
    places = sorted(above(division)[1:] if above_alone else above(division))
    RatingDay.objects.bulk_create([RatingDay(division_id=place, day=day) for place in places], ignore_conflicts=True)
    changes = {name: F(name) + number for name, number in more.items() if number}
    if changes:
        RatingDay.objects.filter(division_id__in=places, day=day).update(**changes)
