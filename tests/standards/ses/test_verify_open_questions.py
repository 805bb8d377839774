"""What checking a seal signature leaves open, and says so."""

from dataclasses import replace

from jiban.standards.der import encode, parse
from tests.standards.ses.scene import codes, scene
from tests.standards.ses.test_seal import EXTENSION_LIST
from tests.standards.ses.test_verify import SM2_WITH_SM3, resigned, wrong


def test_without_roots_nothing_is_said_about_certificates():
    findings = scene().findings(scene().sealed(), trust=replace(scene().trust, roots=[]))
    assert codes(findings, "unknown") == ["maker-certificate-not-judged", "signer-certificate-not-judged"]


def test_an_unreadable_certificate_leaves_its_questions_open():
    signed = parse(scene().sealed())
    changed = encode.sequence(signed[0].raw, encode.octet_string(b"no certificate"), signed[2].raw, signed[3].raw)
    findings = scene().findings(changed)
    assert codes(findings, "unknown") == ["document-key-unreadable", "signer-certificate-unreadable"]
    assert codes(findings, "fail") == ["signer-not-listed"]


def test_conditions_that_are_not_understood_leave_the_answer_open():
    critical = resigned(more=encode.explicit(0, EXTENSION_LIST))
    findings = scene().findings(critical)
    assert codes(findings, "fail", "unknown") == ["signature-extension-unknown"]
    assert "1.2.3" in next(finding.text for finding in findings if finding.code == "signature-extension-unknown")


def test_conditions_of_a_seal_that_are_not_understood_leave_the_answer_open():
    maker = scene().authority.seal_maker()
    info = encode.sequence(*(child.raw for child in parse(scene().seal)[0].children), EXTENSION_LIST)
    signature = encode.bit_string(maker.sign_digest(maker.public_key.digest(info)))
    seal = encode.sequence(info, encode.octet_string(maker.certificate), encode.oid(SM2_WITH_SM3), signature)
    assert wrong(scene().sealed(seal)) == ["seal-extension-unknown"]


def test_a_time_stamp_that_is_not_checked_is_said_to_be_so():
    signed = parse(scene().sealed())
    stamped = encode.sequence(
        *(child.raw for child in signed.children), encode.explicit(0, encode.bit_string(b"token"))
    )
    assert wrong(stamped) == ["time-stamp-unchecked"]


def test_bytes_that_are_no_signature_are_one_finding():
    for rubbish in (b"", b"\x30\x00", scene().sealed()[:-1], scene().seal):
        assert codes(scene().findings(rubbish), "fail") == ["structure-malformed"]


def test_an_unsupported_version_is_said_by_its_number():
    header = encode.sequence(encode.ia5_string("ES"), encode.integer(4), encode.ia5_string("JIBAN-TEST"))
    newer = encode.sequence(encode.ia5_string("ES"), encode.integer(6), encode.ia5_string("JIBAN-TEST"))
    (finding,) = scene().findings(scene().sealed(scene().seal.replace(header, newer)))
    assert (finding.code, finding.severity, finding.params) == ("version-unsupported", "unknown", {"version": "6"})
