"""A code by SMS goes to the number that is known as this person's, by the room of messages, and stands in no log."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client

from jiban.notices import codes
from jiban.notices.models import CodeDelivery
from jiban.people import identity
from jiban.people.errors import CodeExpiredError, CodeWrongError
from jiban.people.models import OneTimeCode, Resident
from jiban.people.resident_errors import CodeNotSentError, CodesUsedUpError
from tests.notices.gateway import connected
from tests.people.builders import LI_MING, LI_MING_NUMBER, MOBILE, NOW, WANG_FANG_NUMBER
from tests.people.builders import resident as known_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings):
    with connected(settings) as made:
        yield made


@pytest.fixture
def resident(settings):
    """Confirmed once before, in another way than by SMS."""
    made = known_resident()
    OneTimeCode.objects.all().delete()
    settings.IDENTITY_PROVIDER = "jiban.people.identity_sms.SmsIdentityProvider"
    return made


def start(name=LI_MING, number=LI_MING_NUMBER, mobile=MOBILE, now=NOW):
    return identity.provider().start(name=name, identity_number=number, mobile=mobile, now=now)


def code_in(message):
    return re.search(r"\d{6}", message.text)[0]


def test_the_code_of_an_sms_signs_in_and_is_shown_nowhere_else(resident, gateway):
    challenge = start()
    (message,) = gateway.messages
    assert (message.kind, challenge.shown_code) == ("code", "")
    proof = identity.provider().confirm(challenge.id, code_in(message), now=NOW)
    assert (proof.id_number, proof.provider, proof.level) == (resident.identity_number, "sms", "middle")


@pytest.mark.parametrize(
    "wrong",
    [{"name": "王芳"}, {"number": WANG_FANG_NUMBER}, {"mobile": "13900005678"}],
    ids=["name", "number", "phone"],
)
def test_no_code_goes_to_a_number_that_is_not_known_as_theirs_and_the_answer_is_the_same(resident, gateway, wrong):
    challenge, right = start(**wrong), start()
    assert challenge.notice == right.notice
    assert len(gateway.messages) == 1
    with pytest.raises(CodeWrongError):
        identity.provider().confirm(challenge.id, code_in(gateway.messages[0]), now=NOW)


def test_a_person_whom_nothing_but_codes_has_confirmed_gets_none(resident, gateway):
    resident.proofs.update(provider="sms")
    start()
    assert gateway.messages == []


def test_a_code_sent_to_a_number_that_was_changed_meanwhile_lets_nobody_in(resident, gateway):
    challenge = start()
    Resident.objects.update(mobile="13900005678")
    with pytest.raises(CodeExpiredError):
        identity.provider().confirm(challenge.id, code_in(gateway.messages[0]), now=NOW)


def test_the_quota_of_a_number_ends_the_codes_of_a_day(resident, gateway, settings):
    settings.SMS_DAILY_PER_NUMBER = 1
    start()
    with pytest.raises(CodesUsedUpError):
        start()
    assert len(gateway.messages) == 1


def test_a_gateway_that_does_not_answer_is_said_and_the_code_counts_for_nothing(resident, gateway):
    gateway.stop()
    with pytest.raises(CodeNotSentError):
        start()
    assert CodeDelivery.objects.get().state == "failed"
    assert OneTimeCode.objects.get().code_hash == ""


def test_a_receipt_tells_how_far_the_code_came(resident, gateway):
    challenge = start()
    assert codes.state_of(challenge.id) == "sent"
    body, headers = gateway.receipt(CodeDelivery.objects.get().gateway_id)
    answer = Client().post("/messages/receipts", body, content_type="application/json", headers=headers)
    assert (answer.status_code, codes.state_of(challenge.id)) == (204, "delivered")


def test_neither_code_nor_number_is_logged_or_kept_where_a_gateway_sends(resident, gateway, caplog):
    caplog.set_level(logging.DEBUG)
    start()
    code = code_in(gateway.messages[0])
    gateway.stop()
    with pytest.raises(CodeNotSentError):
        start()
    assert code not in caplog.text
    assert MOBILE not in caplog.text
    assert not any(
        code in str(value) or MOBILE in str(value) for row in CodeDelivery.objects.values() for value in row.values()
    )


def test_on_a_laptop_the_console_shows_the_code_with_the_number_masked(resident, settings, caplog):
    settings.SMS = "console"
    caplog.set_level(logging.INFO)
    start()
    assert "SMS to 138****1234" in caplog.text
    assert re.search(r"\d{6}", caplog.text)


def test_rows_about_codes_go_after_two_days(resident, gateway):
    start()
    start(now=NOW + timedelta(days=3))
    assert CodeDelivery.objects.count() == 1


def test_the_page_says_that_a_code_did_not_arrive(resident, gateway):
    browser = Client()
    typed = {"name": LI_MING, "identity_number": LI_MING_NUMBER, "mobile": MOBILE}
    assert browser.post("/sign-in/", typed).status_code == 302
    assert not browser.get("/sign-in/code/").context["did_not_arrive"]
    body, headers = gateway.receipt(CodeDelivery.objects.get().gateway_id, "undelivered")
    Client().post("/messages/receipts", body, content_type="application/json", headers=headers)
    page = browser.get("/sign-in/code/")
    assert page.context["did_not_arrive"]
    assert browser.post("/sign-in/code/", {"code": code_in(gateway.messages[0])}).status_code == 302


def test_a_form_sent_twice_asks_once_and_tells_no_more_of_a_number_that_is_not_known(resident, gateway):
    for number in (LI_MING_NUMBER, WANG_FANG_NUMBER):
        asked = {
            identity.provider()
            .start(name=LI_MING, identity_number=number, mobile=MOBILE, now=NOW, form_key="f" * 22)
            .id
            for _time in range(7)
        }
        assert len(asked) == 1
    assert len(gateway.messages) == 1
    assert OneTimeCode.objects.count() == 2


def test_the_same_form_with_other_details_and_one_whose_code_is_over_ask_anew(resident, gateway):
    def asked(now=NOW, **changed):
        details = {"name": LI_MING, "identity_number": LI_MING_NUMBER, "mobile": MOBILE, **changed}
        return identity.provider().start(**details, now=now, form_key="f" * 22).id

    first = asked()
    assert asked(mobile="13900005678") != first
    assert asked(now=NOW + timedelta(minutes=4, seconds=1)) != first
    identity.provider().confirm(first, code_in(gateway.messages[0]), now=NOW)
    assert asked() != first
