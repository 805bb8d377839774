"""Both directions with the openssl command and the standard user id."""

import pytest

from jiban.standards.gm.sm2 import DEFAULT_USER_ID, PrivateKey, PublicKey
from tests.standards.gm.openssl import DISTID, make_key, openssl

MESSAGE = "某某村村民委员会 证明".encode() * 50


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "message").write_bytes(MESSAGE)
    return tmp_path


def test_we_verify_what_openssl_signs(folder):
    key_file = make_key(folder, "theirs")
    openssl(
        "dgst",
        "-sm3",
        "-sign",
        key_file,
        "-keyform",
        "DER",
        "-sigopt",
        DISTID,
        "-out",
        folder / "sig",
        folder / "message",
    )
    spki = openssl("pkey", "-in", key_file, "-inform", "DER", "-pubout", "-outform", "DER").stdout
    theirs = PublicKey.from_spki(spki)
    assert theirs.verify(MESSAGE, (folder / "sig").read_bytes())
    assert not theirs.verify(MESSAGE + b" ", (folder / "sig").read_bytes())
    assert not theirs.verify(MESSAGE, (folder / "sig").read_bytes(), b"")


def test_openssl_verifies_what_we_sign(folder):
    ours = PrivateKey.generate()
    (folder / "public").write_bytes(ours.public_key.spki)
    (folder / "sig").write_bytes(ours.sign(MESSAGE))
    arguments = ("dgst", "-sm3", "-verify", folder / "public", "-keyform", "DER", "-sigopt", DISTID)
    said = openssl(*arguments, "-signature", folder / "sig", folder / "message")
    assert said.stdout.strip() == b"Verified OK"
    (folder / "message").write_bytes(MESSAGE + b" ")
    assert openssl(*arguments, "-signature", folder / "sig", folder / "message", check=False).returncode != 0


def test_openssl_opens_our_private_key_and_we_open_theirs(folder):
    ours = PrivateKey.generate()
    public = openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", data=ours.to_pkcs8()).stdout
    assert public == ours.public_key.spki
    theirs = make_key(folder, "theirs").read_bytes()
    assert PrivateKey.from_pkcs8(theirs).to_pkcs8() == theirs


def test_a_digest_signed_by_itself_is_the_signature_of_the_message(folder):
    ours = PrivateKey.generate()
    (folder / "public").write_bytes(ours.public_key.spki)
    (folder / "sig").write_bytes(ours.sign_digest(ours.public_key.digest(MESSAGE, DEFAULT_USER_ID)))
    said = openssl(
        *("pkeyutl", "-verify", "-pubin", "-inkey", folder / "public", "-keyform", "DER", "-rawin", "-digest", "sm3"),
        *("-in", folder / "message", "-sigfile", folder / "sig", "-pkeyopt", DISTID),
    )
    assert b"Signature Verified Successfully" in said.stdout
