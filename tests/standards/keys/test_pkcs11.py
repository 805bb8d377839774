"""A real token: P-256 works in SoftHSM, SM2 does not, and what looks like SM2 there is refused."""

import multiprocessing
import threading

import pkcs11
import pytest

from jiban.standards.der import encode
from jiban.standards.keys import pkcs11_module
from jiban.standards.keys.checking import check_signature, raw_to_der, spki_of_point
from jiban.standards.keys.errors import (
    ConfigurationError,
    KeyExistsError,
    UnavailableError,
    UnknownKeyError,
    UnsupportedError,
    WrongPinError,
    WrongSignatureError,
)
from jiban.standards.keys.pkcs11_numbers import Numbers
from jiban.standards.keys.pkcs11_store import Pkcs11Store, TokenPlace
from jiban.standards.keys.store import Algorithm, KeyInfo
from tests.standards.keys import softhsm

pytestmark = [
    softhsm.needs_softhsm,
    # python-pkcs11 ends a search that never began when the session is gone, and says so on standard error, whenever
    # the search is collected.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DIGEST = bytes(range(32))
MAKERS_NUMBERS = Numbers(0x80000004, 0x80008001, 0x80008200)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    softhsm.new_token(tmp_path_factory.mktemp("softhsm"))
    return TokenPlace(softhsm.MODULE, softhsm.LABEL, softhsm.PIN)


@pytest.fixture(scope="module")
def store(place):
    opened = Pkcs11Store(place, sessions=3)
    yield opened
    opened.close()


def a_key_on_the_sm2_curve(place, label):
    """What the trap looks like: made and used through the library itself, with ECDSA's mechanisms."""
    token = pkcs11_module.load(place.module, threads=True).get_token(token_label=place.token_label)
    with token.open(rw=True) as session:
        parameters = {pkcs11.Attribute.EC_PARAMS: encode.oid("1.2.156.10197.1.301")}
        curve = session.create_domain_parameters(pkcs11.KeyType.EC, parameters, local=True)
        public, private = curve.generate_keypair(label=label, store=True)
        point = bytes(public[pkcs11.Attribute.EC_POINT])[2:]
        return point, bytes(private.sign(DIGEST, mechanism=pkcs11.Mechanism.ECDSA))


def test_a_p256_key_is_made_in_the_token_signs_and_never_leaves_it(store, place):
    spki = store.generate("pdf.p256", Algorithm.P256)
    assert store.public_key("pdf.p256") == spki
    check_signature(spki, DIGEST, store.sign_digest("pdf.p256", DIGEST))
    assert KeyInfo("pdf.p256", Algorithm.P256) in store.list_keys()
    token = pkcs11_module.load(place.module, threads=True).get_token(token_label=place.token_label)
    with token.open() as session:
        (private,) = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})
        assert private[pkcs11.Attribute.SENSITIVE]
        assert not private[pkcs11.Attribute.EXTRACTABLE]


def test_a_key_is_made_once_and_destroyed_for_good(store):
    store.generate("short.p256", Algorithm.P256)
    with pytest.raises(KeyExistsError):
        store.generate("short.p256", Algorithm.P256)
    store.destroy("short.p256")
    for act in (store.public_key, store.destroy, store.open_key):
        with pytest.raises(UnknownKeyError):
            act("short.p256")


def test_ecdsa_on_the_sm2_curve_is_no_sm2_signature(store, place):
    store.list_keys()
    point, raw = a_key_on_the_sm2_curve(place, "trap.sm2")
    spki = spki_of_point(Algorithm.SM2, point)
    with pytest.raises(WrongSignatureError, match="ECDSA on the SM2 curve is not SM2"):
        check_signature(spki, DIGEST, raw_to_der(raw))
    with pytest.raises(UnsupportedError, match="not SM2"):
        store.sign_digest("trap.sm2", DIGEST)
    with pytest.raises(UnsupportedError, match="not SM2"):
        store.open_key("trap.sm2")


def test_a_token_without_sm2_makes_no_sm2_key_whatever_numbers_it_is_asked_with(store, place):
    assert store.capabilities.algorithms == {Algorithm.P256}
    with pytest.raises(UnsupportedError):
        store.generate("a.sm2", Algorithm.SM2)
    hopeful = Pkcs11Store(place, sm2=MAKERS_NUMBERS, sessions=1)
    with pytest.raises(UnsupportedError, match="does not offer"):
        hopeful.generate("a.sm2", Algorithm.SM2)


def test_the_number_of_ecdsa_is_refused_as_the_number_of_sm2(place):
    with pytest.raises(ConfigurationError, match="not SM2"):
        Pkcs11Store(place, sm2=Numbers(0x03, 0x1040, 0x1041))


def test_many_threads_sign_at_once(store):
    spki = store.generate("busy.p256", Algorithm.P256)
    faults = []

    def sign_often(number):
        for turn in range(25):
            digest = bytes([number, turn] * 16)
            try:
                check_signature(spki, digest, store.sign_digest("busy.p256", digest))
            except Exception as fault:  # noqa: BLE001
                faults.append(fault)

    threads = [threading.Thread(target=sign_often, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_token_that_went_away_and_came_back_signs_again(store, place):
    spki = store.generate("back.p256", Algorithm.P256)
    # For the library all sessions and the log-in end, as when a token is pulled out and put back.
    pkcs11_module.load(place.module, threads=True).reinitialize()
    pkcs11_module._ready.clear()
    check_signature(spki, DIGEST, store.sign_digest("back.p256", DIGEST))


def test_a_forked_process_signs_with_sessions_of_its_own(store):
    spki = store.generate("fork.p256", Algorithm.P256)
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    child = fork.Process(target=lambda: answers.put(store.sign_digest("fork.p256", DIGEST)))
    child.start()
    check_signature(spki, DIGEST, answers.get(timeout=20))
    child.join()
    check_signature(spki, DIGEST, store.sign_digest("fork.p256", DIGEST))


def test_a_wrong_pin_and_a_missing_token_are_told(place, store):
    store.close()  # a log-in of this process would hide the wrong PIN
    with pytest.raises(WrongPinError):
        Pkcs11Store(TokenPlace(place.module, place.token_label, "wrong")).list_keys()
    with pytest.raises(UnavailableError, match="NoSuchToken"):
        Pkcs11Store(TokenPlace(place.module, "another", place.user_pin)).list_keys()
    with pytest.raises(ConfigurationError):
        Pkcs11Store(TokenPlace("/nowhere/libtoken.so", "a", "b")).list_keys()
    assert "4711" not in repr(place)
