"""How people read and hear: chosen without scripts, kept in cookies, spoken only on a press; sessions end with a warning."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiban.web import session_end
from jiban.web.kiosk.gate import KIOSK_COOKIE
from jiban.web.visitors import RESIDENT_KEY
from tests import cast
from tests.kiosks.conftest import paired

pytestmark = pytest.mark.django_db

CHOICE = {"mode": "large", "contrast": "high", "rate": "slow", "language": "en"}


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def resident():
    cast.divisions()
    cast.items()
    return cast.resident(cast.committee_of("990123100201").division, now=timezone.now())


@pytest.fixture
def ends_in(browser, resident):
    """A signed-in browser whose session ends in so many seconds."""

    def sign_in(seconds):
        session = browser.session
        session[RESIDENT_KEY] = resident.pk
        session[session_end.ENDS_KEY] = (timezone.now() + timedelta(seconds=seconds)).isoformat()
        session.save()
        return browser

    return sign_in


def words(answer):
    return answer.content.decode()


# The page of choices


def test_what_is_chosen_once_holds_for_every_page_and_leads_back(browser):
    page = words(browser.get("/reading/?next=/items/"))
    assert 'action="/preferences/"' in page
    assert 'name="next" value="/items/"' in page
    answer = browser.post("/preferences/", {**CHOICE, "next": "/items/"})
    assert (answer.status_code, answer["Location"]) == (302, "/items/")
    for path in ("/", "/verify/", "/office/sign-in/", "/nowhere/"):
        page = words(browser.get(path))
        assert 'lang="en" data-mode="large" data-contrast="high"' in page, path
        assert 'data-rate="slow"' in page, path
    chosen = words(browser.get("/reading/"))
    for name, value in CHOICE.items():
        box = chosen.split(f'name="{name}" value="{value}"')[1].split(">")[0]
        assert "checked" in box


@pytest.mark.parametrize("asked", ["contrast=loud", "rate=9", "mode=large&rate=<b>"])
def test_a_choice_that_does_not_exist_is_refused(browser, asked):
    answer = browser.get(f"/preferences/?{asked}")
    assert answer.status_code == 400
    assert not answer.cookies


def test_who_never_chose_gets_the_contrast_the_device_asks_for(browser):
    assert 'media="(prefers-contrast: more)"' in words(browser.get("/"))
    browser.post("/preferences/", {"contrast": "normal"})
    assert "contrast.css" not in words(browser.get("/"))
    browser.cookies["jiban_contrast"] = "loud"
    assert browser.get("/").status_code == 200


def test_the_way_to_the_choices_stands_on_every_page(browser):
    for path in ("/", "/items/", "/verify/", "/office/sign-in/", "/nowhere/"):
        assert "/reading/?next=" in words(browser.get(path)), path


def test_a_page_can_be_read_aloud_everywhere_and_loads_nothing_for_it_before(browser):
    for path in ("/", "/items/", "/verify/", "/office/sign-in/"):
        page = words(browser.get(path))
        assert page.count("data-listen=") == 1, path
        assert "<script src=" in page
        assert 'src="/static/listen' not in page, path


def test_the_page_of_choices_leads_to_no_other_site(browser):
    assert 'name="next" value="/"' in words(browser.get("/reading/?next=//evil.example"))


def test_a_kiosk_offers_the_choices_and_forgets_them_with_the_visit(authority):
    village = cast.village(authority)
    station = paired(village.committee, village.clerk, village.resident)
    kiosk = Client(headers={"accept-language": "en"})
    kiosk.cookies[KIOSK_COOKIE] = station.secret
    assert "/reading/?next=" in words(kiosk.get("/kiosk/"))
    assert kiosk.get("/reading/").status_code == 200
    kiosk.post("/preferences/", CHOICE)
    answer = kiosk.post("/kiosk/end/")
    for name in ("jiban_mode", "jiban_contrast", "jiban_rate"):
        assert answer.cookies[name]["max-age"] == 0


# A session ends with a warning


def test_a_session_says_that_it_ends_soon_and_goes_on_with_one_press(ends_in):
    browser = ends_in(10 * 60)
    page = words(browser.get("/me/"))
    assert "data-ends-in" in page
    assert not is_hidden(page)
    answer = browser.post("/session/", {"next": "/me/"})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert is_hidden(words(browser.get("/me/")))


def test_the_script_goes_on_without_leaving_the_page(ends_in, settings):
    answer = ends_in(60).post("/session/", headers={"X-Quiet": "1"})
    assert answer.status_code == 204
    assert int(answer["X-Seconds"]) == settings.SESSION_COOKIE_AGE


def test_a_session_that_ends_in_hours_says_nothing_yet(ends_in):
    assert is_hidden(words(ends_in(3600).get("/me/")))


def test_whoever_is_not_signed_in_has_nothing_that_ends(browser):
    assert "data-ends-in" not in words(browser.get("/"))
    answer = browser.post("/session/", {"next": "/"}, headers={"X-Quiet": "1"})
    assert answer["X-Seconds"] == "0"
    assert browser.get("/session/").status_code == 405


def test_when_a_session_ends_is_written_down_at_sign_in_and_by_no_mere_look(browser, resident):
    browser.post(
        "/sign-in/",
        {"name": resident.name, "identity_number": resident.identity_number, "mobile": resident.mobile},
    )
    code = re.search(r"\b(\d{6})\b", words(browser.get("/sign-in/code/")))[1]
    browser.post("/sign-in/code/", {"code": code})
    assert RESIDENT_KEY in browser.session
    written = browser.session[session_end.ENDS_KEY]
    browser.get("/me/")
    assert browser.session[session_end.ENDS_KEY] == written


def is_hidden(page):
    return " hidden" in page.split("data-ends-in")[1].split(">")[0]
