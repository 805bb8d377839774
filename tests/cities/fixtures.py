"""The other city as fixtures, for every folder of tests whose `village` is ours."""

import pytest

from jiban.cities import offering
from jiban.cities.models import City
from tests.cities.other_city import CODE, OURS, OtherCity, serving

FAR_VILLAGE = {"code": "990223100201", "name": "孙家湾村", "path": "远方县远方镇"}


@pytest.fixture
def city_node(settings):
    settings.CITY_CODE, settings.CITY_KEY = OURS, f"city-{OURS}"


@pytest.fixture
def other_city(city_node):
    """Listening, but not on the list yet."""
    with serving(OtherCity()) as city:
        yield city


@pytest.fixture
def far_city(other_city, village):
    other_city.on_the_list()
    return other_city


@pytest.fixture
def far_offer(far_city):
    """The other city offers what we offer, for a village of its own."""
    offer = {**offering.own_offer(), "villages": [FAR_VILLAGE]}
    assert far_city.send("items", "offer-990200", offer).status == 200
    return City.objects.get(code=CODE)
