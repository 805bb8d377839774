"""The pages for wallets and offline codes: for screen readers, large print, and without scripts."""

import pytest
from django.utils import timezone

from jiban.web.preferences import MODE_COOKIE
from tests import cast
from tests.browser import accessibility_faults
from tests.stories.walk import issued_certificate
from tests.web.resident.conftest import phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate(authority, db):
    village = cast.village(authority, at=timezone.now())
    cast.items()
    return issued_certificate(village)


def opened(open_page, live_server, certificate, path, *, cookies=(), **how):
    page = open_page("/health/live", **how)
    key = phone(certificate.holder).cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in [("sessionid", key), *cookies]]
    )
    page.goto(f"{live_server.url}/certificates/{certificate.number}/{path}")
    return page


@pytest.mark.parametrize("mode", ["", "large"])
def test_the_pages_have_no_accessibility_fault_and_work_without_scripts(open_page, live_server, certificate, mode):
    cookies = [(MODE_COOKIE, mode)] if mode else []
    page = opened(open_page, live_server, certificate, "", cookies=cookies)
    page.locator('a[href$="/offline/"]').click()
    assert accessibility_faults(page) == []
    picture = page.locator("main svg").bounding_box()
    assert 200 <= picture["width"] <= page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = opened(open_page, live_server, certificate, "wallet/", cookies=cookies)
    page.locator("main form button").click()
    page.wait_for_selector("main svg")
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_a_code_for_the_wallet_is_made(open_page, live_server, certificate):
    page = opened(open_page, live_server, certificate, "wallet/", javascript=False)
    page.locator("main form button").click()
    assert page.locator("main strong").inner_text().isdecimal()
    assert page.locator('a[href^="openid-credential-offer://"]').count() == 1
