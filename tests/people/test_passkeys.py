"""Security keys: registered, proved, refused when anything about the answer is wrong, stopped when copied."""

import pytest

from jiban.people.actions.passkeys import (
    ask_to_prove,
    ask_to_register,
    passkeys_work,
    prove_by_passkey,
    register_passkey,
    remove_passkey,
)
from jiban.people.door_errors import PasskeyCopiedError, PasskeyError, PasskeyKnownError, PasskeyLimitError
from jiban.people.errors import TooManyTriesError
from jiban.people.models import Passkey
from tests.people.builders import NOW, officer
from tests.people.software_key import SoftwareKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://jiban.example"


@pytest.fixture
def zhang():
    return officer()


def register(somebody, key, name="blue key"):
    asked = ask_to_register(somebody)
    return register_passkey(somebody, key.registers(asked.options), challenge=asked.challenge, name=name, now=NOW)


def prove(somebody, key, **how):
    asked = ask_to_prove(somebody)
    answer = key.proves(asked.options, **how)
    return prove_by_passkey(somebody, answer, challenge=asked.challenge, now=NOW)


def test_a_registered_key_proves_its_officer_and_the_use_is_noted(zhang):
    key = SoftwareKey()
    row = register(zhang, key)
    assert (row.name, row.transports, row.last_used_at) == ("blue key", ["usb"], None)
    assert prove(zhang, key) == zhang
    row.refresh_from_db()
    assert (row.sign_count, row.last_used_at, zhang.last_login) == (1, NOW, NOW)


def test_the_key_learns_nothing_about_the_person_but_the_names(zhang):
    options = ask_to_register(zhang).options
    assert zhang.mobile == "" or zhang.mobile not in options
    assert '"attestation": "none"' in options


@pytest.mark.parametrize(
    "wrong",
    [
        {"challenge": "YW5vdGhlciBjaGFsbGVuZ2U"},
        {"origin": "https://jiban.example.evil.example"},
        {"host": "evil.example"},
        {"type": "webauthn.create"},
        {"flags": 0},
        {"changed": True},
    ],
)
def test_an_answer_with_one_thing_wrong_proves_nothing(zhang, wrong):
    key = SoftwareKey()
    register(zhang, key)
    with pytest.raises(PasskeyError):
        prove(zhang, key, **wrong)
    assert Passkey.objects.get().last_used_at is None
    assert Passkey.objects.get().stopped_at is None


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"type": "webauthn.get"}]
)
def test_a_registration_with_one_thing_wrong_is_not_taken(zhang, wrong):
    asked = ask_to_register(zhang)
    answer = SoftwareKey().registers(asked.options, **wrong)
    with pytest.raises(PasskeyError):
        register_passkey(zhang, answer, challenge=asked.challenge, name="x", now=NOW)
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", "null", "not json", '{"id": 1}', "x" * 20_000])
def test_rubbish_is_refused_and_counted_as_a_try(zhang, rubbish):
    register(zhang, SoftwareKey())
    challenge = ask_to_prove(zhang).challenge
    for _ in range(5):
        with pytest.raises(PasskeyError):
            prove_by_passkey(zhang, rubbish, challenge=challenge, now=NOW)
    with pytest.raises(TooManyTriesError):
        prove_by_passkey(zhang, rubbish, challenge=challenge, now=NOW)


def test_without_a_challenge_nothing_is_proved(zhang):
    key = SoftwareKey()
    register(zhang, key)
    answer = key.proves(ask_to_prove(zhang).options, challenge="")
    with pytest.raises(PasskeyError):
        prove_by_passkey(zhang, answer, challenge="", now=NOW)


def test_a_key_proves_only_its_own_officer(zhang):
    other, key = officer("li"), SoftwareKey()
    register(zhang, key)
    register(other, SoftwareKey())
    with pytest.raises(PasskeyError):
        prove(other, key)


def test_a_counter_that_does_not_go_up_stops_the_key(zhang):
    key = SoftwareKey()
    register(zhang, key)
    prove(zhang, key, count=7)
    with pytest.raises(PasskeyCopiedError):
        prove(zhang, key, count=7)
    assert Passkey.objects.get().stopped_at == NOW
    assert ask_to_prove(zhang) is None


def test_a_false_answer_does_not_stop_somebody_elses_key(zhang):
    key = SoftwareKey()
    register(zhang, key)
    prove(zhang, key, count=7)
    with pytest.raises(PasskeyError) as refused:
        prove(zhang, key, count=3, changed=True)
    assert not isinstance(refused.value, PasskeyCopiedError)
    assert Passkey.objects.get().stopped_at is None


def test_synced_passkeys_that_always_say_zero_are_accepted(zhang):
    key = SoftwareKey()
    register(zhang, key)
    prove(zhang, key, count=0)
    prove(zhang, key, count=0)
    assert Passkey.objects.get().sign_count == 0


def test_a_key_is_registered_once_by_whomever_and_ten_at_most(zhang):
    key = SoftwareKey()
    register(zhang, key)
    with pytest.raises(PasskeyKnownError):
        register(officer("li"), key)
    for _ in range(9):
        register(zhang, SoftwareKey())
    with pytest.raises(PasskeyLimitError):
        ask_to_register(zhang)


def test_an_answer_that_is_no_answer_is_refused_and_nothing_breaks(zhang):
    asked = ask_to_register(zhang)
    for answer in ("", "null", "[]", '{"id": 1}', "[" * 15_000):
        with pytest.raises(PasskeyError):
            register_passkey(zhang, answer, challenge=asked.challenge, name="x", now=NOW)
        with pytest.raises(PasskeyError):
            prove_by_passkey(zhang, answer, challenge=asked.challenge, now=NOW)


def test_a_removed_key_opens_nothing(zhang):
    key = SoftwareKey()
    row = register(zhang, key)
    asked = ask_to_prove(zhang)
    remove_passkey(row)
    with pytest.raises(PasskeyError):
        prove_by_passkey(zhang, key.proves(asked.options), challenge=asked.challenge, now=NOW)
    assert ask_to_prove(zhang) is None


@pytest.mark.parametrize(
    ("address", "works"),
    [("http://127.0.0.1:8000", False), ("http://[::1]:8000", False), ("http://localhost:8000", True)],
)
def test_an_address_without_a_name_offers_no_keys(settings, address, works):
    settings.SITE_URL = address
    assert passkeys_work() is works


def test_another_host_name_than_that_of_the_site_can_be_set(settings, zhang):
    settings.PASSKEY_RP_ID, settings.PASSKEY_ORIGIN = "gov.example", "https://office.gov.example"
    key = SoftwareKey(host="gov.example", origin="https://office.gov.example")
    register(zhang, key)
    assert prove(zhang, key) == zhang
