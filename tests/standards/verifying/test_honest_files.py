"""Honest files, of every version and kind, are told to be genuine; and what is no signed file is told to be none."""

import json
from datetime import timedelta

import pytest

from jiban.standards.ofd import signing as ofd_signing
from jiban.standards.ofd import writer
from jiban.standards.ofd.package import write
from jiban.standards.ses.signature import sign
from jiban.standards.ses.signer_list import ListKind
from jiban.standards.verifying.package_reading import UNSEALED_USAGE
from jiban.standards.verifying.verify import verify_seal
from tests.standards.ofd.paper import PROVIDER, SEAL_BOX, SIGNATURE_BOX, composed
from tests.standards.ses.scene import NOW, YEAR, scene
from tests.standards.verifying.paper import (
    NOBODY,
    Signing,
    document,
    entries_of,
    packed,
    sealed,
    told,
    trust,
    verified,
    wrong,
)


def test_every_step_of_an_honest_file_holds():
    report = verified(sealed())
    assert (report.verdict, report.first) == ("genuine", None)
    assert told(report, "ok") == [
        *["package-read", "coverage-complete", "structure-read", "digests-fit", "seal-file-same", "data-hash-fits"],
        *["document-signature-fits", "maker-signature-fits", "maker-accepted", "maker-certificate-trusted"],
        *["signer-certificate-trusted", "signer-listed", "seal-in-force", "property-info-fits", "version-agrees"],
        *["method-agrees", "stamps-fit"],
    ]
    (signature,) = report.signatures
    assert signature.seal.name == scene().info.name
    assert "赵家庄" in signature.signer.subject
    assert "制作" in signature.maker.subject
    assert (signature.kind, signature.signed_at, signature.time_proved) == ("Seal", NOW, False)


@pytest.mark.parametrize("version", [1, 4, 5])
@pytest.mark.parametrize("profile", ["strict", "tolerant"])
def test_seals_of_every_version_are_genuine(version, profile):
    seal = scene().seal_of_2025 if version == 5 else None
    assert verified(sealed(Signing(version=version, seal=seal)), profile=profile).verdict == "genuine"


@pytest.mark.parametrize("with_attributes", [True, False])
def test_signed_data_is_genuine(with_attributes):
    report = verified(sealed(Signing(kind="Sign", with_attributes=with_attributes)))
    assert (report.verdict, report.signatures[0].kind) == ("genuine", "Sign")
    assert report.signatures[0].signed_at == NOW
    assert ("time-from-file" in told(report, "warn")) is not with_attributes


def test_a_seal_that_lists_digests_is_genuine():
    assert wrong(sealed(Signing(seal=scene().seal_with(list_kind=ListKind.DIGESTS)))) == []


def test_a_seal_without_a_seal_file_is_genuine():
    report = verified(sealed(Signing(esl=None)))
    assert report.verdict == "genuine"
    assert "seal-file-absent" in told(report, "ok")


def test_a_second_signature_does_not_break_the_first():
    report = verified(sealed(Signing(), Signing(kind="Sign", closes=True)))
    assert [one.verdict for one in report.signatures] == ["genuine", "genuine"]
    assert report.verdict == "genuine"


def test_what_only_the_second_signature_protects_is_said_of_the_first():
    added = Signing(kind="Sign", closes=True, changes={"Doc_0/Annots/Annotations.xml": b"<a/>"})
    report = verified(sealed(Signing(), added))
    assert report.verdict == "genuine"
    assert told(report, "warn").count("entry-covered-by-others") == 1
    said = next(one for one in report.signatures[0].findings if one.code == "entry-covered-by-others")
    assert said.params == {"entry": "Doc_0/Annots/Annotations.xml", "others": "s002"}


def test_our_own_papers_with_two_signatures_are_genuine():
    package = composed()
    for closes, box in ((False, SIGNATURE_BOX), (True, SEAL_BOX)):
        pending = ofd_signing.begin(
            package, provider=PROVIDER, stamps=[box], at=NOW, closes=closes, seal_esl=scene().seal
        )
        value = sign(
            scene().seal,
            at=NOW,
            data_hash=pending.data_hash,
            property_info=pending.property_info,
            signer=scene().committee,
        )
        package = ofd_signing.finish(pending, value)
    report = verified(write(package))
    assert report.verdict == "genuine"
    assert "attachment-unsealed" in told(report, "note")
    assert UNSEALED_USAGE == writer.UNSEALED_USAGE


def test_a_file_without_signatures_is_unsigned():
    bare = document()
    bare["OFD.xml"] = bare["OFD.xml"].replace(b"<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>", b"")
    report = verified(packed(bare))
    assert (report.verdict, told(report, "note")) == ("unsigned", ["no-signature"])


def test_a_list_of_files_against_smuggling_is_no_signature():
    bare = document()
    bare["OFD.xml"] = bare["OFD.xml"].replace(b"<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>", b"")
    listed = {"OFDEntries.xml": b"<a><SignedValueLoc>/signedvalue.dat</SignedValueLoc></a>", "signedvalue.dat": b"x"}
    report = verified(packed(bare | listed))
    assert (report.verdict, told(report, "note")) == ("unsigned", ["no-signature", "integrity-list-not-judged"])
    assert wrong(packed(bare | {"signedvalue.dat": b"x"})) == ["signature-files-unlisted"]
    assert wrong(packed(bare | listed | {"OFDEntries.xml": b"<a"})) == ["signature-files-unlisted"]


def test_an_empty_list_of_signatures_is_unsigned():
    assert verified(packed(entries_of())).verdict == "unsigned"


def test_without_trusted_roots_it_cannot_be_told():
    report = verified(sealed(), trust=NOBODY)
    assert report.verdict == "cannot-tell"
    assert told(report, "unknown") == [
        "maker-not-judged",
        "maker-certificate-not-judged",
        "signer-certificate-not-judged",
    ]
    assert report.first.code == "maker-not-judged"


def test_a_certificate_that_expired_after_signing_still_serves():
    assert verified(sealed(), at=NOW + 15 * YEAR).verdict == "genuine"


def test_the_report_can_be_written_as_json():
    report = json.loads(json.dumps(verified(sealed(at=NOW - timedelta(days=400))).to_json()))
    assert (report["verdict"], report["zh"]) == ("not-genuine", "不真实或已被改动")
    finding = next(one for one in report["signatures"][0]["findings"] if one["code"] == "seal-not-yet-valid")
    assert finding["step"] == 8
    assert finding["clause"] == "GB/T 38540-2020 validStart"
    assert "早于印章生效时间" in finding["zh"]
    assert "before the seal became valid" in finding["en"]
    assert finding["params"]["signed_at"] == (NOW - timedelta(days=400)).isoformat()


def test_a_seal_by_itself_can_be_checked():
    good = verify_seal(scene().seal, trust=trust(), at=NOW)
    assert (good.verdict, good.seal.seal_id) == ("genuine", "130123-0001")
    late = verify_seal(scene().seal, trust=trust(), at=NOW + 2 * YEAR)
    assert [one.code for one in late.findings if one.severity == "fail"] == ["seal-expired"]
    assert verify_seal(b"\x30\x00", trust=trust(), at=NOW).verdict == "not-genuine"
