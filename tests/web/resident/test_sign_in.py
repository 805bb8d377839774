"""Signing in with one's real name: three fields, a code, and for newcomers the village."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from jiban.people.models import OneTimeCode, Resident
from jiban.standards.codes import identity_number
from jiban.web.visitors import RESIDENT_KEY, SHARED_DEVICE_KEY
from tests.web.resident.conftest import phone, words

pytestmark = pytest.mark.django_db

NEWCOMER = {
    "name": "孙小红",
    "identity_number": str(identity_number.make(birth=date(1992, 4, 8), sequence=201)),
    "mobile": "13800007788",
    "next": "/apply/residence/",
}


def details_of(resident, **changed):
    known = {"name": resident.name, "identity_number": resident.identity_number, "mobile": resident.mobile}
    return {**known, "next": "/certificates/", **changed}


def shown_code(browser):
    return re.search(r'class="num code">(\d{6})<', words(browser.get("/sign-in/code/")))[1]


def asked_for_code(browser, details):
    answer = browser.post("/sign-in/", details)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/")
    return shown_code(browser)


def test_a_resident_signs_in_and_comes_back_to_the_page_they_wanted(stranger, resident):
    code = asked_for_code(stranger, details_of(resident))
    answer = stranger.post("/sign-in/code/", {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/certificates/")
    assert stranger.session[RESIDENT_KEY] == resident.pk


def test_the_code_of_the_test_provider_stands_on_the_page_and_says_that_it_proves_nothing(stranger, resident):
    asked_for_code(stranger, details_of(resident))
    assert "测试" in words(stranger.get("/sign-in/code/"))


def test_the_session_key_changes_at_sign_in(stranger, resident):
    code = asked_for_code(stranger, details_of(resident))
    before = stranger.session.session_key
    stranger.post("/sign-in/code/", {"code": code})
    assert stranger.session.session_key != before


def test_every_mistake_is_told_at_once_and_what_was_typed_is_kept(stranger, resident):
    answer = stranger.post("/sign-in/", details_of(resident, name="", mobile="1380000", identity_number="99000019"))
    page = words(answer)
    assert answer.status_code == 422
    assert page.count('class="error"') == 3
    assert 'value="1380000"' in page
    assert 'value="99000019"' in page
    assert 'name="next" value="/certificates/"' in page
    assert answer["Cache-Control"] == "no-store"
    assert not OneTimeCode.objects.exists()


def test_a_wrong_code_can_be_typed_again(stranger, resident):
    code = asked_for_code(stranger, details_of(resident))
    wrong = "000000" if code != "000000" else "111111"
    answer = stranger.post("/sign-in/code/", {"code": wrong})
    assert answer.status_code == 422
    assert f'value="{wrong}"' in words(answer)
    assert stranger.post("/sign-in/code/", {"code": code}).status_code == 302


def test_five_wrong_codes_end_the_code_and_a_new_one_may_be_asked_for_without_typing_again(stranger, resident):
    code = asked_for_code(stranger, details_of(resident))
    for _ in range(5):
        stranger.post("/sign-in/code/", {"code": "999999" if code != "999999" else "111111"})
    locked = stranger.post("/sign-in/code/", {"code": code})
    assert locked.status_code == 409
    assert 'role="alert"' in words(locked)
    assert stranger.post("/sign-in/code/", {"again": "1"})["Location"] == "/sign-in/code/"
    assert stranger.post("/sign-in/code/", {"code": shown_code(stranger)})["Location"] == "/certificates/"


def test_too_many_codes_are_refused_in_words(stranger, resident):
    for _ in range(5):
        asked_for_code(stranger, details_of(resident))
    answer = stranger.post("/sign-in/", details_of(resident))
    assert answer.status_code == 409
    assert f'value="{resident.mobile}"' in words(answer)


def test_another_name_with_a_known_number_does_not_get_in(stranger, resident):
    code = asked_for_code(stranger, details_of(resident, name="李四光"))
    answer = stranger.post("/sign-in/code/", {"code": code})
    assert answer.status_code == 409
    assert RESIDENT_KEY not in stranger.session


def test_a_second_tap_on_the_code_page_goes_on_as_the_first_did(stranger, resident):
    code = asked_for_code(stranger, details_of(resident))
    tap = {"code": code, "next": "/certificates/"}
    assert stranger.post("/sign-in/code/", tap)["Location"] == "/certificates/"
    assert stranger.post("/sign-in/code/", tap)["Location"] == "/certificates/"


def test_the_code_page_without_a_sign_in_under_way_starts_over(stranger):
    assert stranger.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert stranger.post("/sign-in/code/", {"code": "123456"})["Location"] == "/sign-in/"
    assert stranger.get("/sign-in/village/")["Location"] == "/sign-in/"


def test_what_was_typed_can_be_changed_and_stays_out_of_the_session_in_plain(stranger, resident):
    asked_for_code(stranger, details_of(resident))
    page = words(stranger.get("/sign-in/?again=1"))
    assert f'value="{resident.identity_number}"' in page
    assert resident.identity_number not in str(dict(stranger.session))


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(stranger, resident, elsewhere):
    code = asked_for_code(stranger, details_of(resident, next=elsewhere))
    assert stranger.post("/sign-in/code/", {"code": code})["Location"] == "/"


def test_a_newcomer_chooses_the_village_once(stranger, resident):
    code = asked_for_code(stranger, NEWCOMER)
    assert stranger.post("/sign-in/code/", {"code": code})["Location"] == "/sign-in/village/"
    page = words(stranger.get("/sign-in/village/", {"q": "赵家"}))
    assert 'value="990123100201"' in page
    answer = stranger.post(
        "/sign-in/village/", {"q": "赵家", "village": "990123100201", "address": "3组1号"}, follow=False
    )
    assert answer["Location"] == "/apply/residence/"
    new = Resident.objects.get(identity_number=NEWCOMER["identity_number"])
    assert (new.village, new.address) == (resident.village, "3组1号")
    assert stranger.session[RESIDENT_KEY] == new.pk
    again = asked_for_code(phone_again := phone(), NEWCOMER)
    assert phone_again.post("/sign-in/code/", {"code": again})["Location"] == "/apply/residence/"


def test_a_newcomer_who_chooses_no_village_keeps_the_address(stranger, resident):
    code = asked_for_code(stranger, NEWCOMER)
    stranger.post("/sign-in/code/", {"code": code})
    answer = stranger.post("/sign-in/village/", {"q": "赵家", "address": "3组1号"})
    assert answer.status_code == 422
    assert 'value="3组1号"' in words(answer)
    assert not Resident.objects.filter(identity_number=NEWCOMER["identity_number"]).exists()


def test_a_village_that_is_not_open_here_says_so(stranger, resident):
    stranger.post("/sign-in/code/", {"code": asked_for_code(stranger, NEWCOMER)})
    assert "还没开通" in words(stranger.get("/sign-in/village/", {"q": "李家坪"}))
    assert "没找到" in words(stranger.get("/sign-in/village/", {"q": "不存在的村"}))


def test_villages_that_are_open_here_are_found_first(stranger, resident):
    stranger.post("/sign-in/code/", {"code": asked_for_code(stranger, NEWCOMER)})
    page = words(stranger.get("/sign-in/village/", {"q": "村"}))
    assert page.index("赵家庄村") < page.index("李家坪村")
    assert "赵家庄村" in words(stranger.get("/sign-in/village/"))
    assert "李家坪村" not in words(stranger.get("/sign-in/village/"))


def test_a_ticket_that_waited_too_long_starts_over_with_everything_filled_in(stranger, resident, monkeypatch):
    stranger.post("/sign-in/code/", {"code": asked_for_code(stranger, NEWCOMER)})
    later = timezone.now() + timedelta(minutes=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    answer = stranger.post("/sign-in/village/", {"q": "赵家", "village": "990123100201"}, follow=True)
    page = words(answer)
    assert 'role="alert"' in page
    assert f'value="{NEWCOMER["mobile"]}"' in page


def test_on_a_shared_device_the_session_ends_with_the_browser_and_drafts_are_off(stranger, resident):
    code = asked_for_code(stranger, details_of(resident, shared="on"))
    answer = stranger.post("/sign-in/code/", {"code": code})
    assert answer.cookies["sessionid"]["max-age"] == ""
    assert stranger.session[SHARED_DEVICE_KEY]
    assert "data-shared" in words(stranger.get("/me/"))


def test_who_likes_large_print_gets_it_on_a_new_phone_too(stranger, resident):
    resident.large_print = True
    resident.save()
    code = asked_for_code(stranger, details_of(resident))
    answer = stranger.post("/sign-in/code/", {"code": code}, follow=True)
    assert 'data-mode="large"' in words(answer)
    assert answer.request["PATH_INFO"] == "/certificates/"


def test_signing_out_forgets_the_session_and_the_drafts_of_the_browser(client):
    answer = client.post("/sign-out/", follow=True)
    assert 'data-draft-done="*"' in words(answer)
    assert client.get("/me/").status_code == 302
    assert client.get("/sign-out/").status_code == 405


def test_another_person_signing_in_finds_nothing_of_the_first(client, neighbour):
    stored = client.session
    stored["left_behind"] = "something"
    stored.save()
    client.post("/sign-in/code/", {"code": asked_for_code(client, details_of(neighbour))})
    assert client.session[RESIDENT_KEY] == neighbour.pk
    assert "left_behind" not in client.session
