import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.tlog import checkpoint, note
from jiban.standards.tlog.checkpoint import Checkpoint
from jiban.standards.tlog.errors import CheckpointFormatError, OriginError, SignatureError, UnknownSignerError
from jiban.standards.tlog.merkle import EMPTY_ROOT
from jiban.standards.tlog.note import Signer

# The example of c2sp.org/tlog-checkpoint (its key is not published there).
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
"""
EXAMPLE_SIGNATURE = (
    "\n— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)

checkpoints = st.builds(
    Checkpoint,
    origin=st.just("example.com/log"),
    size=st.integers(0, 2**63 - 1),
    root=st.binary(min_size=32, max_size=32),
    extensions=st.lists(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), min_size=1)).map(tuple),
)


def test_the_specifications_own_example_is_read_and_written_again():
    head = checkpoint.parse(EXAMPLE)
    assert (head.origin, head.size, len(head.root)) == ("example.com/behind-the-sofa", 20_852_163, 32)
    assert head.text == EXAMPLE
    text, signatures = note.parse(EXAMPLE + EXAMPLE_SIGNATURE)
    assert text == EXAMPLE
    assert [(line.name, line.key_id.hex(), len(line.signature)) for line in signatures] == [
        (head.origin, "033de0ae", 64)
    ]


@given(checkpoints)
def test_every_checkpoint_written_is_read_back(head):
    assert checkpoint.parse(head.text) == head


def test_a_signed_checkpoint_is_opened_by_its_own_log_alone():
    signer = Signer.generate("example.com/log")
    signed = checkpoint.sign(Checkpoint("example.com/log", 0, EMPTY_ROOT), [signer])
    assert checkpoint.open_checkpoint(signed, origin="example.com/log", verifiers=[signer.verifier]).size == 0
    with pytest.raises(OriginError):
        checkpoint.open_checkpoint(signed, origin="example.com/other", verifiers=[signer.verifier])
    with pytest.raises(UnknownSignerError):
        checkpoint.open_checkpoint(signed, origin="example.com/log", verifiers=[])
    with pytest.raises(SignatureError):
        checkpoint.open_checkpoint(
            signed.replace("\n0\n", "\n1\n"), origin="example.com/log", verifiers=[signer.verifier]
        )


@pytest.mark.parametrize(
    "lie",
    [
        "",
        EXAMPLE[:-1],
        "\n" + EXAMPLE,
        EXAMPLE + "\n",
        EXAMPLE.replace("example.com/behind-the-sofa", ""),
        EXAMPLE.replace("20852163", "020852163"),
        EXAMPLE.replace("20852163", "-1"),
        EXAMPLE.replace("20852163", "1e3"),
        EXAMPLE.replace("20852163", "٣"),
        EXAMPLE.replace("20852163", "20852163 "),
        EXAMPLE.replace("20852163", "9223372036854775808"),
        EXAMPLE.replace("q2I=", "q2J="),
        EXAMPLE.replace("q2I=", "q2I"),
        EXAMPLE.replace("CsUY", ""),
        "\n".join(EXAMPLE.split("\n")[:2]) + "\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(lie):
    with pytest.raises(CheckpointFormatError):
        checkpoint.parse(lie)
