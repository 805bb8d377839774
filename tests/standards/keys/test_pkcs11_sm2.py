"""A token with SM2 under its maker's numbers: a library in C stands in for it, with libcrypto's SM2 behind."""

import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from jiban.standards.keys.checking import check_signature
from jiban.standards.keys.errors import KeyExistsError, UnknownKeyError, UnsupportedError, WrongPinError
from jiban.standards.keys.pkcs11_numbers import Numbers
from jiban.standards.keys.pkcs11_store import Pkcs11Store, TokenPlace
from jiban.standards.keys.store import Algorithm, KeyInfo

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="no C compiler on this machine")
SOURCE = Path(__file__).with_name("pkcs11_stand_in.c")
NUMBERS = Numbers(0x80000004, 0x80008001, 0x80008200)
DIGEST = bytes(range(32))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    library = tmp_path_factory.mktemp("token") / "libtoken.so"
    # The list of functions is one table of pointers, so their types are cast.
    switches = ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-cast-function-type"]
    subprocess.run(["gcc", *switches, str(SOURCE), "-o", str(library), "-lcrypto"], check=True)
    return TokenPlace(str(library), "seals", "4711")


@pytest.fixture(scope="module")
def store(place):
    opened = Pkcs11Store(place, sm2=NUMBERS, sessions=3)
    yield opened
    opened.close()


def test_an_sm2_key_is_made_by_the_makers_numbers_and_signs(store):
    spki = store.generate("a.sm2", Algorithm.SM2)
    assert store.public_key("a.sm2") == spki
    for _ in range(10):
        check_signature(spki, DIGEST, store.sign_digest("a.sm2", DIGEST))
    assert KeyInfo("a.sm2", Algorithm.SM2) in store.list_keys()
    with pytest.raises(KeyExistsError):
        store.generate("a.sm2", Algorithm.SM2)


def test_a_destroyed_key_is_gone(store):
    store.generate("b.sm2", Algorithm.SM2)
    store.destroy("b.sm2")
    with pytest.raises(UnknownKeyError):
        store.sign_digest("b.sm2", DIGEST)


def test_many_threads_sign_at_once(store):
    spki = store.generate("c.sm2", Algorithm.SM2)
    faults = []

    def sign_often(number):
        for turn in range(20):
            digest = bytes([number, turn] * 16)
            try:
                check_signature(spki, digest, store.sign_digest("c.sm2", digest))
            except Exception as fault:  # noqa: BLE001
                faults.append(fault)

    threads = [threading.Thread(target=sign_often, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_token_without_its_numbers_or_with_wrong_ones_makes_and_signs_nothing(store, place):
    store.list_keys()
    plain = Pkcs11Store(place, sessions=1)
    for act in (lambda: plain.generate("d.sm2", Algorithm.SM2), lambda: plain.sign_digest("a.sm2", DIGEST)):
        with pytest.raises(UnsupportedError, match="not SM2"):
            act()
    wrong = Pkcs11Store(place, sm2=Numbers(0x80000004, 0x80008001, 0x80008201), sessions=1)
    with pytest.raises(UnsupportedError):
        wrong.generate("d.sm2", Algorithm.SM2)
    with pytest.raises(UnsupportedError):
        wrong.sign_digest("a.sm2", DIGEST)
    with pytest.raises(UnsupportedError, match="PIN of a single key"):
        store.generate("d.sm2", Algorithm.SM2, pin="730164")
    with pytest.raises(UnsupportedError, match="does not offer"):
        store.generate("d.p256", Algorithm.P256)


def test_a_wrong_pin_is_told(store, place):
    store.close()
    with pytest.raises(WrongPinError):
        Pkcs11Store(TokenPlace(place.module, "seals", "0815"), sm2=NUMBERS).list_keys()
