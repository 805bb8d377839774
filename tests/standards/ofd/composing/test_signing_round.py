"""Signatures that come from elsewhere and later, and several on one file."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.ofd.composing import Document, Permissions, set_aside, sign_in_order, take_up
from jiban.standards.ofd.composing.parts import Parts, add_parts
from jiban.standards.ofd.errors import SigningOrderError
from jiban.standards.ofd.package import write
from jiban.standards.ofd.reader import open_ofd
from jiban.standards.ofd.signing import Stamp, begin, finish
from jiban.standards.pki.trust_list import TrustEntry, TrustList
from jiban.standards.verifying.verify import verify_ofd

from . import samples

REPOSITORY = Path(__file__).resolve().parents[4]


def trust():
    authority = samples.authority()
    entries = [TrustEntry("root", authority.sm2_root), TrustEntry("seal-maker", authority.seal_maker().certificate)]
    entries += [TrustEntry("intermediate", one) for one in authority.sm2_intermediates]
    return TrustList("样例", 1, samples.AT, tuple(entries))


def verdict(package):
    return verify_ofd(write(package), trust=trust(), at=samples.AT + timedelta(days=1), profile="tolerant").verdict


def pending(package, *, closes=True, kind="Seal", seal=True):
    return begin(
        package,
        provider=samples.PROVIDER,
        stamps=[Stamp(0, 10, 20, 42, 42, clip=(0, 0, 21, 42))],
        at=samples.AT,
        closes=closes,
        kind=kind,
        seal_esl=samples.sealer()[0] if seal else None,
        parameters={"用途": "测试"},
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2), st.booleans(), st.booleans(), st.sampled_from(["Seal", "Sign"]))
def test_a_pending_signature_comes_back_as_it_was(earlier, closes, seal, kind):
    document = Document("测试").paragraph("柳溪村").attach("证明", "proof.txt", b"p", sealed=False)
    package = document.allow(Permissions(edit=False)).compose().package
    for _ in range(earlier):
        package = finish(pending(package, closes=False), b"earlier")
    waiting = pending(package, closes=closes, kind=kind, seal=seal)
    assert take_up(set_aside(waiting)) == waiting


def test_a_signature_is_finished_by_another_process(tmp_path):
    composed = samples.certificate().compose()
    (tmp_path / "pending.ofd").write_bytes(set_aside(pending(composed.package)))

    # Elsewhere: whoever holds the key is given the digest and the path only.
    waiting = take_up((tmp_path / "pending.ofd").read_bytes())
    (tmp_path / "value.dat").write_bytes(samples.signatory([]).signed_value(waiting))

    program = Path(__file__).with_name("finish_elsewhere.py")
    subprocess.run(
        [sys.executable, program, "pending.ofd", "value.dat", "finished.ofd"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(REPOSITORY / "src")},
        check=True,
        timeout=60,
    )
    data = (tmp_path / "finished.ofd").read_bytes()
    assert open_ofd(data).signatures[0].covers_everything
    report = verify_ofd(data, trust=trust(), at=samples.AT, profile="tolerant")
    assert report.verdict == "genuine", report.findings


def test_a_file_that_waits_for_nothing_is_refused():
    package = samples.certificate().compose().package
    with pytest.raises(SigningOrderError):
        take_up(write(package))
    with pytest.raises(SigningOrderError):
        take_up(write(finish(pending(package), b"value")))


def test_four_sign_one_after_the_other_and_all_signatures_hold():
    _, package, _ = samples.signed_by_many()
    found = open_ofd(write(package)).signatures
    assert [one.kind for one in found] == ["Seal"] * 4
    assert all(not one.findings for one in found)
    assert found[-1].covers_everything
    assert verdict(package) == "genuine"
    with pytest.raises(SigningOrderError):
        sign_in_order(package, [samples.signatory([])], provider=samples.PROVIDER, at=samples.AT)


@settings(max_examples=5, deadline=None)
@given(st.integers(2, 8))
def test_any_number_can_sign_and_each_covers_what_was_there_before(count):
    package = Document("测试").paragraph("柳溪村").compose().package
    package = sign_in_order(
        package, [samples.signatory([])] * count, provider=samples.PROVIDER, at=samples.AT, closes=False
    )
    found = open_ofd(write(package)).signatures
    assert len(found) == count
    for number, one in enumerate(found):
        assert not one.findings
        earlier = {
            entry
            for before in found[:number]
            for entry in (before.path[1:], before.path[1:].replace("Signature.xml", "SignedValue.dat"))
        }
        assert earlier <= one.covered


def test_a_word_changed_after_signing_is_found_by_every_signature():
    _, package, _ = samples.signed_by_many()
    name = "Doc_0/Pages/Page_0/Content.xml"
    forged = package.with_entries({name: package.entries[name].replace("三个月".encode(), "三十年".encode())})
    found = open_ofd(write(forged)).signatures
    assert all([finding.entry for finding in one.findings] == [name] for one in found)
    assert verdict(forged) == "not-genuine"


def test_a_signed_document_gets_no_other_permissions():
    _, package, _ = samples.sealed(samples.certificate())
    with pytest.raises(SigningOrderError):
        add_parts(package, Parts(permissions=Permissions()))
