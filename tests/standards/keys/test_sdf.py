"""A device by its SDF interface: a shared library in C stands in for it, with libcrypto's SM2 behind."""

import multiprocessing
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from cffi import FFI

from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.keys.checking import check_signature
from jiban.standards.keys.errors import (
    BadAnswerError,
    BusyError,
    ConfigurationError,
    KeyExistsError,
    TimedOutError,
    UnavailableError,
    UnknownKeyError,
    UnsupportedError,
    WrongPinError,
    WrongSignatureError,
)
from jiban.standards.keys.sdf_interface import SdfError, SdfLibrary
from jiban.standards.keys.sdf_store import SdfStore
from jiban.standards.keys.store import Algorithm, KeyInfo

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="no C compiler on this machine")
SOURCE = Path(__file__).with_name("sdf_stand_in.c")
PASSWORD = "11223344"
DIGEST = bytes(range(32))


def compiled(folder: Path, field_bytes: int) -> Path:
    library = folder / f"libsdf{field_bytes}.so"
    switches = ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", f"-DECCref_MAX_LEN={field_bytes}"]
    subprocess.run(["gcc", *switches, str(SOURCE), "-o", str(library), "-lcrypto"], check=True)
    return library


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    """The folder of a device with three prepared keys, and its library."""
    folder = tmp_path_factory.mktemp("sdf")
    for index in (1, 2, 3):
        (folder / f"{index}.der").write_bytes(PrivateKey.generate().to_pkcs8())
    os.environ["SDF_STAND_IN_KEYS"] = str(folder)
    for trouble in ("gone", "slow", "lies"):
        os.environ[f"SDF_STAND_IN_{trouble.upper()}"] = str(folder / trouble)
    compiled(folder, 64)
    return folder


@pytest.fixture
def open_store(device, tmp_path):
    opened = []

    def opener(**changed):
        library = SdfLibrary(str(device / "libsdf64.so"))
        given = {"password": PASSWORD, "indices": [1, 2, 3], "folder": tmp_path / "places", **changed}
        opened.append(SdfStore(library, **given))
        return opened[-1]

    yield opener
    for trouble in ("gone", "slow", "lies"):
        (device / trouble).unlink(missing_ok=True)
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store):
    return open_store()


def test_a_prepared_key_is_taken_and_signs(store, device):
    spki = store.generate("a.sm2", Algorithm.SM2)
    assert spki == PrivateKey.from_pkcs8((device / "1.der").read_bytes()).public_key.spki
    for _ in range(20):  # short numbers come up: their fields are padded
        check_signature(spki, DIGEST, store.sign_digest("a.sm2", DIGEST))
    assert store.open_key("a.sm2").spki == spki
    assert store.list_keys() == [KeyInfo("a.sm2", Algorithm.SM2)]


def test_no_two_names_ever_get_the_same_key(store, open_store):
    taken = {store.generate("a.sm2", Algorithm.SM2), open_store().generate("b.sm2", Algorithm.SM2)}
    taken.add(store.generate("c.sm2", Algorithm.SM2))
    assert len(taken) == 3
    with pytest.raises(UnavailableError, match="all keys of the device are taken"):
        store.generate("d.sm2", Algorithm.SM2)
    with pytest.raises(KeyExistsError):
        store.generate("a.sm2", Algorithm.SM2)


def test_a_device_with_short_fields_works_when_it_is_told_so(device, tmp_path):
    library = compiled(device, 32)
    short = SdfStore(
        SdfLibrary(str(library), field_bytes=32), password=PASSWORD, indices=[2], folder=tmp_path / "places"
    )
    spki = short.generate("a.sm2", Algorithm.SM2)
    check_signature(spki, DIGEST, short.sign_digest("a.sm2", DIGEST))
    short.close()


def test_a_wrong_password_and_a_missing_key_are_told(open_store):
    with pytest.raises(WrongPinError, match="SDR_PRKRERR"):
        open_store(password="wrong").generate("a.sm2", Algorithm.SM2)
    with pytest.raises(UnknownKeyError, match="SDR_KEYNOTEXIST"):
        open_store(indices=[9]).generate("b.sm2", Algorithm.SM2)
    with pytest.raises(UnknownKeyError):
        open_store().sign_digest("nobody.sm2", DIGEST)


def test_what_sdf_cannot_do_is_refused(store):
    with pytest.raises(UnsupportedError):
        store.generate("a.p256", Algorithm.P256)
    with pytest.raises(UnsupportedError):
        store.generate("a.sm2", Algorithm.SM2, pin="730164")
    store.generate("a.sm2", Algorithm.SM2)
    with pytest.raises(UnsupportedError, match="administrator"):
        store.destroy("a.sm2")


def test_a_device_that_lies_puts_nothing_on_paper(store, device):
    store.generate("a.sm2", Algorithm.SM2)
    (device / "lies").touch()
    with pytest.raises(WrongSignatureError):
        store.sign_digest("a.sm2", DIGEST)


def test_a_device_that_went_away_and_came_back_signs_again(store, device):
    spki = store.generate("a.sm2", Algorithm.SM2)
    (device / "gone").touch()
    with pytest.raises(UnavailableError):
        store.sign_digest("a.sm2", DIGEST)
    with pytest.raises(UnavailableError, match="SDR_OPENDEVICE"):
        store.sign_digest("a.sm2", DIGEST)
    (device / "gone").unlink()
    check_signature(spki, DIGEST, store.sign_digest("a.sm2", DIGEST))


def test_a_device_that_hangs_holds_nobody_longer_than_the_timeout(open_store, device):
    store = open_store(sessions=1, timeout_seconds=0.2)
    spki = store.generate("a.sm2", Algorithm.SM2)
    (device / "slow").touch()
    begun = time.monotonic()
    with pytest.raises((TimedOutError, BusyError)):
        store.sign_digest("a.sm2", DIGEST)
    assert time.monotonic() - begun < 2
    for _ in range(4):
        with pytest.raises(UnavailableError):
            store.sign_digest("a.sm2", DIGEST)
    with pytest.raises(UnavailableError, match="hangs"):
        store.sign_digest("a.sm2", DIGEST)
    (device / "slow").unlink()
    time.sleep(0.1)  # the calls that hung come back
    check_signature(spki, DIGEST, store.sign_digest("a.sm2", DIGEST))


def test_many_threads_sign_at_once_and_never_share_a_session(store, device):
    spki = store.generate("a.sm2", Algorithm.SM2)
    faults = []

    def sign_often(number):
        for turn in range(25):
            digest = bytes([number, turn] * 16)
            try:
                check_signature(spki, digest, store.sign_digest("a.sm2", digest))
            except Exception as fault:  # noqa: BLE001
                faults.append(fault)

    threads = [threading.Thread(target=sign_often, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    ffi = FFI()
    ffi.cdef("int stand_in_shared_sessions(void);")
    assert ffi.dlopen(str(device / "libsdf64.so")).stand_in_shared_sessions() == 0


def test_a_forked_process_opens_the_device_for_itself(store):
    spki = store.generate("a.sm2", Algorithm.SM2)
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    child = fork.Process(target=lambda: answers.put(store.sign_digest("a.sm2", DIGEST)))
    child.start()
    check_signature(spki, DIGEST, answers.get(timeout=20))
    child.join()


def test_a_set_up_that_cannot_work_is_told(device, tmp_path):
    with pytest.raises(ConfigurationError):
        SdfLibrary("/nowhere/libsdf.so")
    with pytest.raises(ConfigurationError):
        SdfLibrary("libcrypto.so.3")
    with pytest.raises(ConfigurationError):
        SdfLibrary(str(device / "libsdf64.so"), field_bytes=48)
    library = SdfLibrary(str(device / "libsdf64.so"))
    for indices in ([], [0], [1, 1]):
        with pytest.raises(ConfigurationError):
            SdfStore(library, password=PASSWORD, indices=indices, folder=tmp_path)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (0x01000002, UnsupportedError),
        (0x01000008, UnknownKeyError),
        (0x01000018, WrongPinError),
        (0x0100001D, UnavailableError),
        (0x02000099, UnavailableError),
    ],
)
def test_every_return_value_is_an_error_of_the_family(code, kind):
    assert type(SdfError("SDF_InternalSign_ECC", code).raised()) is kind


def test_a_library_of_the_other_layout_is_noticed(device, tmp_path):
    """Told 32 where the device writes 64, the key would be read from the wrong bytes (and written beyond the structure):
    the check is for the direction that is safe to try, 64 where the device writes 32."""
    library = compiled(device, 32)
    wrong = SdfStore(SdfLibrary(str(library)), password=PASSWORD, indices=[3], folder=tmp_path / "places")
    with pytest.raises((BadAnswerError, WrongSignatureError)):
        wrong.generate("a.sm2", Algorithm.SM2)
    wrong.close()
