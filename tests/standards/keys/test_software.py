"""Keys in encrypted files: what a store promises, what it refuses, and that old files still open."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from jiban.standards.gm import keyfile
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.keys.checking import check_signature
from jiban.standards.keys.errors import (
    CertificatePeriodError,
    ConfigurationError,
    DigestSizeError,
    KeyExistsError,
    KeyNameError,
    UnknownKeyError,
    WrongCertificateError,
    WrongPinError,
    WrongSignatureError,
)
from jiban.standards.keys.signers import StorePdfSigner, StoreSigner
from jiban.standards.keys.software import SoftwareStore
from jiban.standards.keys.store import Algorithm, KeyInfo
from jiban.standards.pki.testing_authority import TestAuthority

QUICK = keyfile.Cost(log2_n=10, r=1, p=1)
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DIGEST = bytes(range(32))
BOTH = pytest.mark.parametrize("algorithm", list(Algorithm))


@pytest.fixture
def store(tmp_path):
    return SoftwareStore(tmp_path / "keys", "secret", production=False, cost=QUICK)


@pytest.fixture(scope="module")
def authority():
    return TestAuthority.create(NOW - timedelta(days=30))


@BOTH
def test_a_key_that_was_made_signs_and_its_public_key_agrees(store, algorithm):
    spki = store.generate(f"a.{algorithm}", algorithm)
    assert store.public_key(f"a.{algorithm}") == spki
    signature = store.sign_digest(f"a.{algorithm}", DIGEST)
    assert check_signature(spki, DIGEST, signature) == signature
    with pytest.raises(WrongSignatureError):
        check_signature(spki, DIGEST[::-1], signature)


@BOTH
def test_a_key_with_a_pin_opens_with_that_pin_alone(store, algorithm):
    key_id = f"a.{algorithm}"
    spki = store.generate(key_id, algorithm, pin="730164")
    for wrong in ("", "730165"):
        with pytest.raises(WrongPinError):
            store.sign_digest(key_id, DIGEST, pin=wrong)
    check_signature(spki, DIGEST, store.open_key(key_id, pin="730164").sign_digest(DIGEST))
    assert store.public_key(key_id) == spki, "the public key needs no PIN"
    store.change_pin(key_id, old="730164", new="918273")
    check_signature(spki, DIGEST, store.sign_digest(key_id, DIGEST, pin="918273"))


def test_a_key_is_never_made_twice_under_one_name(store):
    spki = store.generate("a.sm2", Algorithm.SM2)
    with pytest.raises(KeyExistsError):
        store.generate("a.sm2", Algorithm.SM2)
    assert store.public_key("a.sm2") == spki


def test_a_destroyed_key_is_gone(store):
    store.generate("a.sm2", Algorithm.SM2)
    store.generate("b.p256", Algorithm.P256)
    assert store.list_keys() == [KeyInfo("a.sm2", Algorithm.SM2), KeyInfo("b.p256", Algorithm.P256)]
    store.destroy("a.sm2")
    assert store.list_keys() == [KeyInfo("b.p256", Algorithm.P256)]
    for act in (store.public_key, store.destroy, store.open_key):
        with pytest.raises(UnknownKeyError):
            act("a.sm2")


@pytest.mark.parametrize(
    "name", ["", "../a.sm2", "a/b.sm2", "a..sm2", ".sm2", "a.rsa", "a", "a" * 90 + ".sm2", "a b.sm2"]
)
def test_a_name_that_could_be_a_path_or_tells_no_algorithm_is_refused(store, name):
    with pytest.raises(KeyNameError):
        store.open_key(name)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_digest_has_32_bytes(store, size):
    store.generate("a.sm2", Algorithm.SM2)
    with pytest.raises(DigestSizeError):
        store.sign_digest("a.sm2", bytes(size))


def test_production_refuses_keys_in_software(tmp_path):
    with pytest.raises(ConfigurationError, match="development"):
        SoftwareStore(tmp_path, "secret", production=True)


def test_the_files_of_before_still_open(store, tmp_path):
    """They hold PKCS #8 under the secret and the PIN, and no public key stands beside them."""
    folder = tmp_path / "keys"
    folder.mkdir()
    sm2_key, p256_key = PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    pkcs8 = p256_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "A.sm2").write_bytes(keyfile.encrypt_pkcs8(sm2_key.to_pkcs8(), b"secret\n730164", cost=QUICK))
    (folder / "A.p256").write_bytes(keyfile.encrypt_pkcs8(pkcs8, b"secret\n", cost=QUICK))
    assert store.open_key("A.sm2", pin="730164").spki == sm2_key.public_key.spki
    check_signature(store.public_key("A.p256"), DIGEST, store.sign_digest("A.p256", DIGEST))


def test_key_files_are_for_their_owner_alone(store, tmp_path):
    store.generate("a.sm2", Algorithm.SM2)
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys" / "a.sm2").stat().st_mode & 0o077 == 0
    assert b"secret" not in (tmp_path / "keys" / "a.sm2").read_bytes()


def test_a_certificate_signs_from_its_first_moment_to_its_last_and_not_beyond(store, authority):
    spki = store.generate("a.sm2", Algorithm.SM2)
    ends = NOW + timedelta(days=10)
    certificate = authority.issue_officer("赵建国", spki, not_before=NOW, not_after=ends)
    clock = [NOW]
    signer = StoreSigner(store.open_key("a.sm2"), certificate, clock=lambda: clock[0])
    for good in (NOW, ends):
        clock[0] = good
        assert signer.public_key.verify_digest(DIGEST, signer.sign_digest(DIGEST))
    for bad in (NOW - timedelta(seconds=1), ends + timedelta(seconds=1)):
        clock[0] = bad
        with pytest.raises(CertificatePeriodError):
            signer.sign_digest(DIGEST)


def test_an_expired_certificate_signs_no_pdf_either(store, authority):
    spki = store.generate("a.p256", Algorithm.P256)
    certificate = authority.issue_pdf_signer("赵家庄", spki, not_before=NOW, not_after=NOW + timedelta(days=1))
    key = store.open_key("a.p256")
    StorePdfSigner(key, certificate, clock=lambda: NOW).sign_digest(DIGEST)
    with pytest.raises(CertificatePeriodError, match="2026-11-25"):
        StorePdfSigner(key, certificate, clock=lambda: NOW + timedelta(days=2)).sign_digest(DIGEST)


def test_a_certificate_of_another_key_is_refused(store, authority):
    store.generate("a.sm2", Algorithm.SM2)
    other = PrivateKey.generate().public_key.spki
    foreign = authority.issue_officer("赵建国", other, not_before=NOW, not_after=NOW + timedelta(days=1))
    for bad in (foreign, b"no certificate"):
        with pytest.raises(WrongCertificateError):
            StoreSigner(store.open_key("a.sm2"), bad, clock=lambda: NOW)
