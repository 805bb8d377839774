"""How we reach you: SMS on or off, an e-mail address by a code; and where the link of an SMS leads."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from jiban.cases import messages
from jiban.notices import reaching
from jiban.notices.actions import tell
from jiban.people.models import Resident
from tests.web.resident.conftest import phone, submitted, words

ADDRESS = "wang@mail.example"


def code():
    return re.search(r"\d{6}", mail.outbox[-1].body)[0]


def ask(client, address=ADDRESS):
    return client.post("/me/email/", {"email": address})


def confirm(client, typed):
    return client.post("/me/email/code/", {"code": typed})


def test_sms_is_on_until_the_resident_switches_it_off_and_on_again(client, resident):
    assert client.get("/me/").context["reach"]["sms"] is True
    assert client.post("/me/sms/", {"sms": "off"}).status_code == 302
    assert client.get("/me/").context["reach"]["sms"] is False
    client.post("/me/sms/", {"sms": "off"})
    client.post("/me/sms/", {"sms": "on"})
    assert reaching.of(resident.pk).sms is True


def test_an_email_address_counts_once_the_code_was_typed(client, resident):
    assert ask(client)["Location"] == "/me/email/code/"
    assert reaching.of(resident.pk).email == ""
    assert ADDRESS in words(client.get("/me/email/code/"))
    assert confirm(client, code())["Location"].startswith("/me/")
    assert reaching.of(resident.pk).email == ADDRESS
    assert ADDRESS in words(client.get("/me/"))


def test_the_second_tap_on_confirm_finds_it_done(client):
    ask(client)
    right = code()
    assert [confirm(client, right).status_code, confirm(client, right).status_code] == [302, 302]


def test_a_wrong_code_is_said_at_the_field_and_the_right_one_still_counts(client, resident):
    ask(client)
    right = code()
    answer = confirm(client, "000000" if right != "000000" else "111111")
    assert answer.status_code == 422
    assert answer.context["form"].errors["code"]
    confirm(client, right)
    assert reaching.of(resident.pk).email == ADDRESS


@pytest.mark.parametrize("typed", ["", "wang", "wang@", "两个 字@c.cn"])
def test_what_is_no_address_stays_in_the_field(typed, client):
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["email"]
    assert typed in words(answer)
    assert mail.outbox == []


def test_too_many_codes_are_refused_in_words_and_keep_what_was_typed(client):
    for _ in range(5):
        ask(client)
    answer = ask(client)
    assert (answer.status_code, len(mail.outbox)) == (409, 5)
    assert ADDRESS in words(answer)


def test_without_a_code_asked_for_the_code_page_leads_back(client):
    assert client.get("/me/email/code/")["Location"] == "/me/email/"


def test_an_address_is_taken_away_by_one_tap(client, resident):
    ask(client)
    confirm(client, code())
    client.post("/me/email/removal/")
    assert reaching.of(resident.pk).email == ""


def test_where_nothing_is_sent_nothing_is_offered(client, settings):
    settings.SMS = settings.EMAIL = "off"
    page = words(client.get("/me/"))
    assert "/me/sms/" not in page
    assert "/me/email/" not in page
    assert ask(client).status_code == 409


def test_a_neighbour_changes_nothing_of_mine(client, neighbour, resident):
    phone(neighbour).post("/me/sms/", {"sms": "off"})
    assert reaching.of(resident.pk).sms is True


def test_the_link_of_an_sms_leads_through_sign_in_to_the_news(client, resident):
    assert client.get("/m/")["Location"] == "/"
    assert Client().get("/m/")["Location"] == "/sign-in/?next=%2Fm%2F"


def test_the_resident_sees_in_the_case_by_what_way_they_were_told(client, resident):
    case = submitted(resident)
    now = timezone.now().replace(hour=4)  # noon in China
    tell(resident.pk, "certificate-expiring", about=case.number, key="k", at=now)
    messages.send_messages(now)
    happenings = [each.text for each in client.get(f"/cases/{case.number}/").context["trail"]]
    assert {str(messages.WORDS["told-by-sms"]), str(messages.WORDS["told-in-app"])} <= set(happenings)


def test_the_news_say_that_a_certificate_ends_soon(client, resident):
    case = submitted(resident)
    tell(resident.pk, "certificate-expiring", about=case.number, key="k", at=timezone.now())
    (news,) = client.get("/").context["news"]
    assert (news.kind, news.url) == ("warn", f"/cases/{case.number}/")


def test_a_number_stands_masked_on_the_page(client, resident):
    assert Resident.objects.get().mobile not in words(client.get("/me/"))
