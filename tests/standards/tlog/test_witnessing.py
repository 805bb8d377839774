"""The messages of tlog-witness, and how a witness judges a request."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.tlog import checkpoint, note, witnessing
from jiban.standards.tlog.cosignature import Cosigner
from jiban.standards.tlog.errors import MessageFormatError
from jiban.standards.tlog.merkle import complete_root, consistency_proof, leaf_hash, root
from jiban.standards.tlog.witnessing import AddCheckpoint, Seen, parse_request

# The example of c2sp.org/tlog-witness.
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""
LOG = note.Signer.generate("city.example/log")
WITNESS = Cosigner.generate("police.example/witness")
LEAVES = [leaf_hash(str(number).encode()) for number in range(9)]


def reader(leaves):
    return lambda nodes: [complete_root(leaves[n.number << n.level : (n.number + 1) << n.level]) for n in nodes]


def root_of(leaves):
    return root(len(leaves), reader(leaves))


def head(size, leaves=LEAVES):
    return checkpoint.Checkpoint("city.example/log", size, root_of(leaves[:size]))


def request(old, new, leaves=LEAVES):
    proof = consistency_proof(old, new, reader(leaves)) if 0 < old <= new else []
    return AddCheckpoint(old, tuple(proof), checkpoint.sign(head(new, leaves), [LOG]))


def judge(asked, seen, keys=(LOG.verifier,)):
    signed = witnessing.check_signature(asked, keys)
    witnessing.check_growth(asked, signed, seen)
    return signed.size


def seen(size):
    return Seen(size, root_of(LEAVES[:size]))


def test_the_example_of_the_specification_is_read_and_written():
    asked = parse_request(EXAMPLE)
    assert (asked.old_size, len(asked.proof), witnessing.origin_of(asked)) == (
        20852014,
        4,
        "example.com/behind-the-sofa",
    )
    assert asked.text == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "old 1\n",
        "old 01\n\nx",
        "old -1\n\nx",
        "old 1\nAAAA\n\nx",
        "old 1\n?\n\nx",
        "new 1\n\nx",
        "old 1\n" + "\n".join(["A" * 43 + "="] * 64) + "\n\nx",
    ],
)
def test_other_texts_are_no_request(text):
    with pytest.raises(MessageFormatError):
        parse_request(text)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(MessageFormatError, witnessing.RefusedError):
        witnessing.origin_of(parse_request(text))


@pytest.mark.parametrize("old", range(10))
@pytest.mark.parametrize("new", range(10))
def test_a_log_that_grows_is_let_through_at_every_size(old, new):
    if old <= new:
        asked = request(old, new)
        assert judge(parse_request(asked.text), seen(old)) == new


def test_a_request_from_another_size_is_told_the_size():
    with pytest.raises(witnessing.ConflictError) as told:
        judge(request(3, 9), seen(5))
    assert told.value.size == 5


def test_a_rollback_is_a_conflict():
    with pytest.raises(witnessing.ConflictError) as told:
        judge(request(3, 4), seen(9))
    assert told.value.size == 9


def test_an_old_size_above_the_checkpoint_is_no_request():
    with pytest.raises(witnessing.RefusedError) as told:
        judge(AddCheckpoint(5, (), checkpoint.sign(head(4), [LOG])), seen(5))
    assert told.value.status == 400


def forged(at):
    return [*LEAVES[:at], leaf_hash(b"forged"), *LEAVES[at + 1 :]]


def test_a_rewritten_entry_at_the_same_size_is_inconsistent():
    with pytest.raises(witnessing.InconsistentError):
        judge(request(5, 5, forged(2)), seen(5))


def test_a_rewritten_log_that_grows_is_inconsistent():
    with pytest.raises(witnessing.InconsistentError):
        judge(request(5, 9, forged(2)), seen(5))


def test_a_proof_from_the_empty_tree_is_inconsistent():
    asked = request(0, 4)
    with pytest.raises(witnessing.InconsistentError):
        judge(AddCheckpoint(0, (LEAVES[0],), asked.checkpoint), seen(0))


def test_an_empty_log_has_the_root_of_the_empty_tree():
    false = checkpoint.Checkpoint("city.example/log", 0, LEAVES[0])
    with pytest.raises(witnessing.InconsistentError):
        judge(AddCheckpoint(0, (), checkpoint.sign(false, [LOG])), seen(0))


def test_only_a_trusted_key_may_speak_for_the_log():
    with pytest.raises(witnessing.ForbiddenError):
        judge(request(0, 4), seen(0), keys=[note.Signer.generate("city.example/log").verifier])
    with pytest.raises(witnessing.ForbiddenError):
        judge(request(0, 4), seen(0), keys=[])


def test_a_known_key_with_a_false_signature_is_forbidden():
    asked = request(0, 4)
    false = checkpoint.sign(head(5), [LOG]).rpartition("\n\n")[2]
    with pytest.raises(witnessing.ForbiddenError):
        judge(AddCheckpoint(0, (), asked.checkpoint + false), seen(0))


def test_the_answer_gives_the_cosignature_and_drops_strangers():
    signed = checkpoint.sign(head(4), [LOG])
    line, stranger = (key.cosign(head(4).text, seconds=7) for key in (WITNESS, Cosigner.generate("other")))
    assert witnessing.read_answer(200, stranger + line, signed=signed, key=WITNESS.verifier) == line
    assert witnessing.add_lines(signed, [line, line]) == signed + line


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (409, "740\n", witnessing.ConflictError),
        (409, "740", witnessing.UnavailableError),
        (409, "", witnessing.UnavailableError),
        (422, "", witnessing.InconsistentError),
        (404, "", witnessing.UnknownLogError),
        (403, "", witnessing.ForbiddenError),
        (400, "", witnessing.RefusedError),
        (500, "", witnessing.UnavailableError),
        (302, "", witnessing.UnavailableError),
        (200, "", witnessing.UnavailableError),
        (200, "hello", witnessing.UnavailableError),
        (200, Cosigner.generate("other").cosign(head(4).text, seconds=7), witnessing.UnavailableError),
        (200, WITNESS.cosign(head(5).text, seconds=7), witnessing.UnavailableError),
    ],
)
def test_every_other_answer_is_told_apart(status, body, error):
    with pytest.raises(error):
        witnessing.read_answer(status, body, signed=checkpoint.sign(head(4), [LOG]), key=WITNESS.verifier)


def test_a_log_is_named_by_the_hash_of_its_origin():
    assert len(witnessing.origin_hash("city.example/log")) == 64
