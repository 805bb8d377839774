"""The gateway tells what came of a message: signed, fresh, once."""

import time

import pytest
from django.test import Client

from jiban.notices import signing
from jiban.notices.models import Delivery, DeliveryDay, ReceiptNonce
from jiban.notices.signing import Letter
from tests.notices.conftest import lines, send, told


@pytest.fixture
def sent(case, gateway):
    told(case)
    send()
    return Delivery.objects.get()


def post(body, headers):
    stranger = Client(enforce_csrf_checks=True)
    return stranger.post("/messages/receipts", body, content_type="application/json", headers=headers).status_code


def state():
    return Delivery.objects.get().state


def test_a_receipt_says_that_the_message_arrived(sent, gateway):
    assert post(*gateway.receipt(sent.gateway_id)) == 204
    assert state() == "delivered"
    assert DeliveryDay.objects.get(delivered=1).sent in {0, 1}


def test_a_message_that_did_not_arrive_stands_in_the_journal(sent, case, gateway):
    assert post(*gateway.receipt(sent.gateway_id, "undelivered")) == 204
    assert (state(), lines(case)[-1]) == ("undelivered", "sms-lost")


def test_the_same_receipt_again_is_a_replay(sent, gateway):
    receipt = gateway.receipt(sent.gateway_id)
    assert [post(*receipt), post(*receipt)] == [204, 409]
    assert ReceiptNonce.objects.count() == 1


def test_a_second_receipt_for_the_same_message_changes_nothing(sent, gateway):
    assert post(*gateway.receipt(sent.gateway_id)) == 204
    assert post(*gateway.receipt(sent.gateway_id, "undelivered")) == 204
    assert state() == "delivered"


def test_a_receipt_of_somebody_else_is_refused(sent, gateway):
    wrong = [
        gateway.receipt(sent.gateway_id, secret="guessed"),
        gateway.receipt(sent.gateway_id, key="another"),
        gateway.receipt(sent.gateway_id, at=int(time.time()) - 330),
        gateway.receipt(sent.gateway_id, at=int(time.time()) + 330),
        gateway.receipt(sent.gateway_id, nonce="short"),
        (b'{"id": "x", "state": "delivered"}', gateway.receipt(sent.gateway_id)[1]),
        (gateway.receipt(sent.gateway_id)[0], {}),
    ]
    assert {post(*each) for each in wrong} == {401}
    assert state() == "sent"


@pytest.mark.parametrize("field", [signing.TIME, signing.NONCE, signing.SIGNATURE, signing.KEY])
def test_every_changed_header_spoils_the_signature(field, sent, gateway):
    body, headers = gateway.receipt(sent.gateway_id)
    assert post(body, headers | {field: headers[field][:-1] + ("0" if headers[field][-1] != "0" else "1")}) == 401


def test_without_an_agreed_secret_nobody_can_sign(sent, gateway, settings):
    settings.SMS_GATEWAY_SECRET = ""
    assert post(*gateway.receipt(sent.gateway_id, secret="")) == 401


def test_a_receipt_that_comes_too_early_may_come_again_as_it_is(sent, gateway):
    Delivery.objects.update(gateway_id="")
    receipt = gateway.receipt(sent.gateway_id)
    assert post(*receipt) == 404
    Delivery.objects.update(gateway_id=sent.gateway_id)
    assert post(*receipt) == 204


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b"{}", b'{"id": "x", "state": "eaten"}', b"\xff"])
def test_what_is_signed_and_makes_no_sense_is_refused_without_a_fault(body, sent, gateway):
    made = {"key": "county", "secret": gateway.secret, "at": int(time.time()), "nonce": "0123456789abcdef"}
    assert post(body, signing.headers(Letter("POST", "/messages/receipts", body), **made)) == 400


def test_a_receipt_is_small(sent, gateway):
    assert post(b"x" * 5000, {}) == 413
    assert Client().get("/messages/receipts").status_code == 405
