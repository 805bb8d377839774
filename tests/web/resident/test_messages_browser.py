"""How we reach you, in a browser: for screen readers, on the smallest phone, without scripts."""

import re

import pytest
from django.core import mail

from jiban.notices import reaching
from tests.browser import accessibility_faults
from tests.web.resident.test_browser import open_mine  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)

SCROLLS_SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"


@pytest.mark.parametrize(("mode", "width"), [("standard", 390), ("large", 320)])
def test_the_way_to_a_confirmed_address_is_without_fault(mode, width, resident, open_mine):  # noqa: F811
    page = open_mine(resident, "/me/", mode=mode, width=width)
    page.said.clear()
    look(page)
    tap(page, "a[href='/me/email/']")
    look(page)
    tap(page, "main button[type=submit]")
    look(page)
    page.locator("[name=email]").fill("wang@mail.example")
    tap(page, "main button[type=submit]")
    look(page)
    page.locator("[name=code]").fill(re.search(r"\d{6}", mail.outbox[-1].body)[0])
    tap(page, "main button[type=submit]")
    look(page)
    assert reaching.of(resident.pk).email == "wang@mail.example"
    tap(page, "button[name=sms]")
    assert reaching.of(resident.pk).sms is False


def tap(page, what):
    with page.expect_navigation():
        page.locator(what).click()


def look(page):
    assert (page.url, accessibility_faults(page)) == (page.url, [])
    assert page.evaluate(SCROLLS_SIDEWAYS) is False
    assert [words for words in page.said if "422" not in words] == []
