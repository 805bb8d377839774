"""Two signatures in stages: the first leaves room for the second, the second covers everything."""

import base64
import hashlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from jiban.standards.ofd import signing
from jiban.standards.ofd.errors import SigningOrderError
from jiban.standards.ofd.package import SIGNATURES, write
from jiban.standards.ofd.reader import open_ofd
from jiban.standards.ofd.resuming import replace_unsealed, resume
from jiban.standards.ofd.writer import compose

from . import paper


def sm3(data):
    return hashlib.new("sm3", data).digest()


def test_the_seal_covers_every_file_but_its_own_two_and_the_unsealed_one():
    document = open_ofd(write(paper.sealed()))
    reviewer, village = document.signatures
    assert village.covers_everything
    assert set(document.entries) - village.covered == {
        "Doc_0/Signs/Sign_1/Signature.xml",
        "Doc_0/Signs/Sign_1/SignedValue.dat",
        "Doc_0/Attachs/log-proof.txt",
    }
    assert reviewer.findings == ()
    assert set(reviewer.uncovered) == {
        SIGNATURES,
        "Doc_0/Signs/Sign_1/Seal.esl",
        "Doc_0/Signs/Sign_1/Signature.xml",
        "Doc_0/Signs/Sign_1/SignedValue.dat",
    }


def test_what_was_signed_can_be_read_back_for_the_verifier():
    package = paper.sealed()
    document = open_ofd(write(package))
    for number, signature in enumerate(document.signatures):
        folder = f"Doc_0/Signs/Sign_{number}"
        assert signature.path == f"/{folder}/Signature.xml"
        assert signature.xml == package.entries[f"{folder}/Signature.xml"]
        assert signature.data_hash == sm3(signature.xml)
        assert signature.signed_value == package.entries[f"{folder}/SignedValue.dat"]
        assert signature.seal_esl == paper.seal_esl()
        assert signature.method == "1.2.156.10197.1.501"
        assert signature.check_method == "1.2.156.10197.1.401"
        assert signature.at_text == "20261124100118Z"
        assert signature.provider == paper.PROVIDER
    (stamp,) = document.signatures[1].stamps
    assert (stamp.page_index, stamp.x_mm, stamp.y_mm, stamp.width_mm, stamp.height_mm) == (0, 130.0, 180.0, 42.0, 42.0)
    assert stamp.page_id == document.page_ids[0]


def test_a_digest_is_the_sm3_of_the_file_as_it_lies_in_the_package():
    document = open_ofd(write(paper.sealed()))
    for reference in document.signatures[1].references:
        assert base64.b64decode(reference.check_value) == sm3(document.entries[reference.entry])


def test_begin_says_what_the_key_holder_must_sign():
    pending = signing.begin(paper.composed(), provider=paper.PROVIDER, stamps=[], at=paper.AT, closes=True)
    assert pending.property_info == "/Doc_0/Signs/Sign_0/Signature.xml"
    assert pending.data_hash == sm3(pending.signature_xml)
    assert b"Seal.esl" not in pending.signature_xml


def test_signing_may_be_interrupted_between_the_two_signatures():
    half = paper.signed_once()
    resumed = resume(write(half))
    assert resumed == half
    assert not resumed.closed
    sealed = paper.sealed()
    assert resume(write(sealed)) == sealed
    assert resume(write(sealed)).closed


def test_the_moment_is_written_in_universal_time():
    beijing = datetime(2026, 11, 24, 18, 1, 18, tzinfo=timezone(timedelta(hours=8)))
    pending = signing.begin(paper.composed(), provider=paper.PROVIDER, stamps=[], at=beijing, closes=True)
    assert b">20261124100118Z<" in pending.signature_xml
    with pytest.raises(ValueError, match="time zone"):
        signing.begin(paper.composed(), provider=paper.PROVIDER, stamps=[], at=datetime(2026, 11, 24), closes=True)


def test_parameters_and_kind_are_carried():
    pending = signing.begin(
        paper.composed(),
        provider=paper.PROVIDER,
        stamps=[],
        at=paper.AT,
        closes=True,
        kind="Sign",
        parameters={"reason": "审核 <同意> & 签发"},
    )
    (signature,) = open_ofd(write(signing.finish(pending, b"value"))).signatures
    assert signature.kind == "Sign"
    assert signature.parameters == {"reason": "审核 <同意> & 签发"}
    assert signature.seal_esl is None
    assert signature.covers_everything


def test_nothing_can_be_added_after_the_seal():
    with pytest.raises(SigningOrderError):
        signing.begin(paper.sealed(), provider=paper.PROVIDER, stamps=[], at=paper.AT, closes=False)


def test_begin_leaves_the_package_as_it_was():
    package = paper.composed()
    before = dict(package.entries)
    signing.begin(package, provider=paper.PROVIDER, stamps=[], at=paper.AT, closes=False)
    assert package.entries == before
    assert package.signatures == ()


def test_a_title_that_looks_like_markup_does_not_move_the_way_to_the_signatures():
    info = replace(paper.INFO, title="</ofd:DocBody>", custom={"a": "</ofd:DocBody>"})
    document = open_ofd(write(paper.sealed(compose([paper.page()], info))))
    assert document.info.title == "</ofd:DocBody>"
    assert len(document.signatures) == 2


def test_the_unsealed_proof_can_be_replaced_and_nothing_else_moves():
    data = write(paper.sealed())
    replaced = replace_unsealed(data, "log-proof.txt", b"index 7\n" * 900)
    before, after = open_ofd(data), open_ofd(replaced)
    assert after.attachment("log-proof.txt").data == b"index 7\n" * 900
    assert after.signatures == before.signatures
    assert after.signatures[1].covers_everything
    assert {**after.entries, "Doc_0/Attachs/log-proof.txt": b"pending\n"} == before.entries
    assert replace_unsealed(replaced, "log-proof.txt", b"pending\n") == data


@pytest.mark.parametrize("name", ["record.json", "absent.txt", "../Document.xml", "Attachments.xml"])
def test_a_sealed_file_cannot_be_replaced(name):
    with pytest.raises(SigningOrderError):
        replace_unsealed(write(paper.sealed()), name, b"other")
