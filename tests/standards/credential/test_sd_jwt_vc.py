"""Credentials: what is signed comes back, what the RFC prints is read as it says, and every lie is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.credential import base64url, disclosures, jws, sd_jwt, sd_jwt_vc
from jiban.standards.credential.errors import (
    CredentialError,
    ForgedError,
    KeyBindingError,
    MalformedError,
    NotInForceError,
    TooLargeError,
    UntrustedIssuerError,
)
from jiban.standards.credential.sd_jwt import Demand
from tests.standards.credential.conftest import CLAIMS, NOW, Holder

DEMAND = Demand("https://school.example.cn", "n-0S6_WzA2Mj")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def credential(issuer, holder):
    return sd_jwt_vc.issue(CLAIMS, signer=issuer, holder_key=holder.public_key)


def shown(credential, holder, *names, demand=DEMAND, now=NOW):
    return sd_jwt.bind(sd_jwt_vc.present(credential, names=names), signer=holder, demand=demand, now=now)


def test_everything_signed_comes_back(credential, roots, issuer):
    verified = sd_jwt_vc.verify(credential, roots=roots, now=NOW)
    assert {name: value for name, value in verified.claims.items() if name != "cnf"} == CLAIMS
    assert verified.issuer.der == issuer.certificate
    assert verified.status == sd_jwt_vc.StatusReference("https://example.cn/status/1", 5)


def test_the_holder_shows_only_what_she_wants(credential, holder, roots):
    presentation = shown(credential, holder, "number")
    verified = sd_jwt_vc.verify(presentation, roots=roots, now=NOW, demand=DEMAND)
    assert verified.claims["number"] == CLAIMS["number"]
    assert {"name", "issuer"}.isdisjoint(verified.claims)
    assert verified.is_key_bound


@given(claims=st.dictionaries(st.text(alphabet="klmno", min_size=1), json_values, max_size=6), choice=st.randoms())
def test_any_choice_of_claims_is_shown_exactly(claims, choice):
    payload, hidden = disclosures.hide({**claims, "vct": "t"}, always=["vct"])
    chosen = [one for one in hidden if choice.random() < 0.5]
    assert disclosures.reveal(payload, [disclosures.parse(one.text) for one in chosen]) == {
        "vct": "t",
        **{one.name: claims[one.name] for one in chosen},
    }


# RFC 9901 section 4.2.1 and 4.2.3: one claim written in four ways, and the digest of the first.
FIRST = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
WAYS = [
    FIRST,
    "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd",
    "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd",
    "WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiTcO2Yml1cyIKXQ",
]


@pytest.mark.parametrize("text", WAYS)
def test_the_disclosures_printed_in_the_rfc_are_read(text):
    read = disclosures.parse(text)
    assert (read.name, read.value) == ("family_name", "Möbius")


def test_the_digest_printed_in_the_rfc_is_ours():
    assert disclosures.parse(FIRST).digest == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


def test_elements_of_lists_can_be_disclosed_too():
    hidden = disclosures.parse(base64url.encode(b'["salt", "FR"]'))
    payload = {"nationalities": [{"...": hidden.digest}, "DE", {"...": "x" * 43}]}
    assert disclosures.reveal(payload, [hidden]) == {"nationalities": ["FR", "DE"]}
    assert disclosures.reveal(payload, []) == {"nationalities": ["DE"]}


def test_no_byte_can_be_changed(credential, holder, roots):
    text = shown(credential, holder, "number", "name")
    for place in range(0, len(text), 7):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises(CredentialError):
            sd_jwt_vc.verify(changed, roots=roots, now=NOW, demand=DEMAND)


def test_a_claim_of_another_credential_does_not_fit(credential, issuer, roots):
    other = sd_jwt_vc.issue({**CLAIMS, "name": "李树林"}, signer=issuer)
    taken = next(text for text in other.split("~")[1:-1] if disclosures.parse(text).name == "name")
    with pytest.raises(ForgedError):
        sd_jwt_vc.verify(sd_jwt_vc.present(credential, names=[]) + taken + "~", roots=roots, now=NOW)


@pytest.mark.parametrize(
    ("demand", "now"),
    [
        (replace(DEMAND, nonce="another"), NOW),
        (replace(DEMAND, audience="https://bank.example.cn"), NOW),
        (DEMAND, NOW + timedelta(hours=1)),
    ],
)
def test_a_proof_for_another_question_or_time_is_refused(credential, holder, roots, demand, now):
    with pytest.raises(KeyBindingError):
        sd_jwt_vc.verify(shown(credential, holder, "name"), roots=roots, now=now, demand=demand)


def test_who_does_not_hold_the_key_cannot_show_the_credential(credential, roots, issuer):
    with pytest.raises(ForgedError):
        sd_jwt_vc.verify(shown(credential, Holder(), "name"), roots=roots, now=NOW, demand=DEMAND)
    with pytest.raises(KeyBindingError):
        sd_jwt_vc.verify(credential, roots=roots, now=NOW, demand=DEMAND)
    unbound = sd_jwt_vc.issue(CLAIMS, signer=issuer)
    with pytest.raises(KeyBindingError):
        sd_jwt_vc.verify(shown(unbound, Holder(), "name"), roots=roots, now=NOW, demand=DEMAND)


def test_a_proof_does_not_serve_after_claims_were_taken_away(credential, holder, roots):
    signed, first, _, proof = shown(credential, holder, "name", "number").split("~")
    with pytest.raises(KeyBindingError):
        sd_jwt_vc.verify(f"{signed}~{first}~{proof}", roots=roots, now=NOW, demand=DEMAND)


def test_times_are_kept(credential, roots):
    with pytest.raises(NotInForceError):
        sd_jwt_vc.verify(credential, roots=roots, now=NOW + timedelta(days=2))
    with pytest.raises(NotInForceError):
        sd_jwt_vc.verify(credential, roots=roots, now=NOW - timedelta(hours=1))


def test_a_stranger_may_sign_and_is_not_trusted(credential):
    from jiban.standards.pki.testing_authority import TestAuthority

    stranger = TestAuthority.create(NOW - timedelta(days=1))
    with pytest.raises(UntrustedIssuerError):
        sd_jwt_vc.verify(credential, roots=[stranger.p256_root], now=NOW)


def test_what_must_stay_open_cannot_be_disclosed_selectively(issuer, roots):
    hidden = sd_jwt.issue({**CLAIMS, "exp": 1}, always=["vct", "iat"], typ=sd_jwt_vc.TYPE, signer=issuer)
    with pytest.raises(ForgedError):
        sd_jwt_vc.verify(hidden, roots=roots, now=NOW)


def test_other_algorithms_and_other_types_are_refused(credential, issuer):
    for header in ({"alg": "none", "typ": sd_jwt_vc.TYPE}, {"alg": "HS256", "typ": sd_jwt_vc.TYPE}, {"alg": "ES256"}):
        text = ".".join([base64url.encode(str(header).replace("'", '"').encode()), *credential.split(".")[1:]])
        with pytest.raises(MalformedError):
            sd_jwt_vc.present(text, names=[])
    with pytest.raises(MalformedError):
        jws.read(jws.sign({}, typ="JWT", signer=issuer), typ="kb+jwt")


@pytest.mark.parametrize("text", ["", "~", "a.b.c~", "....~~~", "é~", "~" * 1000, "." * 300])
def test_what_is_no_credential_is_malformed(text):
    with pytest.raises((MalformedError, TooLargeError)):
        sd_jwt.parse(text, typ=sd_jwt_vc.TYPE)


def test_a_name_that_appears_twice_is_refused():
    with pytest.raises(MalformedError):
        jws.json_object(b'{"a":1,"a":2}')
