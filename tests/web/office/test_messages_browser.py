"""The pages of a county's messages in a browser: by keyboard and screen reader, on a phone and in large print."""

import pytest
from django.utils import timezone

from jiban.notices.models import DeliveryDay, MessageText
from tests.web.conftest import accessibility_faults
from tests.web.office.test_browser import SCROLLS_SIDEWAYS, open_desk  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)

COUNTY = "990123000000"
TEXT = f"/office/messages/{COUNTY}/certificate-ready/sms/zh-hans/"
PAGES = (
    f"/office/messages/{COUNTY}/",
    TEXT,
    f"/office/messages/{COUNTY}/refused/email/en/",
    f"/office/messages/{COUNTY}/figures/",
)


@pytest.mark.parametrize(
    ("mode", "width", "height"), [("standard", 1440, 900), ("standard", 390, 844), ("large", 390, 844)]
)
def test_the_pages_are_without_fault_for_everybody(mode, width, height, village, open_desk):  # noqa: F811
    DeliveryDay.objects.create(
        county=COUNTY,
        day=timezone.localdate(),
        channel="sms",
        sent=128,
        parts=131,
        delivered=120,
        undelivered=3,
        failed=2,
    )
    page = open_desk(village.county, PAGES[0], mode=mode, width=width, height=height)
    for address in PAGES:
        page.goto(page.url.split("/office/")[0] + address)
        assert (address, accessibility_faults(page)) == (address, [])
        assert (address, page.evaluate(SCROLLS_SIDEWAYS)) == (address, False)
    assert page.said == []


def test_a_text_is_previewed_and_saved_without_scripts(village, open_desk):  # noqa: F811
    page = open_desk(village.county, TEXT, javascript=False)
    page.locator("[name=body]").fill("{item}开好了，看{link}")
    page.locator("button[value=preview]").click()
    assert "【村务办事】" in page.locator("section[role=status]").inner_text()
    with page.expect_navigation():
        page.locator("button[value=save]").click()
    assert MessageText.objects.get().body == "{item}开好了，看{link}"
