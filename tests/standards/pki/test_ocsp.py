from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import encode
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.errors import (
    IssueError,
    OcspFormatError,
    OcspMismatchError,
    OcspOutdatedError,
    OcspRefusedError,
    OcspSignatureError,
    PkiError,
)
from jiban.standards.pki.issue import OCSP_SIGNING, SIGNING, Profile
from jiban.standards.pki.ocsp import check_answer, parse_response, request
from jiban.standards.pki.ocsp_request import parse_request
from jiban.standards.pki.ocsp_responder import OcspResponder
from jiban.standards.pki.revoked import REASONS, Revocation
from jiban.standards.pki.signing import Sm2MessageSigner
from jiban.standards.pki.testing_authority import TestAuthority
from tests.standards.pki.hierarchy import KEYS, NOW, YEAR, Validity, authority_under, root, under

DAY = timedelta(days=1)
ROOT_CA = root()
ISSUING_CA = authority_under(ROOT_CA, KEYS[1])
ISSUER = parsed(ISSUING_CA.certificate)
SEAL = parsed(under(ISSUING_CA, KEYS[2]).certificate)
DELEGATE = under(ISSUING_CA, KEYS[3], common_name="测试应答", profile=OCSP_SIGNING)


def responder(signer=DELEGATE, status="good"):
    return OcspResponder(Sm2MessageSigner(signer), issuer=ISSUING_CA.certificate, status=lambda _: status)


def answer(*, by=None, at=NOW, hash_name="sm3", nonce=None):
    return (by or responder()).respond(request(SEAL, ISSUER, hash_name=hash_name, nonce=nonce), at=at)


def ask(der, *, now=NOW, **more):
    return check_answer(SEAL, response=parse_response(der), issuer=ISSUER, now=now, **more)


@pytest.mark.parametrize("hash_name", ["sm3", "sha256"])
@pytest.mark.parametrize("signer", [DELEGATE, ISSUING_CA], ids=["delegate", "issuer"])
def test_a_good_certificate_is_good_by_its_issuer_and_by_whom_it_named(signer, hash_name):
    said, by = ask(answer(by=responder(signer), hash_name=hash_name))
    assert (said.status, said.this_update, said.next_update) == ("good", NOW, NOW + DAY)
    assert by.der == signer.certificate


@given(st.sampled_from(sorted(REASONS.values())), st.integers(0, 10**6))
def test_a_revocation_is_told_as_it_was(reason, seconds):
    revocation = Revocation(SEAL.serial, NOW - timedelta(seconds=seconds), reason)
    said, _ = ask(answer(by=responder(status=revocation)))
    assert (said.status, said.revocation) == ("revoked", revocation)


def test_an_unknown_certificate_is_unknown():
    assert ask(answer(by=responder(status="unknown")))[0].status == "unknown"


@given(st.binary(min_size=1, max_size=128))
def test_a_nonce_comes_back(nonce):
    der = answer(nonce=nonce)
    assert parse_response(der).nonce == nonce
    ask(der, nonce=nonce)
    with pytest.raises(OcspMismatchError, match="nonce"):
        ask(der, nonce=nonce + b"x")


def test_a_nonce_has_a_length():
    for nonce in (b"", bytes(129)):
        with pytest.raises(OcspFormatError):
            request(SEAL, ISSUER, nonce=nonce)


def test_an_answer_is_in_force_from_its_making_until_the_next():
    der = answer()
    ask(der, now=NOW + DAY)
    ask(der, now=None)
    for moment in (NOW - timedelta(seconds=1), NOW + DAY + timedelta(seconds=1)):
        with pytest.raises(OcspOutdatedError):
            ask(der, now=moment)


def test_an_answer_about_another_certificate_says_nothing():
    other = parsed(under(ISSUING_CA, KEYS[2]).certificate)
    with pytest.raises(OcspMismatchError):
        check_answer(other, response=parse_response(answer()), issuer=ISSUER, now=NOW)
    with pytest.raises(OcspMismatchError):
        check_answer(SEAL, response=parse_response(answer()), issuer=parsed(ROOT_CA.certificate), now=NOW)


@pytest.mark.parametrize(
    "stranger",
    [
        under(ISSUING_CA, KEYS[3], common_name="测试应答", profile=SIGNING),
        under(ROOT_CA, KEYS[3], common_name="测试应答", profile=OCSP_SIGNING),
        under(ISSUING_CA, KEYS[3], profile=OCSP_SIGNING, validity=Validity(NOW - 2 * YEAR, NOW - YEAR)),
        under(
            ISSUING_CA, KEYS[3], profile=Profile(frozenset({"keyAgreement"}), extended_key_usage=(oids.OCSP_SIGNING,))
        ),
    ],
    ids=["not named for it", "named by another authority", "expired", "wrong usage"],
)
def test_an_answer_by_one_who_was_not_named_is_not_believed(stranger):
    made = responder()
    made._signer, made._subject = Sm2MessageSigner(stranger), parsed(stranger.certificate).subject
    with pytest.raises(OcspSignatureError):
        ask(answer(by=made))


def test_a_responder_that_the_checker_trusts_needs_no_naming():
    own = under(root(KEYS[4]), KEYS[3], common_name="测试应答", profile=OCSP_SIGNING)
    made = responder()
    made._signer, made._subject = Sm2MessageSigner(own), parsed(own.certificate).subject
    der = answer(by=made)
    with pytest.raises(OcspSignatureError):
        ask(der)
    assert ask(der, trusted_responders=[own.certificate])[1].der == own.certificate


def test_no_byte_of_an_answer_can_be_changed():
    der = answer(by=responder(status=Revocation(SEAL.serial, NOW, "keyCompromise")))
    said, by = ask(der)
    for at in range(0, len(der), 2):
        changed = bytearray(der)
        changed[at] ^= 0x01
        try:
            assert ask(bytes(changed)) == (said, by)
        except PkiError:
            continue
        pytest.fail(f"byte {at} may be changed")


def test_what_the_responder_does_not_answer_it_refuses():
    with pytest.raises(OcspRefusedError) as refusal:
        parse_response(responder().respond(b"\x30\x00", at=NOW))
    assert refusal.value.status == 1
    foreign = request(SEAL, parsed(ROOT_CA.certificate))
    with pytest.raises(OcspRefusedError) as refusal:
        parse_response(responder().respond(foreign, at=NOW))
    assert refusal.value.status == 6


@pytest.mark.parametrize(
    "signer",
    [
        under(ISSUING_CA, KEYS[3]),
        under(ROOT_CA, KEYS[3], profile=OCSP_SIGNING),
        SoftwareSigner(KEYS[0], ROOT_CA.certificate),
    ],
)
def test_a_responder_without_the_right_is_not_set_up(signer):
    with pytest.raises(IssueError):
        responder(signer)


def test_a_request_with_too_many_certificates_or_none_is_refused():
    one = parse_request(request(SEAL, ISSUER)).asked[0].raw
    for count in (0, 33):
        asked = encode.sequence(*[encode.sequence(one)] * count)
        with pytest.raises(OcspFormatError):
            parse_request(encode.sequence(encode.sequence(asked)))


def test_the_twin_hierarchies_answer_alike():
    authority = TestAuthority.create(NOW)
    for kind, issuing in (("sm2", authority.sm2_intermediates[0]), ("p256", authority.p256_intermediates[0])):
        made = authority.ocsp_responder(kind)
        issuer, certificate = parsed(issuing), parsed(made.certificate)
        der = made.respond(request(certificate, issuer), at=NOW)
        said, _ = check_answer(certificate, response=parse_response(der), issuer=issuer, now=NOW)
        assert said.status == "good"


@given(st.binary(max_size=120))
def test_any_bytes_are_refused_and_never_crash(data):
    for read in (parse_request, parse_response):
        with pytest.raises((OcspFormatError, OcspRefusedError)):
            read(data)
