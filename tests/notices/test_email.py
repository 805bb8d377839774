"""Messages by e-mail over SMTP, and the code that confirms an address."""

import re
from datetime import timedelta

import pytest

from jiban.notices import errors, reaching
from jiban.notices.models import Delivery, Reach
from tests.notices.conftest import NOON, lines, send, told

ADDRESS = "wang@mail.example"


@pytest.fixture
def reached(resident, settings):
    settings.SMS = "off"
    Reach.objects.create(resident_id=resident.pk, email=ADDRESS, email_confirmed_at=NOON)


def code_in(letter):
    return re.search(r"\d{6}", letter.get_content())[0]


def ask(resident, email=ADDRESS, *, at=NOON):
    reaching.ask_email(resident.pk, email, now=at)


def test_a_notice_goes_out_by_smtp(case, reached, mail_server):
    told(case)
    send()
    send()
    (letter,) = mail_server.letters
    assert (letter["To"], letter["Auto-Submitted"]) == (ADDRESS, "auto-generated")
    assert "居住证明" in letter["Subject"]
    assert "http://127.0.0.1:8000/m/" in letter.get_content()
    assert case.resident.name not in letter.as_string() + letter.get_content()
    assert lines(case)[-1] == "told-by-email"


def test_a_second_try_bears_the_same_message_id(case, reached, mail_server):
    told(case)
    mail_server.busy = True
    send()
    assert Delivery.objects.get().reason == "smtp-451"
    mail_server.busy = False
    send(NOON + timedelta(minutes=1))
    (letter,) = mail_server.letters
    assert letter["Message-ID"] == f"<{Delivery.objects.get().key}@jiban.example>"


def test_a_mailbox_that_does_not_exist_is_not_tried_again(case, reached, mail_server):
    mail_server.refused = {ADDRESS}
    told(case)
    send()
    assert (Delivery.objects.get().state, lines(case)[-1]) == ("failed", "email-failed")


def test_a_mail_server_that_is_away_is_tried_again(case, reached, mail_server):
    mail_server.stop()
    told(case)
    send()
    assert (Delivery.objects.get().state, Delivery.objects.get().reason) == ("waiting", "ConnectionRefusedError")


def test_an_address_counts_once_its_code_was_typed(resident, mail_server):
    ask(resident)
    assert reaching.of(resident.pk).email == ""
    code = code_in(mail_server.letters[0])
    assert reaching.confirm_email(resident.pk, f" {code[:3]} {code[3:]} ", now=NOON) == ADDRESS
    assert reaching.of(resident.pk).email == ADDRESS
    with pytest.raises(errors.EmailCodeExpiredError):
        reaching.confirm_email(resident.pk, code, now=NOON)


def test_a_code_is_guessed_five_times_and_ends_after_ten_minutes(resident, mail_server):
    ask(resident)
    code = code_in(mail_server.letters[0])
    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(errors.EmailCodeExpiredError):
        reaching.confirm_email(resident.pk, code, now=NOON + timedelta(minutes=10))
    for _ in range(5):
        with pytest.raises(errors.EmailCodeWrongError):
            reaching.confirm_email(resident.pk, wrong, now=NOON)
    with pytest.raises(errors.EmailCodeLockedError):
        reaching.confirm_email(resident.pk, code, now=NOON)


def test_the_code_of_an_earlier_address_confirms_no_later_one(resident, mail_server):
    ask(resident)
    ask(resident, "other@mail.example")
    with pytest.raises(errors.EmailCodeWrongError):
        reaching.confirm_email(resident.pk, code_in(mail_server.letters[0]), now=NOON)


def test_nobody_can_fill_a_strangers_mailbox(resident, mail_server):
    for _ in range(5):
        ask(resident)
    with pytest.raises(errors.TooManyEmailCodesError):
        reaching.ask_email(resident.pk + 1, ADDRESS, now=NOON)
    assert len(mail_server.letters) == 5
    ask(resident, at=NOON + timedelta(minutes=31))


@pytest.mark.parametrize("typed", ["", "wang", "wang@", "a b@c.cn", "x@y.cn\nBcc: z@y.cn", "x" * 250 + "@y.cn"])
def test_what_is_no_address_is_refused_before_anything_is_sent(typed, resident, mail_server):
    with pytest.raises(errors.EmailInvalidError):
        ask(resident, typed)
    assert mail_server.letters == []


def test_a_mail_server_that_does_not_answer_is_told_in_words(resident, mail_server):
    mail_server.stop()
    with pytest.raises(errors.EmailUnreachableError):
        ask(resident)
    assert reaching.asked_email(resident.pk, now=NOON) == ""


def test_a_removed_address_gets_nothing_more(case, reached, mail_server):
    told(case)
    reaching.remove_email(case.resident_id)
    send()
    assert (Delivery.objects.count(), mail_server.letters) == (0, [])
