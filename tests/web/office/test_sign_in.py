"""Officers sign in with a password and a second factor; the first time, the second factor is set up."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.people import totp
from jiban.people.actions import confirm_totp, make_recovery_codes, set_up_totp
from jiban.people.actions.appointing import end_term
from jiban.people.encryption import decrypt
from jiban.people.models import Officer
from jiban.web.visitors import OFFICER_KEY
from tests import cast
from tests.web.office.conftest import desk, now, submitted, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def secured(village):
    """The head with an authenticator that was set up an hour ago."""
    earlier = timezone.now() - timedelta(hours=1)
    made = set_up_totp(village.head, now=earlier)
    confirm_totp(village.head, totp.code_at(made.secret, earlier), earlier)
    return made.secret


def current(secret):
    return totp.code_at(secret, timezone.now())


def wrong(secret):
    return f"{(int(current(secret)) + 500_000) % 10**6:06d}"


def typed_password(browser, officer, **changed):
    return browser.post("/office/sign-in/", {"username": officer.username, "password": cast.PASSWORD, **changed})


def test_password_and_code_lead_to_the_page_that_was_asked_for(village, secured):
    browser = desk()
    answer = browser.get("/office/seals/")
    assert answer["Location"] == "/office/sign-in/?next=%2Foffice%2Fseals%2F"
    assert typed_password(browser, village.head, next="/office/seals/")["Location"] == "/office/sign-in/code/"
    assert OFFICER_KEY not in browser.session
    assert browser.post("/office/sign-in/code/", {"code": current(secured)})["Location"] == "/office/seals/"
    assert browser.session[OFFICER_KEY] == village.head.pk


def test_the_password_alone_opens_nothing(village, secured):
    browser = desk()
    typed_password(browser, village.head)
    assert browser.get("/office/")["Location"].startswith("/office/sign-in/")


def test_the_session_key_changes_twice(village, secured):
    browser = desk()
    session = browser.session
    session["left"] = 1
    session.save()
    before = browser.session.session_key
    typed_password(browser, village.head)
    between = browser.session.session_key
    browser.post("/office/sign-in/code/", {"code": current(secured)})
    assert len({before, between, browser.session.session_key}) == 3


def test_a_wrong_password_is_refused_in_place_and_the_name_is_kept(village, secured):
    answer = typed_password(desk(), village.head, password="something else entirely")
    page = words(answer)
    assert answer.status_code == 409
    assert 'role="alert"' in page
    assert f'value="{village.head.username}"' in page
    assert "something else entirely" not in page


def test_empty_fields_are_named(village):
    answer = desk().post("/office/sign-in/", {"username": "", "password": ""})
    assert answer.status_code == 422
    assert words(answer).count('class="error"') == 2


def test_many_wrong_passwords_shut_the_door_for_a_while(village, secured):
    browser = desk()
    for _ in range(5):
        typed_password(browser, village.head, password="something else entirely")
    answer = typed_password(browser, village.head)
    assert answer.status_code == 409
    assert "locked until" in words(answer)


def test_a_wrong_code_can_be_typed_again(village, secured):
    browser = desk()
    typed_password(browser, village.head)
    answer = browser.post("/office/sign-in/code/", {"code": wrong(secured)})
    assert answer.status_code == 422
    assert browser.post("/office/sign-in/code/", {"code": current(secured)}).status_code == 302


def test_the_same_code_does_not_count_twice(village, secured):
    code = current(secured)
    for browser, status in ((desk(), 302), (desk(), 422)):
        typed_password(browser, village.head)
        assert browser.post("/office/sign-in/code/", {"code": code}).status_code == status


def test_a_recovery_code_stands_in_for_the_phone_once(village, secured):
    code = make_recovery_codes(village.head)[0]
    for browser, status in ((desk(), 302), (desk(), 422)):
        typed_password(browser, village.head)
        assert browser.post("/office/sign-in/code/", {"code": code.upper()}).status_code == status


def test_who_takes_too_long_starts_over_and_is_told_so(village, secured, monkeypatch):
    browser = desk()
    typed_password(browser, village.head)
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    answer = browser.post("/office/sign-in/code/", {"code": totp.code_at(secured, later)}, follow=True)
    assert answer.request["PATH_INFO"] == "/office/sign-in/"
    assert "too long" in words(answer)
    assert OFFICER_KEY not in browser.session


def test_the_code_page_without_a_password_starts_over(village):
    assert desk().get("/office/sign-in/code/")["Location"] == "/office/sign-in/"
    assert desk().get("/office/sign-in/set-up/")["Location"] == "/office/sign-in/"


def test_the_first_time_the_authenticator_is_set_up_and_recovery_codes_are_shown_once(village):
    browser, officer = desk(), village.clerk
    assert typed_password(browser, officer)["Location"] == "/office/sign-in/set-up/"
    page = words(browser.get("/office/sign-in/set-up/"))
    secret = decrypt(bytes(Officer.objects.get(pk=officer.pk).totp_new_secret))
    assert totp.secret_text(secret) in page
    assert "<svg" in page
    assert words(browser.get("/office/sign-in/set-up/")).count(totp.secret_text(secret)) == 1
    answer = browser.post("/office/sign-in/set-up/", {"code": current(secret)})
    codes = re.findall(r"<li>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</li>", words(answer))
    assert len(codes) == 10
    assert answer["Cache-Control"] == "no-store"
    assert OFFICER_KEY not in browser.session
    assert browser.get("/office/sign-in/set-up/")["Location"] == "/office/sign-in/code/"
    assert browser.post("/office/sign-in/code/", {"code": codes[3]})["Location"] == "/office/"


def test_a_wrong_code_at_set_up_keeps_the_same_secret(village):
    browser = desk()
    typed_password(browser, village.clerk)
    before = bytes(Officer.objects.get(pk=village.clerk.pk).totp_new_secret)
    assert browser.post("/office/sign-in/set-up/", {"code": "000000"}).status_code == 422
    assert bytes(Officer.objects.get(pk=village.clerk.pk).totp_new_secret) == before


def test_an_authenticator_in_force_is_not_replaced_by_a_password_alone(village, secured):
    browser = desk()
    typed_password(browser, village.head)
    assert browser.get("/office/sign-in/set-up/")["Location"] == "/office/sign-in/code/"


def test_the_current_code_is_shown_in_a_demonstration_and_nowhere_else(village, secured, settings):
    browser = desk()
    typed_password(browser, village.head)
    settings.DEMO = False
    assert current(secured) not in words(browser.get("/office/sign-in/code/"))
    settings.DEMO = True
    page = words(browser.get("/office/sign-in/code/"))
    assert "demonstration" in page
    shown = re.search(r'class="num code">(\d{6})<', page)[1]
    assert browser.post("/office/sign-in/code/", {"code": shown}).status_code == 302
    # At once again: the code of this half minute is used up, so the next one is shown.
    again = desk()
    typed_password(again, village.head)
    shown = re.search(r'class="num code">(\d{6})<', words(again.get("/office/sign-in/code/")))[1]
    assert again.post("/office/sign-in/code/", {"code": shown}).status_code == 302
    # And again: now there is something to wait for, and the page says so.
    third = desk()
    typed_password(third, village.head)
    assert re.search(r"counts in \d+ seconds", words(third.get("/office/sign-in/code/")))


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(village, secured, elsewhere):
    browser = desk()
    typed_password(browser, village.head, next=elsewhere)
    assert browser.post("/office/sign-in/code/", {"code": current(secured)})["Location"] == "/office/"


def test_who_is_signed_in_goes_on_to_the_queue(head):
    assert head.get("/office/sign-in/")["Location"] == "/office/"
    assert head.get("/office/sign-in/code/")["Location"] == "/office/"


def test_signing_out_forgets_the_session_and_needs_a_form(head):
    assert head.get("/office/sign-out/").status_code == 405
    assert head.post("/office/sign-out/")["Location"] == "/office/sign-in/"
    assert head.get("/office/").status_code == 302


def test_an_officer_without_a_post_is_told_so(village):
    lonely = desk(cast.officer("lonely", "钱一"))
    for path in ("/office/", "/office/seals/", "/office/account/"):
        answer = lonely.get(path)
        assert answer.status_code == 403
        assert "You hold no post now" in words(answer)


def test_an_officer_whose_term_ended_reads_when_and_sees_no_case(village, head):
    case = submitted(village)
    end_term(village.head_term, because="换届", now=timezone.now())
    for answer in (
        head.get(f"/office/cases/{case.number}/"),
        head.post(f"/office/cases/{case.number}/approval/", {"pin": cast.PIN, "read_at": now()}),
    ):
        page = words(answer)
        assert answer.status_code == 403
        assert "ended on" in page
        assert village.resident.name not in page
    case.refresh_from_db()
    assert case.certificate is None


def test_the_session_of_a_closed_account_ends(village, head):
    village.head.is_active = False
    village.head.save()
    assert head.get("/office/")["Location"].startswith("/office/sign-in/")
