import textwrap

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.tlog import canonical_base64, checkpoint, merkle, proof
from jiban.standards.tlog.checkpoint import Checkpoint
from jiban.standards.tlog.errors import OriginError, ProofError, ProofFormatError, TlogError, UnknownSignerError
from jiban.standards.tlog.note import Signer
from jiban.standards.tlog.proof import LogProof
from tests.standards.tlog import reference_tree

ORIGIN = "example.com/log"
SIGNER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)))
WITNESS = Signer("example.org/witness", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
ENTRIES = [b"first", b"second", b"third", b"fourth", b"fifth"]


def prove(index, *, entries=ENTRIES, extra=None, signers=(SIGNER,)):
    reader = reference_tree.reader(entries)
    head = Checkpoint(ORIGIN, len(entries), merkle.root(len(entries), reader))
    hashes = merkle.inclusion_proof(index, len(entries), reader)
    return LogProof(index, tuple(hashes), checkpoint.sign(head, signers), extra)


def check(text, entry, *, origin=ORIGIN):
    return proof.check_proof(text, entry=entry, origin=origin, verifiers=[SIGNER.verifier])


@pytest.mark.parametrize("index", range(len(ENTRIES)))
def test_every_entry_is_proved_by_the_text_alone(index):
    assert check(prove(index).text, ENTRIES[index]).size == len(ENTRIES)


def test_the_text_is_written_as_the_specification_shows():
    text = prove(1, entries=ENTRIES[:2], extra=bytes(range(16))).text
    lines = text.split("\n")
    assert lines[:4] == [
        "c2sp.org/tlog-proof@v1",
        "extra AAECAwQFBgcICQoLDA0ODw==",
        "index 1",
        canonical_base64.encode(merkle.leaf_hash(b"first")),
    ]
    assert lines[4:7] == ["", ORIGIN, "2"]
    assert lines[-2].startswith(f"— {ORIGIN} ")
    assert textwrap.indent(text, "    ") in proof.__doc__


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=64).map(tuple),
    st.none() | st.binary(max_size=40),
)
def test_every_proof_written_is_read_back(index, hashes, extra):
    written = LogProof(index, hashes, prove(0).checkpoint, extra)
    assert proof.parse(written.text) == written


def test_the_only_entry_of_a_log_needs_no_hashes():
    alone = prove(0, entries=[b"alone"])
    assert alone.hashes == ()
    assert check(alone.text, b"alone").size == 1


def test_cosignatures_of_witnesses_ride_along():
    assert check(prove(2, signers=[SIGNER, WITNESS]).text, b"third").size == 5


def test_another_entry_is_not_proved():
    for entry in (b"Third", b"third ", b"", b"second"):
        with pytest.raises(ProofError):
            check(prove(2), entry)


def test_another_place_is_not_proved():
    true = prove(2)
    for index in (0, 1, 3, 4, 5, 2**62):
        with pytest.raises(ProofError):
            check(LogProof(index, true.hashes, true.checkpoint), b"third")


def test_another_log_does_not_vouch():
    with pytest.raises(OriginError):
        check(prove(2), b"third", origin="example.com/other")
    with pytest.raises(UnknownSignerError):
        check(prove(2, signers=[WITNESS]), b"third")


@given(st.data())
def test_no_byte_of_a_proof_can_be_changed(data):
    text = prove(2).text
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[place]))
    with pytest.raises(TlogError):
        check(text[:place] + other + text[place + 1 :], b"third")


TEXT = prove(2, extra=b"salt").text


@pytest.mark.parametrize(
    "lie",
    [
        "",
        TEXT.replace("@v1", "@v2"),
        TEXT.replace("index 2\n", ""),
        TEXT.replace("index 2", "index 02"),
        TEXT.replace("index 2", "index -2"),
        TEXT.replace("index 2", "index ٢"),
        TEXT.replace("index 2", "index 2 "),
        TEXT.replace("extra c2FsdA==", "extra c2FsdA"),
        TEXT.replace("extra c2FsdA==", "extra c2FsdB=="),
        TEXT.replace("extra c2FsdA==\nindex 2", "index 2\nextra c2FsdA=="),
        TEXT.replace("index 2", "index 2\nAAAA"),
        TEXT.replace("index 2\n", "index 2\n" + "A" * 43 + "=\n" * 1 + ("A" * 43 + "=\n") * 64),
        TEXT.replace("\n\n", "\n"),
        "a" * 1_000_001 + TEXT,
    ],
)
def test_what_is_no_proof_is_refused(lie):
    with pytest.raises(ProofFormatError):
        check(lie, b"third")
