"""The pages about rules on a phone, on a desk and in large print."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases import deciding
from tests import cast
from tests.cases.rulings.conftest import ALL, LIVES, authorised, confirm, judged, submitted
from tests.web.conftest import accessibility_faults
from tests.web.office.test_browser import SCROLLS_SIDEWAYS, open_desk  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = [("standard", 1440, 900), ("large", 390, 844)]


@pytest.mark.parametrize(("mode", "width", "height"), SIZES)
def test_the_pages_fit_and_can_be_read_by_everybody(village, open_desk, mode, width, height):  # noqa: F811
    made = authorised(village)
    case = judged(village, "k1")
    other = judged(village, "k2", {**LIVES, "lives-here-since.since": "2011-09"})
    refused = submitted(village, "k3")
    confirm(refused, ALL)
    deciding.refuse(refused, by=village.head, reason="不住本村", alternative="派出所", now=timezone.now())
    size = {"mode": mode, "width": width, "height": height}
    page = open_desk(village.head, f"/office/cases/{case.number}/", **size)
    base = page.url.split("/office/")[0]
    page.locator("details.more summary").first.click()
    looked_at(page)
    for path in (f"cases/{other.number}/", "?only=all", "authorisations/", f"authorisations/{made.pk}/"):
        page.goto(f"{base}/office/{path}")
        looked_at(page)
    page.goto(f"{base}/office/authorisations/new/")
    page.locator("[name=a_day]").fill("500")
    page.locator("[name=until_day]").fill((timezone.localdate() + timedelta(days=3)).isoformat())
    page.locator("[name=pin]").fill(cast.PIN)
    page.locator("[name=code]").fill("123456")
    send(page)
    looked_at(page)
    assert page.locator("[name=a_day]").input_value() == "500"
    assert page.locator("[name=pin]").input_value() == ""


@pytest.mark.parametrize(("mode", "width", "height"), SIZES)
def test_the_county_tries_rules_on_a_page_that_fits(village, open_desk, mode, width, height):  # noqa: F811
    authorised(village)
    judged(village, "k1")
    refused = submitted(village, "k3")
    confirm(refused, ALL)
    deciding.refuse(refused, by=village.head, reason="不住本村", alternative="派出所", now=timezone.now())
    page = open_desk(village.county, "/office/rules/", mode=mode, width=width, height=height)
    page.locator("[name=month]").fill(f"{timezone.localdate():%Y-%m}")
    send(page)
    page.locator("table").first.wait_for()
    looked_at(page)
    page.locator("[name=rules]").fill("item: school-residence\nrules:\n  - {id: x")
    send(page)
    page.locator(".note.err[role=alert]:not(#no-network)").wait_for()
    assert page.locator("[name=rules]").input_value().endswith("{id: x")
    assert accessibility_faults(page) == []


def send(page):
    with page.expect_navigation():
        page.locator("form.card button[type=submit]").last.click()


def looked_at(page):
    assert not page.evaluate(SCROLLS_SIDEWAYS)
    assert accessibility_faults(page) == []
