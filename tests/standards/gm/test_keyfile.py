import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.gm.keyfile import DEFAULT_COST, Cost, KeyFileError, decrypt_pkcs8, encrypt_pkcs8
from jiban.standards.gm.sm2 import PrivateKey

QUICK = Cost(log2_n=10, r=1, p=1)
KEY = PrivateKey.generate().to_pkcs8()
FILE = encrypt_pkcs8(KEY, b"secret", cost=QUICK)


def test_a_key_comes_back_with_the_secret_and_at_the_usual_cost():
    stored = encrypt_pkcs8(KEY, b"secret")
    assert stored[:8] == b"JBKEYF01"
    assert tuple(stored[8:11]) == (DEFAULT_COST.log2_n, DEFAULT_COST.r, DEFAULT_COST.p)
    assert decrypt_pkcs8(stored, b"secret") == KEY


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=40))
def test_whatever_is_stored_comes_back(data, secret):
    assert decrypt_pkcs8(encrypt_pkcs8(data, secret, cost=QUICK), secret) == data


def test_two_files_of_one_key_have_nothing_in_common():
    assert FILE[11:] != encrypt_pkcs8(KEY, b"secret", cost=QUICK)[11:]
    assert KEY[36:68] not in FILE


@pytest.mark.parametrize("secret", [b"", b"Secret", b"secret "])
def test_a_wrong_secret_is_refused(secret):
    with pytest.raises(KeyFileError):
        decrypt_pkcs8(FILE, secret)


def test_an_empty_secret_protects_nothing_and_is_refused():
    with pytest.raises(KeyFileError):
        encrypt_pkcs8(KEY, b"")


@given(st.integers(11, len(FILE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused(at, by):
    changed = bytearray(FILE)
    changed[at] ^= by
    with pytest.raises(KeyFileError):
        decrypt_pkcs8(bytes(changed), b"secret")


@pytest.mark.parametrize(
    "cost", [(0, 8, 1), (9, 8, 1), (21, 1, 1), (20, 32, 1), (18, 9, 1), (15, 0, 1), (15, 8, 0), (15, 8, 17)]
)
def test_a_file_that_asks_for_too_much_or_too_little_work_is_refused_before_the_work(cost):
    with pytest.raises(KeyFileError, match="outside its format"):
        decrypt_pkcs8(FILE[:8] + bytes(cost) + FILE[11:], b"secret")


@pytest.mark.parametrize(
    "stored",
    [b"", b"JBKEYF01", FILE[:54], b"JBKEYF02" + FILE[8:], FILE + b"\x00", FILE * 400],
    ids=["empty", "head only", "cut", "another version", "a byte more", "too long"],
)
def test_what_is_no_key_file_is_refused(stored):
    with pytest.raises(KeyFileError):
        decrypt_pkcs8(stored, b"secret")
