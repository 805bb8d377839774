"""Who lost the password or the phone comes back by a link of the administrator, and reads who gave it."""

import logging
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.people import totp
from jiban.people.actions import confirm_totp, make_recovery_codes, set_up_totp
from jiban.people.encryption import decrypt
from jiban.people.models import Officer, WayBack
from jiban.web.office.way_back import WAY_BACK_KEY
from tests import cast
from tests.web.office.conftest import desk, words
from tests.web.office.door_cast import village

__all__ = ["village"]

pytestmark = pytest.mark.django_db
PASSWORD = "several long words 8"
OLD = cast.PASSWORD


@pytest.fixture
def lost(village):
    """The clerk had an app and recovery codes."""
    officer = village.clerk
    now = timezone.now()
    set_up = set_up_totp(officer, now=now)
    confirm_totp(officer, totp.code_at(set_up.secret, now), now)
    officer.codes = make_recovery_codes(officer)
    return officer


def give(county, officer, what="both", because="手机丢失，本人持身份证到场"):
    return county.post(f"/office/officers/{officer.pk}/way-back/", {"lost": what, "because": because})


def link_on(answer):
    return re.search(r"http://127\.0\.0\.1:8000(/office/way-back/[\w-]+/)", words(answer))[1]


def opened(path):
    browser = desk()
    assert browser.get(path)["Location"] == "/office/way-back/"
    return browser


def choose(browser, new=PASSWORD):
    return browser.post("/office/way-back/", {"new": new, "again": new})


def sign_in(username, password, browser=None):
    browser = browser or desk()
    return browser, browser.post("/office/sign-in/", {"username": username, "password": password})


def set_up_phone(browser, officer):
    """The recovery codes that the page shows."""
    officer.refresh_from_db()
    code = totp.code_at(decrypt(bytes(officer.totp_new_secret)), timezone.now())
    page = words(browser.post("/office/sign-in/set-up/", {"code": code}))
    return re.findall(r"<li>([a-z0-9-]{14})</li>", page)


def test_from_the_loss_to_the_desk_and_the_officer_reads_who_gave_the_link(village, county, lost):
    browser = opened(link_on(give(county, lost)))
    page = words(browser.get("/office/way-back/"))
    assert lost.name in page
    assert village.county.name in page
    assert choose(browser)["Location"] == "/office/sign-in/set-up/"
    codes = set_up_phone(browser, lost)
    assert len(codes) == 10
    came = browser.post("/office/sign-in/code/", {"code": codes[0]})
    assert came["Location"] == "/office/account/history/?next=%2Foffice%2F"
    history = browser.get(came["Location"])
    assert village.county.name in words(history)
    assert "手机丢失，本人持身份证到场" in words(history)
    assert browser.post("/office/account/history/", {"next": "/office/account/"})["Location"] == "/office/account/"
    assert not browser.get("/office/account/history/").context["has_news"]
    again, _answer = sign_in(lost.username, PASSWORD)
    assert again.post("/office/sign-in/code/", {"code": codes[1]})["Location"] == "/office/"


def test_who_lost_the_password_alone_still_needs_the_phone(county, lost):
    browser = opened(link_on(give(county, lost, "password")))
    assert choose(browser)["Location"] == "/office/sign-in/code/"
    assert browser.get("/office/sign-in/set-up/")["Location"] == "/office/sign-in/code/"
    assert browser.post("/office/sign-in/code/", {"code": lost.codes[0]}).status_code == 302
    assert browser.get("/office/account/").status_code == 200


def test_who_lost_the_phone_alone_still_needs_the_password(county, lost):
    browser = opened(link_on(give(county, lost, "authenticator")))
    wrong = browser.post("/office/way-back/", {"password": "not this one at all"})
    assert wrong.status_code == 422
    assert "not your present password" in words(wrong)
    assert Officer.objects.get(pk=lost.pk).has_second_factor
    right = browser.post("/office/way-back/", {"password": OLD})
    assert right["Location"] == "/office/sign-in/set-up/"
    assert len(set_up_phone(browser, lost)) == 10


def test_using_the_link_ends_every_session_and_every_sign_in_under_way(county, lost):
    inside = desk(lost)
    assert inside.get("/office/account/").status_code == 200
    halfway, answer = sign_in(lost.username, OLD)
    assert answer["Location"] == "/office/sign-in/code/"
    choose(opened(link_on(give(county, lost))))
    assert inside.get("/office/account/").status_code == 302
    # Whoever knew the old password was waiting at the second factor, which is gone now.
    for path in ("/office/sign-in/code/", "/office/sign-in/set-up/"):
        assert halfway.get(path)["Location"].startswith("/office/sign-in/?late=1")


def test_a_link_works_once(county, lost):
    path = link_on(give(county, lost))
    first, second = opened(path), opened(path)
    assert choose(first).status_code == 302
    assert choose(second, "yet other words 5").status_code == 410
    assert "used already" in words(second.get("/office/way-back/"))
    assert sign_in(lost.username, "yet other words 5")[1].status_code == 409


def test_a_revoked_and_a_replaced_link_open_nothing(county, lost):
    old = link_on(give(county, lost))
    new = link_on(give(county, lost))
    assert choose(opened(old)).status_code == 410
    waiting = WayBack.objects.get(revoked_at=None)
    assert county.post(f"/office/officers/ways-back/{waiting.pk}/revocation/").status_code == 302
    browser = opened(new)
    assert browser.get("/office/way-back/").status_code == 410
    assert choose(browser).status_code == 410
    assert county.post(f"/office/officers/ways-back/{waiting.pk}/revocation/").status_code == 409
    assert sign_in(lost.username, OLD)[1].status_code == 302


def test_a_link_opens_the_account_it_was_made_for_whatever_is_typed_beside_it(village, county, lost):
    browser = opened(link_on(give(county, lost)))
    sign_in(village.head.username, OLD, browser)
    browser.get(link_on(give(county, lost)))
    browser.post("/office/way-back/", {"new": PASSWORD, "again": PASSWORD, "username": village.head.username})
    assert sign_in(village.head.username, OLD)[1].status_code == 302
    assert sign_in(lost.username, PASSWORD)[1].status_code == 302


def test_a_weak_password_can_be_chosen_again_and_nothing_was_lost_by_it(county, lost):
    browser = opened(link_on(give(county, lost)))
    assert choose(browser, "short").status_code == 422
    assert Officer.objects.get(pk=lost.pk).has_second_factor
    assert choose(browser).status_code == 302


def test_the_link_leaves_neither_log_line_nor_referrer_and_is_shown_once(county, lost, caplog):
    caplog.set_level(logging.DEBUG)
    path, browser = link_on(give(county, lost)), desk()
    token = path.split("/")[-2]
    for address in (path, "/office/way-back/made-up-token-without-worth/"):
        for ask in (browser.get, browser.post, browser.head):
            answer = ask(address)
            assert (answer.status_code, answer["Location"]) == (302, "/office/way-back/")
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["Cache-Control"] == "no-store"
        browser.get("/office/way-back/")
    assert token not in str(browser.session[WAY_BACK_KEY])
    assert token not in words(county.get(f"/office/officers/{lost.pk}/"))
    lines = "\n".join(line.getMessage() for line in caplog.records)
    assert token not in lines
    assert "made-up-token" not in lines


def test_what_was_not_said_is_asked_for_and_what_was_typed_stays(county, lost):
    answer = give(county, lost, because="")
    assert answer.status_code == 422
    assert give(county, lost, "everything", because="手机丢失").status_code == 422
    assert 'value="手机丢失"' in words(give(county, lost, "everything", because="手机丢失"))
    assert not WayBack.objects.exists()


def test_nobody_gives_a_way_back_to_whom_they_do_not_look_after(village, county, clerk, head):
    assert give(county, village.county).status_code == 404
    for browser in (clerk, head):
        assert give(browser, village.clerk).status_code == 403
    page = words(county.get(f"/office/officers/{village.clerk.pk}/"))
    assert reverse("office:officer-way-back", args=[village.clerk.pk]) in page
    assert reverse("office:officer-way-back", args=[village.county.pk]) not in words(
        county.get(f"/office/officers/{village.county.pk}/")
    )
