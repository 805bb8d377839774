from datetime import timedelta

import pytest

from jiban import settings as project_settings
from jiban.people import actions, recovery_codes, totp
from jiban.people.errors import (
    CodeReplayedError,
    RecoveryCodeUsedError,
    SecondFactorExistsError,
    SecondFactorMissingError,
    TooManyTriesError,
    UsernameTakenError,
    WeakPasswordError,
    WrongPasswordError,
    WrongSecondFactorError,
)
from jiban.people.models import FailedTries, Officer
from tests.people import builders
from tests.people.builders import NOW, PASSWORD

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def wrong_code(secret, at):
    near = {totp.code_at(secret, at + timedelta(seconds=30 * step)) for step in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def test_an_officer_signs_in_with_password_and_second_factor():
    officer, secret = builders.officer_with_app()
    pending = actions.sign_in("zhang", PASSWORD, NOW)
    assert pending.officer == officer
    assert not pending.must_set_up
    assert pending.expires_at > NOW
    signed_in = actions.second_factor(pending.officer, totp.code_at(secret, NOW), NOW)
    assert signed_in.last_login == NOW


def test_passwords_are_kept_with_argon2(settings):
    settings.PASSWORD_HASHERS = project_settings.PASSWORD_HASHERS
    assert builders.officer().password.startswith("argon2$argon2id$")


def test_the_user_name_may_be_typed_in_capitals_and_wide():
    builders.officer_with_app()
    assert actions.sign_in(" ＺＨＡＮＧ ", PASSWORD, NOW).officer.username == "zhang"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer():
    builders.officer()
    with pytest.raises(WrongPasswordError) as wrong:
        actions.sign_in("zhang", "not this one", NOW)
    with pytest.raises(WrongPasswordError) as unknown:
        actions.sign_in("nobody", "not this one", NOW)
    assert str(wrong.value) == str(unknown.value)


def test_a_closed_account_cannot_sign_in():
    officer, _secret = builders.officer_with_app()
    officer.is_active = False
    officer.save()
    with pytest.raises(WrongPasswordError):
        actions.sign_in("zhang", PASSWORD, NOW)


def test_a_user_name_belongs_to_one_officer():
    builders.officer()
    with pytest.raises(UsernameTakenError):
        builders.officer("Zhang")


@pytest.mark.parametrize("password", ["short", "password123"])
def test_a_weak_password_is_refused_and_nobody_is_registered(password):
    with pytest.raises(WeakPasswordError):
        actions.register_officer("li", name="李", password=password)
    assert not Officer.objects.exists()


def test_a_new_password_replaces_the_old_one():
    officer, _secret = builders.officer_with_app()
    actions.set_password(officer, "another long one")
    with pytest.raises(WrongPasswordError):
        actions.sign_in("zhang", PASSWORD, NOW)
    assert actions.sign_in("zhang", "another long one", NOW).officer == officer


def test_five_wrong_passwords_shut_the_door_even_for_the_right_one():
    builders.officer()
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            actions.sign_in("zhang", "not this one", NOW)
    with pytest.raises(TooManyTriesError) as shut:
        actions.sign_in("zhang", PASSWORD, NOW)
    assert "10:01" in str(shut.value)
    assert actions.sign_in("zhang", PASSWORD, NOW + MINUTE).officer.username == "zhang"


def test_the_door_stays_shut_longer_each_time():
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            actions.sign_in("zhang", "not this one", NOW)
    with pytest.raises(WrongPasswordError):
        actions.sign_in("zhang", "not this one", NOW + MINUTE)
    with pytest.raises(TooManyTriesError):
        actions.sign_in("zhang", "not this one", NOW + 2.5 * MINUTE)
    with pytest.raises(WrongPasswordError):
        actions.sign_in("zhang", "not this one", NOW + 3 * MINUTE)


def test_the_right_password_forgets_the_wrong_ones():
    builders.officer()
    for _ in range(4):
        with pytest.raises(WrongPasswordError):
            actions.sign_in("zhang", "not this one", NOW)
    actions.sign_in("zhang", PASSWORD, NOW)
    assert FailedTries.objects.get().count == 0
    with pytest.raises(WrongPasswordError):
        actions.sign_in("zhang", "not this one", NOW)
    assert actions.sign_in("zhang", PASSWORD, NOW).officer.username == "zhang"


def test_counts_are_kept_without_names_and_forgotten_after_a_day():
    with pytest.raises(WrongPasswordError):
        actions.sign_in("zhang", "not this one", NOW)
    assert "zhang" not in FailedTries.objects.get().subject
    with pytest.raises(WrongPasswordError):
        actions.sign_in("li", "not this one", NOW + timedelta(days=2))
    assert FailedTries.objects.count() == 1


def test_a_code_is_refused_the_second_time_and_the_next_one_works():
    officer, secret = builders.officer_with_app()
    code = totp.code_at(secret, NOW)
    actions.check_second_factor(officer, code, NOW)
    with pytest.raises(CodeReplayedError):
        actions.check_second_factor(Officer.objects.get(), code, NOW + timedelta(seconds=20))
    later = NOW + timedelta(seconds=30)
    actions.check_second_factor(officer, totp.code_at(secret, later), later)


def test_an_older_code_is_refused_after_a_newer_one():
    officer, secret = builders.officer_with_app()
    actions.check_second_factor(officer, totp.code_at(secret, NOW), NOW)
    with pytest.raises(CodeReplayedError):
        actions.check_second_factor(officer, totp.code_at(secret, NOW - timedelta(seconds=30)), NOW)


def test_wrong_codes_shut_the_door():
    officer, secret = builders.officer_with_app()
    for _ in range(5):
        with pytest.raises(WrongSecondFactorError):
            actions.check_second_factor(officer, wrong_code(secret, NOW), NOW)
    with pytest.raises(TooManyTriesError):
        actions.check_second_factor(officer, totp.code_at(secret, NOW), NOW)


def test_the_first_time_the_second_factor_must_be_set_up():
    officer = builders.officer()
    assert actions.sign_in("zhang", PASSWORD, NOW).must_set_up
    with pytest.raises(SecondFactorMissingError):
        actions.second_factor(officer, "123456", NOW)
    with pytest.raises(SecondFactorMissingError):
        actions.confirm_totp(officer, "123456", NOW)
    set_up = actions.set_up_totp(officer, now=NOW)
    assert set_up.address.startswith("otpauth://totp/")
    assert not officer.has_second_factor
    with pytest.raises(WrongSecondFactorError):
        actions.confirm_totp(officer, wrong_code(set_up.secret, NOW), NOW)
    actions.confirm_totp(officer, totp.code_at(set_up.secret, NOW), NOW)
    assert Officer.objects.get().has_second_factor
    with pytest.raises(CodeReplayedError):
        actions.second_factor(officer, totp.code_at(set_up.secret, NOW), NOW)


def test_a_password_alone_never_replaces_the_second_factor():
    officer, secret = builders.officer_with_app()
    with pytest.raises(SecondFactorExistsError):
        actions.set_up_totp(officer, now=NOW)
    with pytest.raises(WrongSecondFactorError):
        actions.set_up_totp(officer, now=NOW, current_code=wrong_code(secret, NOW))
    new = actions.set_up_totp(officer, now=NOW, current_code=totp.code_at(secret, NOW)).secret
    later = NOW + MINUTE
    actions.confirm_totp(officer, totp.code_at(new, later), later)
    with pytest.raises(WrongSecondFactorError):
        actions.check_second_factor(officer, wrong_code(new, later + MINUTE), later + MINUTE)
    actions.check_second_factor(officer, totp.code_at(new, later + MINUTE), later + MINUTE)


def test_the_secret_is_encrypted_in_the_database():
    officer, secret = builders.officer_with_app()
    kept = bytes(Officer.objects.get(pk=officer.pk).totp_secret)
    assert secret not in kept
    assert totp.secret_text(secret).encode() not in kept


def test_a_recovery_code_stands_in_once():
    officer, _secret = builders.officer_with_app()
    codes = actions.make_recovery_codes(officer)
    assert len(set(codes)) == 10
    assert actions.second_factor(officer, codes[0].upper().replace("-", " "), NOW) == officer
    with pytest.raises(RecoveryCodeUsedError):
        actions.second_factor(officer, codes[0], NOW)
    actions.second_factor(officer, codes[1], NOW)
    assert officer.recovery_codes.filter(used_at=None).count() == 8


def test_new_recovery_codes_void_the_old_ones():
    officer, _secret = builders.officer_with_app()
    old = actions.make_recovery_codes(officer)
    actions.make_recovery_codes(officer)
    with pytest.raises(WrongSecondFactorError):
        actions.second_factor(officer, old[0], NOW)
    assert officer.recovery_codes.count() == 10


def test_a_recovery_code_belongs_to_its_officer():
    officer, _secret = builders.officer_with_app()
    other, _other_secret = builders.officer_with_app("li")
    codes = actions.make_recovery_codes(officer)
    with pytest.raises(WrongSecondFactorError):
        actions.second_factor(other, codes[0], NOW)


def test_recovery_codes_are_not_in_the_database():
    officer = builders.officer()
    codes = actions.make_recovery_codes(officer)
    kept = set(officer.recovery_codes.values_list("code_hash", flat=True))
    assert kept == {recovery_codes.code_hash(officer.pk, code) for code in codes}
    assert not set(codes) & kept


def test_guessing_recovery_codes_shuts_the_door():
    officer, _secret = builders.officer_with_app()
    good = actions.make_recovery_codes(officer)[0]
    for _ in range(5):
        with pytest.raises(WrongSecondFactorError):
            actions.second_factor(officer, "2222-2222-2222", NOW)
    with pytest.raises(TooManyTriesError):
        actions.second_factor(officer, good, NOW)
