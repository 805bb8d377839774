"""Offline codes: the RFC's examples of Base45, tokens that come back as signed, and lies."""

import zlib
from datetime import timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.credential import base45, cwt, jws
from jiban.standards.credential.errors import (
    CredentialError,
    ForgedError,
    MalformedError,
    NotInForceError,
    TooLargeError,
)
from tests.standards.credential.conftest import NOW

SECONDS = int(NOW.timestamp())
CLAIMS = {cwt.ISS: "村", cwt.EXP: SECONDS + 60, cwt.IAT: SECONDS, "n": "王秀兰"}


@pytest.mark.parametrize(
    ("plain", "written"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")]
)
def test_base45_as_rfc_9285_prints_it(plain, written):
    assert base45.encode(plain) == written
    assert base45.decode(written) == plain


@given(st.binary())
def test_base45_comes_back(data):
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize("text", ["A", "GGW", "::", "ab", "1234", "é00"])
def test_what_is_no_base45_is_refused(text):
    with pytest.raises(MalformedError):
        base45.decode(text)


@given(st.dictionaries(st.integers(10, 99) | st.text(), st.text() | st.integers(0, 2**40), max_size=5))
def test_claims_come_back_as_signed(issuer, claims):
    token = cwt.read(cwt.from_code(cwt.to_code(cwt.sign(claims, signer=issuer), prefix="T1"), prefix="T1"))
    cwt.check(token, jws.key_of_certificate(issuer.certificate), now=NOW)
    assert token.claims == claims
    assert token.certificate == issuer.certificate


def test_no_byte_can_be_changed(issuer):
    data, key = cwt.sign(CLAIMS, signer=issuer), jws.key_of_certificate(issuer.certificate)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 0x01
        with pytest.raises(CredentialError):
            cwt.check(cwt.read(bytes(changed)), key, now=NOW)


def test_another_key_and_another_time_are_refused(issuer):
    token = cwt.read(cwt.sign(CLAIMS, signer=issuer))
    with pytest.raises(ForgedError):
        cwt.check(token, ec.generate_private_key(ec.SECP256R1()).public_key(), now=NOW)
    with pytest.raises(NotInForceError):
        cwt.check(token, jws.key_of_certificate(issuer.certificate), now=NOW + timedelta(hours=1))


def test_nothing_may_follow_a_token(issuer):
    with pytest.raises(MalformedError):
        cwt.read(cwt.sign(CLAIMS, signer=issuer) + b"\x00")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("X1:BB8", MalformedError),
        ("T1:BB8", MalformedError),
        ("T1:" + base45.encode(zlib.compress(b"1")[:-1]), MalformedError),
        ("T1:" + "0" * 5000, TooLargeError),
        ("T1:" + base45.encode(zlib.compress(bytes(100_000))), TooLargeError),
    ],
)
def test_broken_codes_are_refused(text, error):
    with pytest.raises(error):
        cwt.from_code(text, prefix="T1")


@given(st.binary(max_size=80) | st.recursive(st.integers() | st.binary() | st.text(), st.lists).map(cbor2.dumps))
def test_what_is_no_token_is_malformed(data):
    with pytest.raises(MalformedError):
        cwt.read(data)
