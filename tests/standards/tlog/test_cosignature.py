import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.tlog import canonical_base64, checkpoint, note
from jiban.standards.tlog.cosignature import MAX_TIMESTAMP, CosignatureVerifier, Cosigner, Type, signed_message
from jiban.standards.tlog.errors import CheckpointFormatError, KeyFormatError, SignatureError

# The example of c2sp.org/tlog-cosignature: what is signed, word for word.
EXAMPLE_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
EXAMPLE_MESSAGE = f"cosignature/v1\ntime 1679315147\n{EXAMPLE_TEXT}".encode()
EXAMPLE_LINE = (
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
KINDS = list(Type)


@pytest.fixture(scope="module")
def log():
    return note.Signer("example.com/behind-the-sofa", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def signature_of(line):
    return note.parse(f"x\n\n{line}")[1][0].signature


def test_the_message_of_the_specification_is_built_word_for_word():
    assert signed_message(Type.ED25519, "witness.example.com/w1", EXAMPLE_TEXT, 1679315147) == EXAMPLE_MESSAGE


def test_the_line_of_the_specification_is_read_as_time_and_signature():
    signature = signature_of(EXAMPLE_LINE)
    assert (int.from_bytes(signature[:8]), len(signature)) == (1679315147, 8 + 64)


def test_the_ml_dsa_message_is_the_structure_of_the_specification():
    message = signed_message(Type.ML_DSA_44, "w1", EXAMPLE_TEXT, 1679315147)
    root = canonical_base64.decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    parts = (b"subtree/v1\n\0", b"\x02w1", (1679315147).to_bytes(8), b"\x1bexample.com/behind-the-sofa")
    assert message == b"".join(parts) + bytes(8) + (20852163).to_bytes(8) + root


@pytest.mark.parametrize("kind", KINDS)
def test_a_log_and_a_witness_sign_one_note(log, kind):
    witness = Cosigner.generate("witness.example/w1", kind)
    signed = checkpoint.sign(checkpoint.parse(EXAMPLE_TEXT), [log]) + witness.cosign(EXAMPLE_TEXT, seconds=1)
    assert note.open_note(signed, [log.verifier, witness.verifier]).signed_by == (log.verifier, witness.verifier)
    assert note.open_note(signed, [log.verifier]).signed_by == (log.verifier,)


@pytest.mark.parametrize("kind", KINDS)
def test_keys_are_written_and_read_back(kind):
    witness = Cosigner.generate("witness.example/w1", kind)
    assert CosignatureVerifier.parse(witness.verifier.vkey) == witness.verifier
    assert Cosigner.parse(witness.skey).skey == witness.skey


@pytest.mark.parametrize("kind", KINDS)
def test_another_time_another_text_or_no_time_is_refused(kind):
    witness = Cosigner.generate("witness.example/w1", kind)
    signature = signature_of(witness.cosign(EXAMPLE_TEXT, seconds=1679315147))
    assert witness.verifier.verify(EXAMPLE_TEXT, signature)
    later = (1679315148).to_bytes(8) + signature[8:]
    other = EXAMPLE_TEXT.replace("20852163", "20852164")
    assert not witness.verifier.verify(EXAMPLE_TEXT, later)
    assert not witness.verifier.verify(other, signature)
    assert not witness.verifier.verify(EXAMPLE_TEXT, bytes(8) + signature[8:])
    assert not witness.verifier.verify("no checkpoint\n", signature)


def test_an_ml_dsa_cosignature_is_bound_to_the_witness_name():
    one = Cosigner.generate("witness.example/w1", Type.ML_DSA_44)
    other = CosignatureVerifier("witness.example/w2", one.verifier.public_key, Type.ML_DSA_44)
    assert not other.verify(EXAMPLE_TEXT, signature_of(one.cosign(EXAMPLE_TEXT, seconds=5)))


def test_a_false_cosignature_of_a_known_witness_spoils_the_note(log):
    witness = Cosigner.generate("witness.example/w1")
    other = EXAMPLE_TEXT.replace("20852163", "20852164")
    signed = checkpoint.sign(checkpoint.parse(EXAMPLE_TEXT), [log]) + witness.cosign(other, seconds=1)
    with pytest.raises(SignatureError):
        note.open_note(signed, [log.verifier, witness.verifier])


@pytest.mark.parametrize("seconds", [0, -1, MAX_TIMESTAMP + 1])
def test_a_cosignature_is_dated(seconds):
    with pytest.raises(ValueError, match="dated"):
        Cosigner.generate("w").cosign(EXAMPLE_TEXT, seconds=seconds)


def test_only_checkpoints_are_cosigned():
    with pytest.raises(CheckpointFormatError):
        Cosigner.generate("w").cosign("I owe you.\n", seconds=1)


@pytest.mark.parametrize("material", [b"", b"\x01" + bytes(32), b"\x04" + bytes(31), b"\x06" + bytes(32), b"\xff" * 40])
def test_keys_of_other_types_and_lengths_are_refused(material):
    with pytest.raises(KeyFormatError):
        CosignatureVerifier.parse(f"w+{note.key_id_of('w', material).hex()}+{canonical_base64.encode(material)}")


def test_a_key_id_that_is_another_key_is_refused():
    vkey = Cosigner.generate("w").verifier.vkey
    with pytest.raises(KeyFormatError):
        CosignatureVerifier.parse("other" + vkey.removeprefix("w"))


@given(st.binary(max_size=100))
def test_no_bytes_break_the_check(signature):
    assert not CosignatureVerifier("w", bytes(32)).verify(EXAMPLE_TEXT, signature)
