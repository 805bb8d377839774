import json
from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.kiosks import arriving
from jiban.kiosks.errors import ArrivalOverError, CardError, CardExpiredError, CardUnknownError, WrongNumberError
from jiban.kiosks.models import Arrival
from jiban.people.models import RealNameProof

PHONE, CARD = Arrival.Way.PHONE, Arrival.Way.CARD


def opened(station, way=PHONE):
    return arriving.open_arrival(station.kiosk, way, now=timezone.now())


def test_who_confirms_the_number_on_the_phone_is_let_in_once(station):
    arrival, token = opened(station)
    found = arriving.by_token(token, now=timezone.now())
    arriving.confirm(found, station.resident, number=str(arrival.number), now=timezone.now())
    assert arriving.enter(arrival, now=timezone.now()) == station.resident
    with pytest.raises(ArrivalOverError):
        arriving.enter(arrival, now=timezone.now())
    assert arriving.by_token(token, now=timezone.now()) is None


def test_one_wrong_number_ends_it(station):
    arrival, _token = opened(station)
    wrong = next(each for each in arriving.numbers_to_choose(arrival) if each != arrival.number)
    with pytest.raises(WrongNumberError):
        arriving.confirm(arrival, station.resident, number=str(wrong), now=timezone.now())
    with pytest.raises(ArrivalOverError):
        arriving.confirm(arrival, station.resident, number=str(arrival.number), now=timezone.now())


def test_the_numbers_to_choose_are_three_and_always_the_same(station):
    arrival, _token = opened(station)
    numbers = arriving.numbers_to_choose(arrival)
    assert len(set(numbers)) == 3
    assert arrival.number in numbers
    assert arriving.numbers_to_choose(arrival) == numbers


def test_a_code_is_over_after_two_minutes(station):
    arrival, token = opened(station)
    late = timezone.now() + timedelta(minutes=2, seconds=1)
    assert arriving.by_token(token, now=late) is None
    with pytest.raises(ArrivalOverError):
        arriving.confirm(arrival, station.resident, number=str(arrival.number), now=late)


def test_nobody_enters_unconfirmed(station):
    arrival, nonce = opened(station, CARD)
    arriving.read_card(arrival, nonce, station.answer(nonce), now=timezone.now())
    with pytest.raises(ArrivalOverError):
        arriving.enter(arrival, now=timezone.now())


def test_the_counter_confirms_whom_the_card_names_and_it_is_a_proof(station):
    arrival, nonce = opened(station, CARD)
    arriving.read_card(arrival, nonce, station.answer(nonce), now=timezone.now())
    arriving.ask_counter(arrival, now=timezone.now())
    assert [each.pk for each in arriving.waiting_at_counter([station.kiosk], now=timezone.now())] == [arrival.pk]
    for _tap in range(2):
        arriving.confirm_at_counter(arrival, by=station.clerk, now=timezone.now())
    proof = RealNameProof.objects.get(provider="counter")
    assert (proof.resident, proof.level, proof.confirmed_by) == (station.resident, "middle", station.clerk)
    assert arriving.enter(arrival, now=timezone.now()) == station.resident


def test_an_answer_counts_for_its_own_question_and_once(station):
    arrival, nonce = opened(station, CARD)
    other, other_nonce = opened(station, CARD)
    answer = station.answer(nonce)
    with pytest.raises(CardError):
        arriving.read_card(other, other_nonce, answer, now=timezone.now())
    arriving.read_card(arrival, nonce, answer, now=timezone.now())
    with pytest.raises(CardError):
        arriving.read_card(arrival, nonce, answer, now=timezone.now())


@pytest.mark.parametrize("name", ["kind", "nonce", "name", "identity_number", "valid_until", "read_at"])
def test_a_changed_field_is_a_lie(station, name):
    arrival, nonce = opened(station, CARD)
    said = json.loads(station.answer(nonce))
    said["card"][name] += "1"
    with pytest.raises(CardError):
        arriving.read_card(arrival, nonce, json.dumps(said), now=timezone.now())


@pytest.mark.parametrize(
    "said", ["", "[]", "{}", '{"card": {}, "signature": ""}', '{"card": 1, "signature": "zz"}', "null"]
)
def test_nonsense_is_refused_as_a_card_not_read(station, said):
    arrival, nonce = opened(station, CARD)
    with pytest.raises(CardError):
        arriving.read_card(arrival, nonce, said, now=timezone.now())


def test_another_readers_key_is_not_believed(station):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    arrival, nonce = opened(station, CARD)
    station.key = Ed25519PrivateKey.generate()
    with pytest.raises(CardError):
        arriving.read_card(arrival, nonce, station.answer(nonce), now=timezone.now())


def test_an_old_card_and_an_unknown_person_are_told_apart(station):
    arrival, nonce = opened(station, CARD)
    with pytest.raises(CardExpiredError):
        arriving.read_card(arrival, nonce, station.answer(nonce, valid_until="2020-01-01"), now=timezone.now())
    with pytest.raises(CardUnknownError):
        arriving.read_card(arrival, nonce, station.answer(nonce, name="李冒名"), now=timezone.now())


def test_a_card_read_long_ago_does_not_count(station):
    arrival, nonce = opened(station, CARD)
    old = (timezone.now() - timedelta(minutes=6)).isoformat()
    with pytest.raises(CardError):
        arriving.read_card(arrival, nonce, station.answer(nonce, read_at=old), now=timezone.now())


def test_codes_that_nobody_answered_are_forgotten_and_who_came_in_is_not(station):
    nobody, _token = opened(station)
    arrival, _token = opened(station)
    arriving.confirm(arrival, station.resident, number=str(arrival.number), now=timezone.now())
    arriving.open_arrival(station.kiosk, PHONE, now=timezone.now() + timedelta(days=2))
    assert not Arrival.objects.filter(pk=nobody.pk).exists()
    assert Arrival.objects.filter(pk=arrival.pk).exists()
