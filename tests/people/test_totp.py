from datetime import UTC, datetime, timedelta

import pytest

from jiban.people import totp

SECRET = b"12345678901234567890"
# RFC 6238 appendix B, SHA-1; its codes have eight digits, of which the last six are ours.
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_rfc(seconds, code):
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_at(SECRET, at) == code[-6:]
    assert totp.matching_step(SECRET, code[-6:], at=at) == seconds // 30


def test_a_clock_may_be_one_step_off_and_not_two():
    at = datetime.fromtimestamp(1234567890, UTC)
    code = totp.code_at(SECRET, at)
    for seconds in (-30, 0, 30):
        assert totp.matching_step(SECRET, code, at=at + timedelta(seconds=seconds)) == 1234567890 // 30
    for seconds in (-60, 60):
        assert totp.matching_step(SECRET, code, at=at + timedelta(seconds=seconds)) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-00001"])
def test_what_is_no_code_matches_nothing(typed):
    assert totp.matching_step(SECRET, typed, at=datetime.fromtimestamp(59, UTC)) is None


def test_an_authenticator_app_reads_the_address():
    address = totp.address(SECRET, account="zhang", issuer="Jiban 即办")
    assert address.startswith("otpauth://totp/")
    assert f"secret={totp.secret_text(SECRET)}" in address
    assert "period=30" in address
    assert "digits=6" in address


def test_every_secret_is_new():
    assert totp.new_secret() != totp.new_secret()
    assert len(totp.new_secret()) == 20
