"""The office seen by a browser: by keyboard, by and by, and without scripts. Every page in every mode: ../test_page_checks.py."""

import pytest
from django.test import Client

from jiban.web.visitors import remember_officer
from tests import cast
from tests.web.conftest import accessibility_faults
from tests.web.office.conftest import green, issued, submitted, work

pytestmark = pytest.mark.django_db(transaction=True)

SCROLLS_SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def open_desk(open_page, live_server):
    """Open a page in the browser of a signed-in officer."""

    def open_it(officer, path, **wishes):
        client = Client()
        session = client.session
        remember_officer(session, officer)
        session.save()
        page = open_page("/health/live", **{"width": 1440, "height": 900, **wishes})
        page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": live_server.url}])
        page.goto(live_server.url + path)
        page.said.clear()
        page.reload()
        return page

    return open_it


@pytest.mark.parametrize("width", [390, 1440])
def test_who_comes_for_the_first_time_sets_up_the_second_factor(village, open_desk, live_server, width):
    page = open_desk(village.county, "/office/seals/?state=in-force", width=width)
    page.context.clear_cookies()
    page.goto(live_server.url + "/office/sign-in/")
    page.fill("[name=username]", village.clerk.username)
    page.fill("[name=password]", cast.PASSWORD)
    page.click("button.primary")
    assert page.url.endswith("/office/sign-in/set-up/")
    assert accessibility_faults(page) == []
    assert page.locator(".qr-box svg").bounding_box()["width"] > 150
    assert page.said == []


def test_j_and_k_walk_through_the_queue_and_stay_still_while_somebody_types(village, open_desk):
    cases = [submitted(village, f"k{place}") for place in range(3)]
    page = open_desk(village.head, "/office/")
    for key, case in (("j", cases[0]), ("j", cases[1]), ("k", cases[0])):
        page.keyboard.press(key)
        page.wait_for_url(f"**/office/cases/{case.number}/")
    page.locator("[name=pin]").press("j")
    page.wait_for_timeout(300)
    assert cases[0].number in page.url


def test_the_reviewer_sees_the_seal_being_set_without_reloading(village, open_desk):
    submitted(village)
    page = open_desk(village.head, "/office/")
    page.keyboard.press("j")
    page.locator("[name=pin]").fill(cast.PIN)
    page.locator(".sign button").click()
    page.locator(".note[hx-get]").wait_for()
    work()
    page.locator(".note.ok").wait_for()
    assert page.said == []


def test_the_whole_number_appears_in_its_place(village, open_desk):
    case = submitted(village)
    page = open_desk(village.head, f"/office/cases/{case.number}/")
    page.locator("button.link").click()
    page.locator(f"text={village.resident.identity_number}").wait_for()
    assert page.url.endswith(f"/office/cases/{case.number}/")
    assert page.said == []


def test_preview_and_sealed_paper_are_drawn(village, open_desk, live_server):
    done, waiting = issued(village), submitted(village)
    page = open_desk(village.head, f"/office/cases/{waiting.number}/")
    for path in (f"cases/{waiting.number}/", f"certificates/{done.certificate.number}/"):
        page.goto(f"{live_server.url}/office/{path}")
        page.wait_for_function("() => document.querySelector('.paper img').complete")
        assert page.evaluate("document.querySelector('.paper img').naturalWidth") > 0


def test_all_that_fit_are_ticked_at_once_and_signed_together(village, open_desk):
    cases = green(village)
    submitted(village, "k-look", address="9组9号")
    page = open_desk(village.head, "/office/")
    page.check("[data-all]")
    assert page.locator(".queue li input:checked").count() == len(cases)
    page.locator(".batch button").click()
    page.locator("[name=pin]").fill(cast.PIN)
    page.locator(".confirm button").click()
    page.wait_for_url("**/office/?signed=3")


def test_the_way_from_queue_to_signature_works_without_scripts(village, open_desk):
    submitted(village)
    page = open_desk(village.head, "/office/", javascript=False)
    page.locator(".queue li a").first.click()
    page.locator("button.link").click()
    assert village.resident.identity_number in page.content()
    page.locator("[name=pin]").fill(cast.PIN)
    page.locator(".sign button").click()
    assert "done=" in page.url
