"""A checkpoint is stamped by an authority of our own testing kind, on loopback."""

import subprocess

import pytest

from jiban.ledger.anchors.protocol import AnchorRefusedError, AnchorUnavailableError, Head, Receipt
from jiban.ledger.anchors.time_stamps import MAX_ANSWER_BYTES, TimestampAnchor
from jiban.standards.pki.timestamp_authority import BAD_DATA_FORMAT, _refusal
from tests.ledger.anchors.conftest import LONG, NOW
from tests.standards.pki.hierarchy import KEYS, root

HEAD = Head("log.example/test-county", 5, bytes(range(32)), "log.example/test-county\n5\nAAEC\n\n— a b\n")


def anchor(stamping, **changes):
    return TimestampAnchor("tsa", url=stamping.url, roots=changes.pop("roots", [stamping.root.certificate]), **changes)


@pytest.mark.parametrize("hash_name", ["sha256", "sm3"])
def test_the_note_is_stamped_and_the_stamp_can_be_checked_without_the_authority(stamping, hash_name):
    tsa = anchor(stamping, hash_name=hash_name)
    receipt = tsa.submit(HEAD)
    stamping.url = "http://127.0.0.1:1/"
    assert anchor(stamping).confirm(HEAD, receipt).at == NOW
    assert int(receipt.reference, 16) > 0
    assert tsa.latest(HEAD.origin) is None


def test_a_stamp_stands_for_no_other_note(stamping):
    tsa = anchor(stamping)
    receipt = tsa.submit(HEAD)
    other = Head(HEAD.origin, HEAD.size, HEAD.root, HEAD.note + "— another signature\n")
    with pytest.raises(AnchorRefusedError):
        tsa.confirm(other, receipt)
    with pytest.raises(AnchorRefusedError):
        tsa.confirm(HEAD, Receipt(receipt.reference, receipt.evidence[:-1]))


def test_stamps_of_an_authority_that_is_not_trusted_are_not_taken(stamping):
    stranger = root(KEYS[2], validity=LONG).certificate
    with pytest.raises(AnchorUnavailableError):
        anchor(stamping, roots=[stranger]).submit(HEAD)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((503, b""), AnchorUnavailableError),
        ((200, b"<html>"), AnchorUnavailableError),
        ((200, bytes(MAX_ANSWER_BYTES + 1)), AnchorUnavailableError),
        ((200, _refusal(BAD_DATA_FORMAT, "no")), AnchorRefusedError),
    ],
    ids=["down", "a page", "too long", "refused"],
)
def test_another_answer_is_no_stamp(stamping, answer, error):
    stamping.answer = lambda _: answer
    with pytest.raises(error):
        anchor(stamping).submit(HEAD)


def test_who_does_not_answer_is_asked_again_later(stamping):
    stamping.url = "http://127.0.0.1:1/"
    with pytest.raises(AnchorUnavailableError):
        anchor(stamping).submit(HEAD)


def test_openssl_reads_the_stamp(stamping, tmp_path):
    (tmp_path / "token").write_bytes(anchor(stamping).submit(HEAD).evidence)
    command = ["openssl", "ts", "-reply", "-token_in", "-in", str(tmp_path / "token"), "-text"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Hash Algorithm: sha256" in told
