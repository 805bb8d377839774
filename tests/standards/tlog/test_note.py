import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.tlog import canonical_base64, note
from jiban.standards.tlog.errors import KeyFormatError, NoteFormatError, SignatureError, UnknownSignerError
from jiban.standards.tlog.note import Signer, Verifier

# The example in the documentation of golang.org/x/mod/sumdb/note, the format's first implementation.
EXAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
EXAMPLE_SIGNER_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
EXAMPLE_TEXT = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.
"""
EXAMPLE_NOTE = f"""{EXAMPLE_TEXT}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""

names = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="+"), min_size=1, max_size=20).filter(
    lambda name: not any(character.isspace() for character in name)
)
texts = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0x20), max_size=60).map(lambda text: text + "\n")


@pytest.fixture(scope="module")
def signer():
    return Signer("example.com/log", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def test_the_published_example_is_verified():
    verifier = Verifier.parse(EXAMPLE_KEY)
    assert (verifier.name, verifier.key_id.hex(), verifier.vkey) == ("PeterNeumann", "c74f20a3", EXAMPLE_KEY)
    assert note.open_note(EXAMPLE_NOTE, [verifier]) == note.Note(EXAMPLE_TEXT, (verifier,))


def test_the_published_example_is_signed_byte_for_byte():
    signer = Signer.parse(EXAMPLE_SIGNER_KEY)
    assert (signer.skey, signer.verifier.vkey) == (EXAMPLE_SIGNER_KEY, EXAMPLE_KEY)
    assert note.sign(EXAMPLE_TEXT, [signer]) == EXAMPLE_NOTE


@given(names, texts)
def test_whatever_is_signed_is_opened(name, text):
    signer = Signer.generate(name)
    opened = note.open_note(note.sign(text, [signer]), [signer.verifier])
    assert opened == note.Note(text, (signer.verifier,))


@given(names)
def test_keys_are_written_and_read_back(name):
    signer = Signer.generate(name)
    assert Verifier.parse(signer.verifier.vkey) == signer.verifier
    assert Signer.parse(signer.skey).skey == signer.skey


def test_signatures_of_unknown_keys_are_ignored(signer):
    stranger, namesake = Signer.generate("example.org/witness"), Signer.generate(signer.verifier.name)
    signed = note.sign("text\n", [stranger, signer, namesake])
    assert note.open_note(signed, [signer.verifier]).signed_by == (signer.verifier,)
    assert note.open_note(signed, [signer.verifier, stranger.verifier]).signed_by == (
        stranger.verifier,
        signer.verifier,
    )


def test_a_signature_of_an_unknown_kind_is_ignored(signer):
    signed = note.sign("text\n", [signer])
    unknown_kind = canonical_base64.encode(b"\x01\x02\x03\x04" + bytes(5000))
    assert note.open_note(signed + f"— example.com/log {unknown_kind}\n", [signer.verifier]).text == "text\n"


def test_a_note_that_no_known_key_signed_is_refused(signer):
    with pytest.raises(UnknownSignerError):
        note.open_note(note.sign("text\n", [signer]), [Signer.generate(signer.verifier.name).verifier])
    with pytest.raises(UnknownSignerError):
        note.open_note(note.sign("text\n", [signer]), [])


def test_one_false_signature_of_a_known_key_spoils_the_note(signer):
    other = Signer.generate("example.org/witness")
    signed = note.sign("text\n", [signer])
    false = note.sign("another text\n", [other]).splitlines()[-1]
    with pytest.raises(SignatureError):
        note.open_note(f"{signed}{false}\n", [signer.verifier, other.verifier])


def test_the_text_ends_at_the_last_empty_line(signer):
    text = "one\n\n— example.com/log AAAA\n\ntwo\n\n"
    assert note.open_note(note.sign(text, [signer]), [signer.verifier]).text == text


@given(st.data())
def test_no_byte_of_a_note_can_be_changed(data):
    place = data.draw(st.integers(0, len(EXAMPLE_NOTE) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != EXAMPLE_NOTE[place]))
    with pytest.raises((SignatureError, UnknownSignerError, NoteFormatError)):
        note.open_note(EXAMPLE_NOTE[:place] + other + EXAMPLE_NOTE[place + 1 :], [Verifier.parse(EXAMPLE_KEY)])


@pytest.mark.parametrize(
    "lie",
    [
        "",
        "text\n",
        "text\n\n",
        EXAMPLE_NOTE[:-1],
        EXAMPLE_NOTE + "\n",
        EXAMPLE_NOTE.replace("—", "-"),
        EXAMPLE_NOTE.replace("— ", "—"),
        EXAMPLE_NOTE.replace("=\n", "\n"),
        EXAMPLE_NOTE.replace("AM=\n", "AN=\n"),
        EXAMPLE_NOTE.replace("— Peter", "— Peter+"),
        EXAMPLE_NOTE.replace("— Peter", "— Peter\u3000"),
        EXAMPLE_NOTE.replace("think", "th\tink"),
        EXAMPLE_NOTE.replace("think", "th\rink"),
        EXAMPLE_NOTE.replace("think", "th\udc80ink"),
        "text\n\n— PeterNeumann AAAAAA==\n",
        "text\n\n" + EXAMPLE_NOTE.splitlines(keepends=True)[-1] * 101,
        "a" * 1_000_001 + EXAMPLE_NOTE,
    ],
)
def test_what_is_no_note_is_refused(lie):
    with pytest.raises(NoteFormatError):
        note.open_note(lie, [Verifier.parse(EXAMPLE_KEY)])


@pytest.mark.parametrize("text", ["no newline at the end", "", "a\x00\n", "tab\t\n"])
def test_what_cannot_be_a_note_is_not_signed(signer, text):
    with pytest.raises(NoteFormatError):
        note.sign(text, [signer])


def test_a_note_is_signed_by_somebody():
    with pytest.raises(NoteFormatError):
        note.sign("text\n", [])


@pytest.mark.parametrize(
    "lie",
    [
        "",
        "PeterNeumann",
        EXAMPLE_KEY.replace("c74f20a3", "c74f20a4"),
        EXAMPLE_KEY.replace("c74f20a3", "C74F20A3"),
        EXAMPLE_KEY.replace("PeterNeumann", ""),
        EXAMPLE_KEY.replace("Neumann", " Neumann"),
        EXAMPLE_KEY.replace("Peter", "Paul"),
        EXAMPLE_KEY[:-4],
        EXAMPLE_KEY.replace("+ARpc", "+BRpc"),
        EXAMPLE_KEY + "=",
    ],
)
def test_what_is_no_verifier_key_is_refused(lie):
    with pytest.raises(KeyFormatError):
        Verifier.parse(lie)


def test_what_is_no_signer_key_is_refused(signer):
    key_id = signer.verifier.key_id.hex()
    for lie in ("", signer.verifier.vkey, signer.skey.replace(key_id, "00000000"), signer.skey.replace("log", "logs")):
        with pytest.raises(KeyFormatError):
            Signer.parse(lie)
    with pytest.raises(KeyFormatError):
        Signer.generate("with space")
