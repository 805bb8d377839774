"""Trust has a purpose and a time, and certificates out of form are forgiven with a word, or not at all."""

from dataclasses import replace
from datetime import timedelta

from jiban.standards.der import encode, parse
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.pki.trust_list import TrustEntry, TrustRange
from tests.standards.ses.scene import NOW, scene
from tests.standards.verifying.paper import Signing, sealed, told, trust, verified, wrong

DAY = timedelta(days=1)


def trusting_with(role: str, **changes):
    """The usual trust list with the entries of one role changed."""
    entries = tuple(replace(one, **changes) if one.role == role else one for one in trust().entries)
    return replace(trust(), entries=entries)


def test_a_maker_counts_in_the_time_that_the_list_gives_it():
    ended = trusting_with("seal-maker", ranges=(TrustRange(end=NOW - DAY),))
    assert wrong(sealed(), trust=ended) == ["maker-not-accepted"]
    ends_later = trusting_with("seal-maker", ranges=(TrustRange(end=NOW + DAY),))
    assert wrong(sealed(), trust=ends_later, at=NOW + 9 * DAY) == []


def test_a_root_counts_for_the_purposes_that_the_list_gives_it():
    for_seals = trusting_with("root", purposes=frozenset({"seal", "maker"}))
    assert wrong(sealed(), trust=for_seals) == []
    assert wrong(sealed(Signing(kind="Sign")), trust=for_seals) == ["signer-certificate-untrusted"]


def test_without_accepted_makers_a_seal_cannot_be_told():
    nobody = replace(trust(), entries=tuple(one for one in trust().entries if one.role != "seal-maker"))
    report = verified(sealed(), trust=nobody)
    assert (report.verdict, told(report)) == ("cannot-tell", ["maker-not-judged"])
    assert verified(sealed(Signing(kind="Sign")), trust=nobody).verdict == "genuine"


def test_a_root_of_somebody_else_does_not_help():
    other = replace(trust(), entries=(TrustEntry("root", scene().authority.p256_root), *trust().entries[2:]))
    assert wrong(sealed(), trust=other) == ["maker-certificate-untrusted", "signer-certificate-untrusted"]


def out_of_form() -> SoftwareSigner:
    """The committee's certificate, whose authority wrote keyUsage with trailing zero bits."""
    committee, issuing = scene().committee, scene().authority._sm2
    tbs, method, _ = (child.raw for child in parse(committee.certificate).children)
    assert tbs.count(b"\x03\x02\x06\xc0") == 1
    tbs = tbs.replace(b"\x03\x02\x06\xc0", b"\x03\x02\x05\xc0")
    certificate = encode.sequence(tbs, method, encode.bit_string(issuing.private_key.sign(tbs)))
    return SoftwareSigner(committee.private_key, certificate)


def test_a_certificate_out_of_form_is_refused_strictly_and_noted_tolerantly():
    signer = out_of_form()
    data = sealed(seal=scene().seal_with(signer_certificates=[signer.certificate]), signer=signer)
    report = verified(data)
    assert (report.verdict, told(report)) == ("not-genuine", ["signer-certificate-form"])
    assert "ends in zero bits" in report.first.en
    report = verified(data, profile="tolerant")
    assert (report.verdict, "signer-certificate-form" in told(report, "warn")) == ("genuine", True)
    assert "赵家庄" in report.signatures[0].signer.subject


def test_a_certificate_that_is_none_leaves_its_questions_open():
    signer = SoftwareSigner(scene().committee.private_key, b"no certificate")
    seal = scene().seal_with(signer_certificates=[b"no certificate"])
    report = verified(sealed(seal=seal, signer=signer))
    assert told(report) == ["document-key-unreadable", "signer-certificate-unreadable"]
    assert (report.verdict, report.signatures[0].signer) == ("cannot-tell", None)
