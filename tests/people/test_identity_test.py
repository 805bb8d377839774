import logging
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from jiban.people import identity
from jiban.people.errors import CodeExpiredError, CodeLockedError, CodeWrongError, TooManyCodesError
from jiban.people.identity_test import TestIdentityProvider
from jiban.people.models import OneTimeCode
from tests.people.builders import LI_MING, LI_MING_NUMBER, MOBILE, NOW, WANG_FANG_NUMBER

pytestmark = pytest.mark.django_db


def start(now=NOW, number=LI_MING_NUMBER, mobile=MOBILE):
    return identity.provider().start(name=LI_MING, identity_number=number, mobile=mobile, now=now)


def wrong(challenge):
    return "000000" if challenge.shown_code != "000000" else "111111"


def test_the_setting_names_the_provider(settings):
    assert isinstance(identity.provider(), TestIdentityProvider)
    settings.IDENTITY_PROVIDER = "jiban.people.identity_test.Nobody"
    with pytest.raises(ImportError):
        identity.provider()


def test_the_test_provider_shows_its_code_and_says_what_it_is():
    challenge = start()
    assert len(challenge.shown_code) == 6
    assert challenge.notice
    proof = identity.provider().confirm(challenge.id, challenge.shown_code, now=NOW)
    assert (proof.name, proof.id_number, proof.mobile) == (LI_MING, LI_MING_NUMBER, MOBILE)
    assert (proof.provider, proof.level, proof.transaction) == ("test", "middle", challenge.id)
    assert LI_MING_NUMBER not in proof.subject


def test_a_code_may_be_typed_with_a_gap():
    challenge = start()
    typed = f" {challenge.shown_code[:3]} {challenge.shown_code[3:]} "
    assert identity.provider().confirm(challenge.id, typed, now=NOW).id_number == LI_MING_NUMBER


def test_the_code_is_not_in_the_database():
    challenge = start()
    kept = OneTimeCode.objects.get()
    assert challenge.shown_code not in kept.code_hash
    assert len(kept.code_hash) == 64


def test_a_code_works_once():
    challenge = start()
    identity.provider().confirm(challenge.id, challenge.shown_code, now=NOW)
    with pytest.raises(CodeExpiredError):
        identity.provider().confirm(challenge.id, challenge.shown_code, now=NOW)


def test_a_code_is_good_for_five_minutes():
    challenge = start()
    with pytest.raises(CodeExpiredError):
        identity.provider().confirm(challenge.id, challenge.shown_code, now=NOW + timedelta(minutes=5))
    late = start(now=NOW + timedelta(minutes=6))
    assert identity.provider().confirm(late.id, late.shown_code, now=NOW + timedelta(minutes=10, seconds=59))


def test_after_five_wrong_codes_the_right_one_no_longer_counts():
    challenge = start()
    for _ in range(5):
        with pytest.raises(CodeWrongError):
            identity.provider().confirm(challenge.id, wrong(challenge), now=NOW)
    with pytest.raises(CodeLockedError):
        identity.provider().confirm(challenge.id, challenge.shown_code, now=NOW)


def test_the_code_of_one_challenge_does_not_answer_another():
    one, other = start(), start()
    if one.shown_code != other.shown_code:
        with pytest.raises(CodeWrongError):
            identity.provider().confirm(one.id, other.shown_code, now=NOW)


def test_an_invented_challenge_is_refused():
    with pytest.raises(CodeExpiredError):
        identity.provider().confirm("0" * 32, "123456", now=NOW)


@pytest.mark.parametrize("same", [{"number": WANG_FANG_NUMBER}, {"mobile": "13900005678"}, {}])
def test_only_five_codes_go_to_one_person_or_phone_in_half_an_hour(same):
    for _ in range(5):
        start()
    with pytest.raises(TooManyCodesError):
        start(**same)
    assert start(now=NOW + timedelta(minutes=31)).shown_code


def test_what_was_typed_is_deleted_when_it_is_no_longer_needed():
    start()
    start(now=NOW + timedelta(hours=1), number=WANG_FANG_NUMBER, mobile="13900005678")
    assert OneTimeCode.objects.get().identity_number == WANG_FANG_NUMBER


def test_nothing_personal_is_logged(caplog):
    caplog.set_level(logging.DEBUG, logger="jiban")
    challenge = start()
    identity.provider().confirm(challenge.id, challenge.shown_code, now=NOW)
    assert [record for record in caplog.records if record.name.startswith("jiban")] == []
    assert LI_MING_NUMBER not in str(OneTimeCode.objects.get())


def test_production_refuses_the_test_provider(monkeypatch):
    import runpy

    from jiban import settings as module

    for name, value in {
        "JIBAN_PRODUCTION": "1", "JIBAN_SECRET_KEY": "x" * 50, "JIBAN_KEYRING_SECRET": "y" * 50, "JIBAN_KEYRING": "device",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("JIBAN_IDENTITY_PROVIDER", raising=False)
    with pytest.raises(ImproperlyConfigured, match="JIBAN_IDENTITY_PROVIDER"):
        runpy.run_path(module.__file__)
