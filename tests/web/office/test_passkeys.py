"""Security keys on the officer's pages, and where the officer is signed in."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.people.models import Passkey, SignIn
from jiban.web.visitors import OFFICER_KEY
from tests import cast
from tests.people.software_key import SoftwareKey
from tests.web.office.conftest import desk, words
from tests.web.office.door_cast import village
from tests.web.office.test_oidc import app_of

__all__ = ["village"]

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://jiban.example"


def asked_on(answer):
    return html.unescape(re.search(r'data-passkey="([^"]*)"', words(answer))[1])


def add(browser, key, **changed):
    options = asked_on(browser.get("/office/account/passkeys/new/"))
    said = {"password": cast.PASSWORD, "name": "blue key", "answer": key.registers(options), **changed}
    return browser.post("/office/account/passkeys/new/", said)


def arrive(browser, officer):
    browser.post("/office/sign-in/", {"username": officer.username, "password": cast.PASSWORD})
    return browser.get("/office/sign-in/code/")


def test_a_key_is_added_and_signs_in_in_place_of_the_code(village, head):
    app_of(village.head)
    key, browser = SoftwareKey(), desk()
    assert "No security key yet" in words(head.get("/office/account/passkeys/"))
    assert add(head, key)["Location"] == "/office/account/passkeys/?added=1"
    answer = key.proves(asked_on(arrive(browser, village.head)))
    assert browser.post("/office/sign-in/passkey/", {"answer": answer})["Location"] == "/office/"
    assert browser.session[OFFICER_KEY] == village.head.pk
    assert "blue key" in words(head.get("/office/account/passkeys/"))
    assert SignIn.objects.get().way == "passkey"


def test_an_answer_counts_once(village, head):
    app_of(village.head)
    key, browser = SoftwareKey(), desk()
    add(head, key)
    options = asked_on(arrive(browser, village.head))
    wrong = browser.post("/office/sign-in/passkey/", {"answer": key.proves(options, host="evil.example")})
    assert wrong.status_code == 422
    assert "not accepted" in words(wrong)
    assert browser.post("/office/sign-in/passkey/", {"answer": key.proves(options)}).status_code == 422
    assert OFFICER_KEY not in browser.session


def test_a_key_alone_opens_nothing(village, head):
    app_of(village.head)
    key = SoftwareKey()
    add(head, key)
    options = asked_on(head.get("/office/account/passkeys/new/"))
    answer = desk().post("/office/sign-in/passkey/", {"answer": key.proves(options)})
    assert answer["Location"] == "/office/sign-in/"


def test_adding_needs_the_password_a_name_and_a_touch_and_keeps_what_was_typed(village, head):
    for changed in ({"password": "something else"}, {"name": ""}, {"answer": ""}):
        answer = add(head, SoftwareKey(), **changed)
        assert (changed, answer.status_code) == (changed, 422)
        assert "name" in changed or 'value="blue key"' in words(answer)
    assert add(head, SoftwareKey(), answer="{}").status_code == 409
    assert not Passkey.objects.exists()


def test_keys_are_renamed_and_removed_by_their_officer_alone(village, head, clerk):
    add(head, SoftwareKey())
    path = f"/office/account/passkeys/{Passkey.objects.get().pk}/"
    assert clerk.get(path).status_code == 404
    assert clerk.post(path + "removal/", {"password": cast.PASSWORD}).status_code == 404
    assert head.post(path, {"name": ""}).status_code == 422
    head.post(path, {"name": "green key"})
    assert "green key" in words(head.get("/office/account/passkeys/"))
    assert head.post(path + "removal/", {"password": "something else"}).status_code == 422
    assert head.post(path + "removal/", {"password": cast.PASSWORD}).status_code == 302
    assert not Passkey.objects.exists()


def signed_in(officer):
    browser = desk()
    key = SoftwareKey()
    add(desk(officer), key)
    options = asked_on(arrive(browser, officer))
    browser.post("/office/sign-in/passkey/", {"answer": key.proves(options)}, headers={"user-agent": CHROME})
    return browser


def test_an_officer_sees_where_they_are_signed_in_and_ends_it_elsewhere(village):
    app_of(village.head)
    here, elsewhere, unnoted = signed_in(village.head), signed_in(village.head), desk(village.head)
    page = words(here.get("/office/account/sessions/"))
    assert page.count("Chrome · Linux") == 2
    assert page.count('class="tag green"') == 1
    assert "140.0" not in page
    assert here.post("/office/account/sessions/")["Location"] == "/office/account/sessions/?ended=1"
    for browser in (elsewhere, unnoted):
        assert browser.get("/office/account/")["Location"].startswith("/office/sign-in/")
    page = words(here.get("/office/account/sessions/?ended=1"))
    assert "signed out everywhere but here" in page
    assert page.count("Chrome · Linux") == 1


def test_a_password_change_leaves_this_session_alone(village):
    app_of(village.head)
    here, elsewhere = signed_in(village.head), signed_in(village.head)
    new = {"new": "another long phrase 8", "again": "another long phrase 8"}
    assert here.post("/office/account/password/", {"password": cast.PASSWORD, **new}).status_code == 200
    assert elsewhere.get("/office/account/").status_code == 302
    assert words(here.get("/office/account/sessions/")).count("Chrome · Linux") == 1


def test_sign_ins_are_forgotten_after_a_month(village):
    old = timezone.now() - timedelta(days=31)
    SignIn.objects.create(officer=village.head, session_key="gone", way="app", device="", begun_at=old)
    app_of(village.head)
    signed_in(village.head)
    assert SignIn.objects.filter(begun_at=old).count() == 0
