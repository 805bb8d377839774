import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.der import encode, parse
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import cms, oids
from jiban.standards.pki.errors import (
    IssueError,
    KeyUsageError,
    PkiError,
    TimestampFormatError,
    TimestampImprintError,
    TimestampMismatchError,
    TimestampRefusedError,
    TimestampSignatureError,
    UntrustedError,
)
from jiban.standards.pki.issue import SIGNING, TIME_STAMPING, Profile
from jiban.standards.pki.signing import Sm2MessageSigner, digest
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.pki.timestamp_authority import TEST_POLICY, TimestampAuthority
from jiban.standards.pki.timestamps import (
    check_token,
    parse_request,
    parse_token,
    read_response,
    request,
)
from tests.standards.pki.hierarchy import KEYS, NOW, authority_under, root, under

AUTHORITY = TestAuthority.create(NOW)
STAMPERS = {"sm2": AUTHORITY.timestamp_authority("sm2"), "p256": AUTHORITY.timestamp_authority("p256")}
ROOTS = {"sm2": AUTHORITY.sm2_root, "p256": AUTHORITY.p256_root}
IMPRINT = sm3(b"what is stamped")
kinds = st.sampled_from(["sm2", "p256"])
hashes = st.sampled_from(["sm3", "sha256"])


def stamped(kind="sm2", *, imprint=IMPRINT, hash_name="sm3", at=NOW, stamper=None, **more):
    asked = request(imprint, hash_name, 77, **more)
    answer = (stamper or STAMPERS[kind]).respond(asked, at=at)
    return read_response(answer, request_der=asked)


def check(token_der, *, kind="sm2", imprint=IMPRINT, **more):
    return check_token(parse_token(token_der), imprint=imprint, roots=[ROOTS[kind]], **more)


@settings(max_examples=40, deadline=None)
@given(
    kinds,
    hashes,
    st.binary(),
    st.none() | st.integers(-(1 << 127), 1 << 127),
    st.datetimes(datetime(2025, 1, 1), datetime(2040, 1, 1)),
)
def test_whatever_is_asked_is_stamped_and_the_stamp_holds(kind, hash_name, data, nonce, when):
    when = when.replace(tzinfo=UTC)
    asked = request(digest(hash_name, data), hash_name, nonce)
    token = parse_token(read_response(STAMPERS[kind].respond(asked, at=when), request_der=asked))
    chain = check_token(token, imprint=digest(hash_name, data), roots=[ROOTS[kind]])
    assert (token.time, token.hash_name, token.nonce) == (when, hash_name, nonce)
    assert token.policy == TEST_POLICY
    assert token.accuracy == timedelta(seconds=1)
    assert [link.der for link in chain] == [STAMPERS[kind].certificate, chain[1].der, ROOTS[kind]]


def test_a_request_is_read_as_it_was_written():
    read = parse_request(request(IMPRINT, "sm3", 5, policy="1.2.3", wants_certificates=False))
    assert (read.imprint, read.hash_name, read.nonce, read.policy) == (IMPRINT, "sm3", 5, "1.2.3")
    assert not read.wants_certificates


def test_a_stamp_for_something_else_is_refused():
    with pytest.raises(TimestampImprintError):
        check(stamped(), imprint=sm3(b"another thing"))


def test_a_stamp_by_an_unknown_authority_is_refused():
    stranger = TestAuthority.create(NOW)
    with pytest.raises(UntrustedError):
        check(stamped(stamper=stranger.timestamp_authority("sm2")))


def test_a_stamp_outlives_its_authority_s_certificate_unless_asked_about_a_later_moment():
    token = stamped(at=NOW + timedelta(days=18 * 365))
    check(token)
    with pytest.raises(PkiError):
        check(token, at=NOW + timedelta(days=19 * 365))


def test_without_certificates_the_caller_brings_them():
    token = stamped(wants_certificates=False)
    assert parse_token(token).certificates == ()
    with pytest.raises(TimestampSignatureError, match="missing"):
        check(token)
    check(token, intermediates=[STAMPERS["sm2"].certificate, *AUTHORITY.sm2_intermediates])


@pytest.mark.parametrize(
    "profile",
    [
        SIGNING,
        Profile(SIGNING.key_usage, extended_key_usage=(oids.TIME_STAMPING,)),
        Profile(SIGNING.key_usage, extended_key_usage=(oids.TIME_STAMPING, oids.EMAIL_PROTECTION)),
        Profile(frozenset({"keyAgreement"}), extended_key_usage=(oids.TIME_STAMPING,), is_extended_critical=True),
    ],
    ids=["documents", "not critical", "not alone", "wrong usage"],
)
def test_only_a_certificate_for_time_stamping_alone_stamps(profile):
    issuing = authority_under(root(), KEYS[1])
    wrong, right = (under(issuing, KEYS[2], profile=one) for one in (profile, TIME_STAMPING))
    info = parse_token(stamped()).signed.content
    for signer, accepted in ((right, True), (wrong, False)):
        token = cms.sign(oids.TIME_STAMP_INFO, info, signer=Sm2MessageSigner(signer), certificates=[signer.certificate])
        asking = {"imprint": IMPRINT, "roots": [root().certificate], "intermediates": [issuing.certificate]}
        if accepted:
            check_token(parse_token(token), **{**asking, "roots": [issuing_root(issuing)]})
        else:
            with pytest.raises(KeyUsageError):
                check_token(parse_token(token), **{**asking, "roots": [issuing_root(issuing)]})


def issuing_root(issuing):
    """The issuing authority itself, trusted as it is."""
    return issuing.certificate


def test_an_authority_needs_a_certificate_for_it():
    with pytest.raises(IssueError):
        TimestampAuthority(Sm2MessageSigner(under(root(), KEYS[1])))


def test_the_answer_to_another_request_is_refused():
    asked = request(IMPRINT, "sm3", 1)
    answer = STAMPERS["sm2"].respond(asked, at=NOW)
    for other in (
        request(IMPRINT, "sm3", 2),
        request(IMPRINT, "sm3"),
        request(IMPRINT, "sha256", 1),
        request(sm3(b"x"), "sm3", 1),
        request(IMPRINT, "sm3", 1, policy="1.2.3"),
    ):
        with pytest.raises(TimestampMismatchError):
            read_response(answer, request_der=other)


def test_a_refusal_says_why():
    with pytest.raises(TimestampRefusedError) as refusal:
        stamped(policy="1.2.3")
    assert (refusal.value.status, refusal.value.failures) == (2, {15})
    answer = STAMPERS["sm2"].respond(b"\x30\x00", at=NOW)
    with pytest.raises(TimestampRefusedError) as refusal:
        read_response(answer, request_der=request(IMPRINT, "sm3"))
    assert refusal.value.failures == {5}


def test_weak_or_short_digests_are_neither_asked_for_nor_stamped():
    with pytest.raises(TimestampFormatError):
        request(bytes(20), "sha256")
    sha1 = encode.sequence(encode.sequence(encode.oid(oids.SHA1)), encode.octet_string(bytes(20)))
    with pytest.raises(TimestampFormatError, match="neither"):
        parse_request(encode.sequence(encode.integer(1), sha1))


def test_a_source_in_this_process_gives_tokens():
    source = STAMPERS["p256"].source(lambda: NOW)
    token = source.stamp(hashlib.sha256(b"pdf").digest(), "sha256")
    assert check(token, kind="p256", imprint=hashlib.sha256(b"pdf").digest())
    assert parse_token(token).time == NOW


@pytest.mark.parametrize("kind", ["sm2", "p256"])
def test_no_byte_of_a_token_can_be_changed(kind):
    token = stamped(kind)
    good = check(token, kind=kind)
    for at in range(0, len(token), 3):
        changed = bytearray(token)
        changed[at] ^= 0x01
        try:
            chain = check(bytes(changed), kind=kind)
        except PkiError:
            continue
        # The container's own frame is not signed: a version, a repeated algorithm name, a certificate sent along.
        assert parse_token(bytes(changed)).signed.content == parse_token(token).signed.content
        assert [link.der for link in chain] == [link.der for link in good]


def test_a_certificate_put_in_another_s_place_is_found_out():
    """ESSCertIDv2 binds the certificate: the same key under another certificate does not fit."""
    issuing = authority_under(root(), KEYS[1])
    first, second = (under(issuing, KEYS[2], profile=TIME_STAMPING) for _ in range(2))
    stamper = TimestampAuthority(Sm2MessageSigner(first))
    token = stamped(stamper=stamper, wants_certificates=False)
    swapped = parse(token).raw.replace(
        encode.integer(parse_serial(first.certificate)), encode.integer(parse_serial(second.certificate))
    )
    assert swapped != token
    with pytest.raises(TimestampSignatureError, match="bound to another"):
        check(swapped, intermediates=[second.certificate, issuing.certificate])


def parse_serial(der):
    return parse(der)[0][1].integer()


@given(st.binary(max_size=120))
def test_any_bytes_are_refused_and_never_crash(data):
    with pytest.raises(TimestampFormatError):
        parse_token(data)
    with pytest.raises(TimestampFormatError):
        parse_request(data)
    with pytest.raises(PkiError):
        read_response(data, request_der=request(IMPRINT, "sm3"))
