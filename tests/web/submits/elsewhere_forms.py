"""Every form of what a resident asks of a home village in another city."""

from django.urls import reverse

from jiban.cities.models import Application
from tests.cities.fixtures import FAR_VILLAGE
from tests.stories.walk import ANSWERS
from tests.web.submits.sending import fill

APPLY = reverse("resident:elsewhere-apply", args=["990200", "residence"])


def application_far_away(world):
    world.fixture("far_offer")
    return fill(world.mine, f"{APPLY}?village={FAR_VILLAGE['code']}", {**ANSWERS, "pledge": "on"}, having=["pledge"])


def application(world):
    assert application_far_away(world).send().status_code == 302
    return Application.objects.get()


def taken_back_from_afar(world):
    return fill(world.mine, reverse("resident:elsewhere-case", args=[application(world).number]), {})


def correction_from_afar(world):
    made, city = application(world), world.fixture("far_city")
    city.send("receipt", made.number, {"number": "BJ2026-1", "phone": "0311-1", "state": "submitted"})
    city.send("status", made.number, {"state": "correcting", "words": "门牌号？"})
    page = reverse("resident:elsewhere-correction", args=[made.number])
    return fill(world.mine, page, {**ANSWERS, "address": "2组18号", "pledge": "on"})


FORMS = {
    application_far_away: "resident:elsewhere-apply",
    taken_back_from_afar: "resident:elsewhere-case",
    correction_from_afar: "resident:elsewhere-correction",
}
