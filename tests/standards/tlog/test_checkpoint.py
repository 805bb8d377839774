import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.tlog import checkpoint
from jiban.standards.tlog.checkpoint import Checkpoint
from jiban.standards.tlog.errors import CheckpointFormatError, OriginError, SignatureError, UnknownSignerError
from jiban.standards.tlog.merkle import EMPTY_ROOT
from jiban.standards.tlog.note import Signer

EXAMPLE = """example.com/log
20852163
OuW/pX/6dp2WNKhvOiYoaqaf1Q6gWF+AYfkCrV8DJ/c=
"""

checkpoints = st.builds(
    Checkpoint,
    origin=st.just("example.com/log"),
    size=st.integers(0, 2**63 - 1),
    root=st.binary(min_size=32, max_size=32),
    extensions=st.lists(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), min_size=1)).map(tuple),
)


def test_a_checkpoint_is_three_lines():
    head = checkpoint.parse(EXAMPLE)
    assert (head.origin, head.size, head.root.hex()[:8]) == ("example.com/log", 20_852_163, "3ae5bfa5")
    assert head.text == EXAMPLE


def test_extension_lines_are_kept():
    head = checkpoint.parse(EXAMPLE + "extension\n")
    assert head.extensions == ("extension",)
    assert head.text == EXAMPLE + "extension\n"


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
        EXAMPLE.replace("example.com/log", ""),
        EXAMPLE.replace("20852163", "020852163"),
        EXAMPLE.replace("20852163", "-1"),
        EXAMPLE.replace("20852163", "1e3"),
        EXAMPLE.replace("20852163", "٣"),
        EXAMPLE.replace("20852163", "20852163 "),
        EXAMPLE.replace("20852163", "9223372036854775808"),
        EXAMPLE.replace("J/c=", "J/d="),
        EXAMPLE.replace("J/c=", "J/c"),
        EXAMPLE.replace("OuW/", ""),
        "\n".join(EXAMPLE.split("\n")[:2]) + "\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(lie):
    with pytest.raises(CheckpointFormatError):
        checkpoint.parse(lie)
