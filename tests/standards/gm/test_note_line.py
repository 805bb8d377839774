"""SM2 lines on signed notes: by law, by another program, by lie."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.gm import key_encoding
from jiban.standards.gm.note_line import TYPE, Sm2Signer, Sm2Verifier
from jiban.standards.tlog import canonical_base64, note
from jiban.standards.tlog.errors import KeyFormatError, SignatureError

SIGNER = Sm2Signer.generate("city.example/log")
ED25519 = note.Signer.generate("city.example/log")
TEXT = "city.example/log\n3\nQ3FOa7V/N963Vwb89iyXBQEbqhyQb+AG2ex3rV9+IxQ=\n"


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_a_signed_note_verifies_with_the_public_key_alone(words):
    signed = note.sign(f"{words}\n", [ED25519, SIGNER])
    assert Sm2Verifier.parse(SIGNER.verifier.vkey).check_line(signed)


def test_both_keys_survive_being_written_as_text():
    again = Sm2Signer.parse(SIGNER.skey)
    assert (again.skey, again.verifier) == (SIGNER.skey, SIGNER.verifier)
    assert Sm2Verifier.parse(SIGNER.verifier.vkey) == SIGNER.verifier


def test_a_reader_without_the_key_ignores_the_line():
    signed = note.sign(TEXT, [ED25519, SIGNER])
    assert note.open_note(signed, [ED25519.verifier]).signed_by == (ED25519.verifier,)
    assert not Sm2Signer.generate("city.example/log").verifier.check_line(signed)


def test_a_note_without_the_line_is_told_from_one_with_a_false_line():
    assert not SIGNER.verifier.check_line(note.sign(TEXT, [ED25519]))
    line = SIGNER.signature_line(TEXT)
    with pytest.raises(SignatureError):
        SIGNER.verifier.check_line(TEXT.replace("\n3\n", "\n4\n") + "\n" + line)
    # One true line does not make up for a false one under the same key.
    other = SIGNER.signature_line("another\n")
    with pytest.raises(SignatureError):
        SIGNER.verifier.check_line(f"{TEXT}\n{line}{other}")


@pytest.mark.parametrize("at", [5, 20, -1])
def test_a_changed_byte_spoils_the_signature(at):
    _, (line,) = note.parse(f"{TEXT}\n{SIGNER.signature_line(TEXT)}")
    signature = bytearray(line.signature)
    signature[at] ^= 1
    assert not SIGNER.verifier.verify(TEXT, bytes(signature))


@pytest.mark.parametrize(
    "material",
    [b"\x01" + bytes(32), b"\xff" + bytes(65), TYPE + bytes(65), TYPE + b"\x04" + bytes(64), TYPE, b""],
    ids=["ed25519", "no identifier", "no point", "not on the curve", "nothing after", "nothing"],
)
def test_what_is_no_such_key_is_refused(material):
    key_id = note.key_id_of("a", material).hex()
    with pytest.raises(KeyFormatError):
        Sm2Verifier.parse(f"a+{key_id}+{canonical_base64.encode(material)}")
    with pytest.raises(KeyFormatError):
        Sm2Signer.parse(f"PRIVATE+KEY+a+{key_id}+{canonical_base64.encode(material)}")


def test_a_key_id_that_is_another_s_is_refused():
    name, key_id, rest = SIGNER.verifier.vkey.split("+", 2)
    with pytest.raises(KeyFormatError):
        Sm2Verifier.parse(f"{name}+{'0' * len(key_id)}+{rest}")


def test_openssl_verifies_the_line_as_it_stands(tmp_path):
    _, (line,) = note.parse(f"{TEXT}\n{SIGNER.signature_line(TEXT)}")
    (tmp_path / "key.der").write_bytes(key_encoding.spki(SIGNER.verifier.key.point))
    (tmp_path / "text").write_text(TEXT)
    (tmp_path / "signature").write_bytes(line.signature)
    command = (
        "openssl pkeyutl -verify -rawin -digest sm3 -pubin -keyform DER -inkey key.der -in text -sigfile signature"
    )
    command += " -pkeyopt distid:1234567812345678"
    told = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Verified Successfully" in told.stdout
