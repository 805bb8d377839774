"""Checking seals and signatures: one true document, and each lie by itself."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import encode, parse
from jiban.standards.gm.signature_value import der_to_raw
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.ses.findings import CATALOGUE
from jiban.standards.ses.seal import make_seal
from jiban.standards.ses.signature import assemble, to_be_signed
from jiban.standards.ses.signer_list import ListKind
from jiban.standards.ses.verify import verify_seal
from tests.standards.ses.scene import (
    COMMITTEE,
    NOW,
    PICTURE,
    PROPERTY_INFO,
    SIGNATURE_XML,
    YEAR,
    certified,
    codes,
    scene,
)

SM2_WITH_SM3 = "1.2.156.10197.1.501"
MD5_WITH_RSA = "1.2.840.113549.1.1.4"
ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"


def wrong(signed_value: bytes, **changes) -> list[str]:
    return codes(scene().findings(signed_value, **changes), "fail", "unknown")


def resigned(**parts) -> bytes:
    """A document signature over a signed part changed by hand: the signer itself lies."""
    tbs = to_be_signed(scene().seal, at=NOW, data_hash=sm3(SIGNATURE_XML), property_info=PROPERTY_INFO)
    names = ["version", "seal", "at", "hash", "path"]
    stored = dict(zip(names, (child.raw for child in parse(tbs).children), strict=True)) | parts
    tbs = encode.sequence(*stored.values())
    committee = scene().committee
    signature = committee.sign_digest(committee.public_key.digest(tbs))
    return assemble(tbs, certificate=committee.certificate, signature=signature)


def test_every_step_of_a_true_document_holds():
    findings = scene().findings(scene().sealed(), seal_esl=scene().seal, signature_method=SM2_WITH_SM3, now=NOW)
    assert codes(findings, "ok") == [
        "structure-read",
        "seal-file-same",
        "data-hash-fits",
        "document-signature-fits",
        "maker-signature-fits",
        "maker-certificate-trusted",
        "maker-accepted",
        "signer-certificate-trusted",
        "signer-listed",
        "seal-in-force",
        "property-info-fits",
        "version-agrees",
        "method-agrees",
    ]
    assert codes(findings, "warn") == ["time-stamp-absent"]
    assert not codes(findings, "fail", "unknown")
    assert [finding.step for finding in findings] == sorted(finding.step for finding in findings)


def test_a_seal_that_lists_digests_serves_as_well():
    seal = scene().seal_with(list_kind=ListKind.DIGESTS)
    assert wrong(scene().sealed(seal)) == []
    assert scene().committee.certificate not in seal


def test_a_raw_signature_of_64_bytes_is_accepted_in_both_places():
    made = parse(scene().seal)
    raw_seal = encode.sequence(
        *(child.raw for child in made.children[:3]), encode.bit_string(der_to_raw(made[3].bits()))
    )
    signed = parse(scene().sealed(raw_seal))
    parts = [child.raw for child in signed.children[:3]]
    assert wrong(encode.sequence(*parts, encode.bit_string(der_to_raw(signed[3].bits())))) == []


def test_a_changed_byte_of_the_picture_is_found_by_both_signatures():
    signed = scene().sealed()
    at = signed.index(PICTURE) + 500
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert wrong(changed) == ["document-signature-wrong", "maker-signature-wrong"]


def test_a_picture_changed_before_signing_is_found_by_the_makers_signature():
    changed = scene().seal.replace(PICTURE, PICTURE[:-1] + b"\0")
    assert wrong(scene().sealed(changed), seal_esl=changed) == ["maker-signature-wrong"]


def test_another_valid_seal_in_place_of_the_signed_one_is_found():
    other = scene().seal_with(seal_id="130123-0002")
    signed = parse(scene().sealed())
    tbs = [child.raw for child in signed[0].children]
    swapped = encode.sequence(encode.sequence(tbs[0], other, *tbs[2:]), *(child.raw for child in signed.children[1:]))
    assert wrong(swapped) == ["document-signature-wrong"]


def test_a_seal_file_that_is_another_seal_is_found():
    assert wrong(scene().sealed(), seal_esl=scene().seal_with(seal_id="130123-0002")) == ["seal-file-differs"]


def test_a_signer_who_is_not_listed_is_found():
    assert wrong(scene().sealed(signer=scene().stranger)) == ["signer-not-listed"]
    by_digest = scene().seal_with(list_kind=ListKind.DIGESTS)
    assert wrong(scene().sealed(by_digest, signer=scene().stranger)) == ["signer-not-listed"]


def test_a_signature_under_the_name_of_a_listed_signer_by_another_key_is_found():
    forger = SoftwareSigner(PrivateKey.generate(), scene().committee.certificate)
    assert wrong(scene().sealed(signer=forger)) == ["document-signature-wrong"]


def test_a_seal_by_a_maker_of_an_unknown_authority_is_found():
    elsewhere = TestAuthority.create(NOW)
    seal = make_seal(scene().info, elsewhere.seal_maker())
    assert wrong(scene().sealed(seal)) == ["maker-certificate-untrusted", "maker-not-accepted"]


def test_a_seal_holder_cannot_make_itself_a_seal():
    stranger = scene().stranger
    own_make = make_seal(replace(scene().info, signer_certificates=[stranger.certificate]), stranger)
    assert wrong(scene().sealed(own_make, signer=stranger)) == ["maker-not-accepted"]


def test_a_signer_of_an_unknown_authority_is_found():
    foreigner = certified(TestAuthority.create(NOW), COMMITTEE)
    seal = scene().seal_with(signer_certificates=[foreigner.certificate])
    assert wrong(scene().sealed(seal, signer=foreigner)) == ["signer-certificate-untrusted"]


def test_a_document_sealed_after_the_seals_validity_is_found():
    ended = scene().seal_with(valid_to=NOW - timedelta(seconds=1))
    findings = scene().findings(scene().sealed(ended))
    assert codes(findings, "fail") == ["seal-expired"]
    said = next(finding for finding in findings if finding.code == "seal-expired")
    assert said.params == {"signed_at": NOW, "valid_to": NOW - timedelta(seconds=1)}
    assert "2026-11-24 10:00:00 UTC" in said.text


def test_a_document_sealed_before_the_seals_validity_is_found():
    assert wrong(scene().sealed(scene().seal_with(valid_from=NOW + timedelta(seconds=1)))) == ["seal-not-yet-valid"]


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (NOW - YEAR, NOW - timedelta(days=1), "signer-certificate-expired"),
        (NOW + timedelta(days=1), NOW + YEAR, "signer-certificate-not-yet-valid"),
    ],
)
def test_a_certificate_not_in_force_at_the_time_of_signing_is_found(begin, end, expected):
    signer = certified(scene().authority, COMMITTEE, begin=begin, end=end)
    seal = scene().seal_with(signer_certificates=[signer.certificate])
    assert wrong(scene().sealed(seal, signer=signer)) == [expected]


def test_a_certificate_that_expired_after_signing_still_serves():
    signer = certified(scene().authority, COMMITTEE, end=NOW + timedelta(days=1))
    seal = scene().seal_with(signer_certificates=[signer.certificate])
    assert wrong(scene().sealed(seal, signer=signer), now=NOW + 3 * YEAR) == []


def test_an_authority_does_not_seal_documents():
    authority = scene().authority
    signer = SoftwareSigner(authority._sm2.private_key, authority.certificates.sm2_issuing)
    seal = scene().seal_with(signer_certificates=[signer.certificate])
    assert wrong(scene().sealed(seal, signer=signer)) == ["signer-certificate-wrong-usage"]


def test_a_signature_from_the_future_is_found():
    signed = scene().sealed(at=NOW + timedelta(minutes=6))
    assert wrong(signed, now=NOW) == ["signed-in-the-future"]
    assert wrong(scene().sealed(at=NOW + timedelta(minutes=4)), now=NOW) == []


def test_a_changed_list_of_files_is_found():
    assert wrong(scene().sealed(), signature_xml=SIGNATURE_XML + b" ") == ["data-hash-differs"]


def test_a_signature_moved_to_another_place_is_found():
    moved = "/Doc_0/Signs/Sign_1/Signature.xml"
    assert wrong(scene().sealed(), expected_property_info=moved) == ["property-info-differs"]


def test_a_signed_part_of_another_version_than_its_seal_is_found():
    assert wrong(resigned(version=encode.integer(5))) == ["version-differs"]


@pytest.mark.parametrize("method", [MD5_WITH_RSA, ECDSA_WITH_SHA256])
def test_a_document_signed_by_another_method_is_refused(method):
    signed = parse(scene().sealed())
    relabelled = encode.sequence(signed[0].raw, signed[1].raw, encode.oid(method), signed[3].raw)
    findings = scene().findings(relabelled, signature_method=SM2_WITH_SM3)
    assert codes(findings, "fail") == ["document-method-refused", "method-differs"]
    assert method in next(finding.text for finding in findings if finding.code == "document-method-refused")


@pytest.mark.parametrize("method", [MD5_WITH_RSA, ECDSA_WITH_SHA256])
def test_a_seal_signed_by_another_method_is_refused(method):
    made = parse(scene().seal)
    relabelled = encode.sequence(made[0].raw, made[1].raw, encode.oid(method), made[3].raw)
    assert wrong(scene().sealed(relabelled)) == ["maker-method-refused"]


@pytest.mark.parametrize("bits", [b"", b"\0" * 64, b"\xff" * 64, b"\x30\x00", b"\0" * 70])
def test_what_is_not_a_signature_value_does_not_fit(bits):
    signed = parse(scene().sealed())
    changed = encode.sequence(*(child.raw for child in signed.children[:3]), encode.bit_string(bits))
    assert wrong(changed) == ["document-signature-wrong"]


def test_a_seal_by_itself_can_be_checked():
    good = verify_seal(scene().seal, at=NOW, trust=scene().trust)
    assert codes(good, "ok") == [
        "maker-signature-fits",
        "maker-certificate-trusted",
        "maker-accepted",
        "seal-in-force",
    ]
    late = verify_seal(scene().seal, at=NOW + 2 * YEAR, trust=scene().trust)
    assert codes(late, "fail") == ["seal-expired"]
    assert codes(verify_seal(b"", at=NOW, trust=scene().trust), "fail") == ["seal-malformed"]


@cache
def sealed_once() -> bytes:
    return scene().sealed()


@given(st.data())
def test_no_changed_byte_goes_unnoticed(data):
    signed = bytearray(sealed_once())
    at = data.draw(st.integers(0, len(signed) - 1))
    signed[at] ^= data.draw(st.integers(1, 255))
    assert wrong(bytes(signed), signature_method=SM2_WITH_SM3)


def test_every_message_can_be_filled_and_names_its_place():
    for step, severity, clause, message in CATALOGUE.values():
        assert step in {1, 3, 4, 5, 6, 7, 8, 9, 10}
        assert severity in {"ok", "warn", "fail", "unknown"}
        assert clause.startswith(("GB/T", "RFC"))
        assert message.endswith(".")
