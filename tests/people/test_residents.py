from datetime import date, timedelta

import pytest

from jiban.people import actions, questions
from jiban.people.encryption import encrypt
from jiban.people.errors import (
    CodeWrongError,
    InvalidDetailsError,
    NameMismatchError,
    TicketExpiredError,
    TooManyTriesError,
    VillageNeededError,
    VillageUnsuitableError,
)
from jiban.people.models import RealNameProof, Resident
from jiban.standards.codes.identity_number import Sex
from tests.people import builders
from tests.people.builders import LI_MING, LI_MING_NUMBER, MOBILE, NOW, WANG_FANG_NUMBER

pytestmark = pytest.mark.django_db


def ask(name=LI_MING, number=LI_MING_NUMBER, mobile=MOBILE, now=NOW):
    return actions.start_sign_in(name=name, identity_number=number, mobile=mobile, now=now)


def test_a_resident_registers_with_a_real_name():
    challenge = ask()
    resident = actions.register_or_sign_in(
        challenge.id, challenge.shown_code, village=builders.village(), address="塔元庄村2组", now=NOW
    )
    assert (resident.name, resident.identity_number, resident.mobile) == (LI_MING, LI_MING_NUMBER, MOBILE)
    assert (resident.sex, resident.sex_word, resident.birth) == (Sex.MALE, "男", date(1990, 1, 1))
    assert resident.village.code == "130123100242"
    proof = RealNameProof.objects.get(resident=resident)
    assert (proof.provider, proof.level, proof.method) == ("test", "middle", "test-code")
    assert questions.real_name_level(resident, now=NOW) == "middle"


def test_the_second_visit_is_the_same_resident_and_a_fresh_proof():
    first = builders.resident()
    tomorrow = NOW + timedelta(days=1)
    challenge = ask(mobile="13900005678", now=tomorrow)
    second = actions.register_or_sign_in(challenge.id, challenge.shown_code, now=tomorrow)
    assert second.pk == first.pk
    assert Resident.objects.get().mobile == "13900005678"
    assert RealNameProof.objects.count() == 2
    assert len(set(RealNameProof.objects.values_list("subject", flat=True))) == 1


def test_a_new_resident_who_chose_no_village_is_asked_after_the_code():
    challenge = ask()
    with pytest.raises(VillageNeededError) as asked:
        actions.register_or_sign_in(challenge.id, challenge.shown_code, now=NOW)
    assert Resident.objects.count() == 0
    assert LI_MING_NUMBER not in asked.value.ticket
    resident = actions.register(asked.value.ticket, village=builders.village(), now=NOW + timedelta(minutes=2))
    assert questions.real_name_level(resident, now=NOW + timedelta(minutes=2)) == "middle"
    again = actions.register(asked.value.ticket, village=builders.village(), now=NOW + timedelta(minutes=3))
    assert again.pk == resident.pk
    assert RealNameProof.objects.count() == 1


def test_a_ticket_grows_old_and_cannot_be_invented():
    challenge = ask()
    with pytest.raises(VillageNeededError) as asked:
        actions.register_or_sign_in(challenge.id, challenge.shown_code, now=NOW)
    with pytest.raises(TicketExpiredError):
        actions.register(asked.value.ticket, village=builders.village(), now=NOW + timedelta(minutes=16))
    with pytest.raises(TicketExpiredError):
        actions.register(asked.value.ticket[:-4] + "AAAA", village=builders.village(), now=NOW)
    assert Resident.objects.count() == 0


def test_a_ticket_from_another_secret_key_is_refused(settings):
    settings.SECRET_KEY = "another"
    foreign = encrypt(b"{}").decode()
    settings.SECRET_KEY = "ours"
    with pytest.raises(TicketExpiredError):
        actions.register(foreign, village=builders.village(), now=NOW)


def test_a_wrong_check_digit_is_refused_before_any_code_is_sent():
    wrong = LI_MING_NUMBER[:-1] + ("0" if LI_MING_NUMBER[-1] != "0" else "1")
    with pytest.raises(InvalidDetailsError) as refusal:
        ask(number=wrong)
    assert set(refusal.value.problems) == {"identity_number"}
    assert wrong not in str(refusal.value)


def test_another_name_with_a_known_number_is_refused_and_tells_nothing():
    builders.resident()
    challenge = ask(name="王芳")
    with pytest.raises(NameMismatchError) as refusal:
        actions.register_or_sign_in(challenge.id, challenge.shown_code, village=builders.village(), now=NOW)
    assert LI_MING not in str(refusal.value)
    assert RealNameProof.objects.count() == 1


def test_names_cannot_be_found_out_by_trying_them():
    builders.resident()
    for guess in range(5):
        later = NOW + timedelta(hours=guess + 1)
        challenge = ask(name="王" + "芳芬芸苏英"[guess], now=later)
        with pytest.raises(NameMismatchError):
            actions.register_or_sign_in(challenge.id, challenge.shown_code, now=later)
    later = NOW + timedelta(hours=5, seconds=30)
    challenge = ask(now=later)
    with pytest.raises(TooManyTriesError):
        actions.register_or_sign_in(challenge.id, challenge.shown_code, now=later)


def test_a_wrong_code_registers_nobody():
    challenge = ask()
    wrong = "000000" if challenge.shown_code != "000000" else "111111"
    with pytest.raises(CodeWrongError):
        actions.register_or_sign_in(challenge.id, wrong, village=builders.village(), now=NOW)
    assert Resident.objects.count() == 0


def test_a_township_is_no_village():
    challenge = ask()
    with pytest.raises(VillageUnsuitableError):
        actions.register_or_sign_in(
            challenge.id, challenge.shown_code, village=builders.village("130123100000"), now=NOW
        )
    # The code was not spent on the mistake.
    assert actions.register_or_sign_in(challenge.id, challenge.shown_code, village=builders.village(), now=NOW).pk


def test_a_proof_of_long_ago_does_not_count_today():
    resident = builders.resident()
    assert questions.real_name_level(resident, now=NOW + timedelta(days=29)) == "middle"
    assert questions.real_name_level(resident, now=NOW + timedelta(days=30)) == ""


def test_the_strongest_recent_proof_counts():
    resident = builders.resident()
    for level in ("high", "low"):
        RealNameProof.objects.create(
            resident=resident, provider="counter", subject="s", level=level, method="card",
            verified_at=NOW, transaction=level,
        )  # fmt: skip
    assert questions.real_name_level(resident, now=NOW) == "high"


def test_answers_are_remembered_item_by_item():
    resident = builders.resident()
    resident.remember("residence", {"address": "塔元庄村2组"})
    resident.remember("income", {"months": 6})
    kept = Resident.objects.get(pk=resident.pk).remembered
    assert kept == {"residence": {"address": "塔元庄村2组"}, "income": {"months": 6}}


def test_how_a_resident_likes_to_read_is_kept():
    resident = actions.prefer(builders.resident(), large_print=True)
    actions.prefer(resident, language="en")
    kept = Resident.objects.get(pk=resident.pk)
    assert (kept.language, kept.large_print) == ("en", True)


def test_nothing_personal_shows_when_a_resident_is_printed():
    resident = builders.resident("王芳", WANG_FANG_NUMBER)
    for text in (str(resident), repr(resident), str(resident.proofs.get()), repr(resident.proofs.get())):
        assert "王芳" not in text
        assert WANG_FANG_NUMBER not in text
    assert resident.sex_word == "女"
