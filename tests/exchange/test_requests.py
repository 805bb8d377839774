"""A department's program asks by a signed letter that names a consent, never a person."""

import pytest

from jiban.exchange import questions
from jiban.exchange.errors import RequestError
from jiban.exchange.models import LookUp
from jiban.exchange.requests import take
from jiban.standards.gm.sm2 import PrivateKey
from tests.exchange.conftest import NOW, days, letter, offered

pytestmark = pytest.mark.django_db


def test_a_signed_request_is_answered(resident, fact):
    consent = offered(resident, fact)
    text = letter(consent)
    assert resident.identity_number not in text
    assert questions.values_of(take(text, now=NOW))["since"] == "2009-03"


def test_a_repeated_letter_gives_the_same_answer(resident, fact):
    text = letter(offered(resident, fact))
    assert take(text, now=NOW).answer == take(text, now=NOW).answer
    assert LookUp.objects.count() == 1


def test_an_id_used_again_for_something_else_is_refused(resident, fact):
    consent = offered(resident, fact)
    take(letter(consent), now=NOW)
    with pytest.raises(RequestError):
        take(letter(consent, case="ENROL-8"), now=NOW)


@pytest.mark.parametrize("number", ["AAAAAAAAAAAA", ""])
def test_an_unknown_consent_is_refused_and_kept(fact, number):
    assert take(letter(None, consent=number), now=NOW).outcome == "no-consent"


@pytest.mark.parametrize(
    "changed",
    [{"receiver": "bank"}, {"at": "yesterday"}, {"at": (NOW - days(1)).isoformat()}, {"fields": "all"}, {"case": None}],
)
def test_what_is_no_request_is_not_even_kept(resident, fact, changed):
    with pytest.raises(RequestError):
        take(letter(offered(resident, fact), **changed), now=NOW)
    assert LookUp.objects.count() == 0


def test_another_s_key_signs_nothing(resident, fact):
    with pytest.raises(RequestError):
        take(letter(offered(resident, fact), key=PrivateKey.generate()), now=NOW)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"letter": 1}', "[" * 5000, '{"letter": {}, "signature": "!"}'])
def test_rubbish_is_refused(db, text):
    with pytest.raises(RequestError):
        take(text, now=NOW)


def test_a_changed_letter_is_refused(resident, fact):
    with pytest.raises(RequestError):
        take(letter(offered(resident, fact)).replace("ENROL-7", "ENROL-8"), now=NOW)
