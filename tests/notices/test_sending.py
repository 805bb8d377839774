"""Messages by SMS: one a notice, whatever goes wrong on the way, and nothing in it about anybody."""

from datetime import timedelta

import pytest
from django.db import transaction

from jiban.cases import messages
from jiban.notices import outbox, reaching, sending
from jiban.notices.actions import mark_read
from jiban.notices.errors import TakenElsewhereError
from jiban.notices.models import Delivery, DeliveryDay, DeliveryState, Notice
from tests.notices.conftest import COUNTY, NOON, lines, send, told


def only():
    return Delivery.objects.get()


def test_a_notice_becomes_one_sms_and_lines_in_the_journal(case, gateway):
    told(case)
    send()
    send()
    (message,) = gateway.messages
    assert message.to == "+8613800005521"
    assert "居住证明" in message.text
    assert "http://127.0.0.1:8000/m/" in message.text
    assert (only().state, only().gateway_id, only().parts) == ("sent", message.id, 1)
    assert lines(case)[1:] == ["told-in-app", "told-by-sms"]


def test_an_sms_names_nobody_and_tells_nothing_of_the_case(case, gateway):
    for code in ("certificate-ready", "refused", "correction-asked", "a-code-of-tomorrow"):
        told(case, code, key=code)
    send()
    resident = case.resident
    private = [resident.name, resident.identity_number, resident.mobile, resident.address, case.number]
    private += [str(answer) for answer in case.answers.values() if len(str(answer)) > 3]
    assert len(gateway.messages) == 4
    assert [word for word in private for each in gateway.messages if word in each.text] == []


def test_an_sms_speaks_the_residents_language(case, gateway):
    case.resident.language = "en"
    case.resident.save()
    told(case)
    send()
    assert gateway.messages[0].text.startswith("Your ")


def test_a_notice_that_is_rolled_back_sends_nothing(case, gateway):
    with transaction.atomic():
        told(case)
        transaction.set_rollback(True)
    send()
    assert (gateway.asked, Delivery.objects.count()) == (0, 0)


def test_an_answer_lost_on_the_way_back_is_asked_for_again_and_makes_no_second_sms(case, gateway):
    told(case)
    gateway.troubles = ["lost-answer"]
    send()
    assert (only().state, only().attempts) == ("waiting", 1)
    send(NOON + timedelta(minutes=1))
    assert (gateway.asked, len(gateway.messages), only().state) == (2, 1, "sent")


def test_a_sender_that_dies_in_the_middle_leaves_the_message_to_the_next_one(case, gateway):
    told(case)
    messages.spread(NOON)
    (claimed,) = outbox.claim(now=NOON, limit=5)
    sending.sms.adapter().send(
        sending._sms(claimed, messages.look([claimed], NOON)[claimed.pk])
    )  # and then the power fails
    send(NOON + timedelta(seconds=60))
    assert gateway.asked == 1
    send(NOON + timedelta(seconds=outbox.LEASE_SECONDS + 1))
    assert (len(gateway.messages), only().state) == (1, "sent")


def test_two_workers_send_one_message(case, gateway):
    told(case)
    messages.spread(NOON)
    first, second = outbox.claim(now=NOON, limit=5), outbox.claim(now=NOON, limit=5)
    assert (len(first), second) == (1, [])


def test_whose_lease_ran_out_writes_nothing_down(case, gateway):
    told(case)
    messages.spread(NOON)
    (slow,) = outbox.claim(now=NOON, limit=5)
    send(NOON + timedelta(seconds=outbox.LEASE_SECONDS + 1))
    with pytest.raises(TakenElsewhereError):
        outbox.settle(slow, DeliveryState.FAILED, now=NOON)
    assert only().state == "sent"


def test_a_gateway_that_is_down_is_asked_less_and_less_often_and_in_the_end_no_more(case, gateway):
    told(case)
    gateway.troubles = ["broken"] * 50
    at, waits = NOON, []
    while only_or_new().state == "waiting":
        send(at)
        if only().state == "waiting":
            waits.append((only().due_at - at).total_seconds())
            at = only().due_at
    assert waits[:4] == [30, 60, 120, 240]
    assert max(waits) <= outbox.LONGEST_WAIT_SECONDS
    assert (only().state, gateway.asked) == ("failed", outbox.MOST_ATTEMPTS)
    assert lines(case)[-1] == "sms-failed"


def only_or_new():
    return Delivery.objects.first() or Delivery(state="waiting")


def test_one_message_without_an_answer_lets_the_others_wait_and_not_knock_too(case, gateway):
    for key in "abc":
        told(case, key=key)
    gateway.troubles = ["broken"]
    send()
    assert gateway.asked == 1
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_a_gateway_that_asks_to_slow_down_is_left_alone_as_long_as_it_says(case, gateway):
    told(case)
    gateway.troubles = ["slow-down"]
    send()
    assert (only().due_at - NOON, only().attempts) == (timedelta(seconds=120), 0)


def test_a_number_the_gateway_refuses_is_not_tried_again(case, gateway):
    gateway.refused_numbers = {"+8613800005521"}
    told(case)
    send()
    send(NOON + timedelta(hours=1))
    assert (only().state, only().reason, gateway.asked) == ("failed", "number-refused", 1)
    assert lines(case)[-1] == "sms-failed"


def test_a_wrong_secret_loses_no_message(case, gateway):
    gateway.secret = "another"
    told(case)
    send()
    assert (only().state, only().reason) == ("waiting", "status-401")
    gateway.secret = "a secret agreed with the gateway"
    send(NOON + timedelta(minutes=1))
    assert only().state == "sent"


def test_no_telephone_rings_at_night(case, gateway):
    late = NOON.replace(hour=22)
    told(case, at=late)
    send(late)
    assert gateway.asked == 0
    send(late + timedelta(hours=9, minutes=59))
    assert gateway.asked == 0
    send(late + timedelta(hours=10))
    assert len(gateway.messages) == 1


def test_a_second_try_keeps_the_quiet_hours_too(case, gateway):
    evening = NOON.replace(hour=20, minute=59, second=50)
    told(case, at=evening)
    gateway.troubles = ["broken"]
    send(evening)
    send(evening + timedelta(minutes=1))
    assert (gateway.asked, only().reason) == (1, "quiet-hours")
    assert only().due_at == NOON.replace(day=26, hour=8)


def test_what_was_read_in_the_app_by_morning_needs_no_sms(case, gateway):
    late = NOON.replace(hour=22)
    told(case, at=late)
    send(late)
    mark_read(case.resident_id, about=case.number, now=late)
    send(late + timedelta(hours=11))
    assert (gateway.asked, only().state, only().reason) == (0, "skipped", "read")


def test_a_number_gets_so_many_sms_a_day_and_no_more(case, gateway, settings):
    settings.SMS_DAILY_PER_NUMBER = 2
    for key in "abc":
        told(case, key=key)
    send()
    assert len(gateway.messages) == 2
    assert Delivery.objects.get(state="skipped").reason == "number-quota"
    told(case, key="d", at=NOON + timedelta(days=1))
    send(NOON + timedelta(days=1))
    assert len(gateway.messages) == 3


def test_what_is_more_than_the_countys_share_of_a_day_goes_out_the_next_morning(case, gateway, settings):
    settings.SMS_DAILY_PER_COUNTY = 1
    told(case, key="a")
    told(case, key="b")
    send()
    waiting = Delivery.objects.get(state="waiting")
    assert (len(gateway.messages), waiting.reason) == (1, "county-quota")
    assert waiting.due_at == NOON.replace(day=26, hour=8)


def test_a_second_try_is_not_counted_twice(case, gateway, settings):
    settings.SMS_DAILY_PER_NUMBER = 1
    told(case)
    gateway.troubles = ["broken"]
    send()
    send(NOON + timedelta(minutes=1))
    assert only().state == "sent"


def test_who_switched_sms_off_gets_none_even_if_it_waited_already(case, gateway):
    told(case, key="a")
    messages.spread(NOON)
    reaching.choose_sms(case.resident_id, sms=False)
    told(case, key="b")
    send()
    assert gateway.asked == 0
    assert Notice.objects.count() == 2
    assert (only().state, only().reason) == ("skipped", "not-wanted")


def test_news_of_last_week_is_not_sent_when_the_gateway_is_back(case, gateway):
    told(case)
    messages.spread(NOON)
    send(NOON + timedelta(days=4))
    assert (gateway.asked, only().reason) == (0, "too-old")


def test_without_sms_the_app_tells_alone(case, settings):
    settings.SMS = "off"
    told(case)
    send()
    assert Delivery.objects.count() == 0
    assert lines(case)[-1] == "told-in-app"


def test_the_console_shows_the_words_and_no_number(case, settings, caplog):
    caplog.set_level("INFO")
    told(case)
    send()
    assert "138****5521" in caplog.text
    assert case.resident.mobile not in caplog.text
    assert only().state == "sent"


def test_figures_are_kept_by_county_and_day(case, gateway):
    told(case, key="a")
    told(case, key="b")
    mark = Notice.objects.last()
    mark.read_at = NOON
    mark.save()
    send()
    day = DeliveryDay.objects.get()
    assert (day.county, day.day, day.channel) == (COUNTY, NOON.date(), "sms")
    assert (day.sent, day.parts, day.skipped, day.failed) == (1, 1, 1, 0)


def test_the_budget_of_a_round_leaves_the_rest_for_the_next(case, gateway):
    for key in "abc":
        told(case, key=key)
    messages.spread(NOON)
    ticks = iter([0.0, 1.0, 9.0, 9.0])
    sending.send_due(NOON, look=messages.look, note=messages.write_down, clock=lambda: next(ticks))
    assert len(gateway.messages) == 1
    send(NOON + timedelta(seconds=5))
    assert len(gateway.messages) == 3


def test_a_worker_that_comes_between_sends_what_is_not_claimed_and_nothing_twice(case, gateway):
    told(case, key="a")
    messages.spread(NOON)

    def look_while_another_works(deliveries, now):
        told(case, key="b")
        send()
        return messages.look(deliveries, now)

    sending.send_due(NOON, look=look_while_another_works, note=messages.write_down)
    assert len(gateway.messages) == 2
    assert lines(case).count("told-by-sms") == 2


def test_two_workers_give_a_notice_to_its_channels_once(case, gateway):
    told(case)
    seen = outbox.to_spread()
    messages.spread(NOON)
    with pytest.raises(TakenElsewhereError), transaction.atomic():
        outbox.spread(seen, counties={case.resident_id: COUNTY}, now=NOON)
    assert Delivery.objects.count() == 1
