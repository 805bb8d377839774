"""The JavaScript packages @sd-jwt/* and ours agree on credentials, presentations and status lists."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from jiban.standards.credential import base64url, jws, sd_jwt, sd_jwt_vc, status_list
from jiban.standards.credential.errors import CredentialError
from jiban.standards.credential.sd_jwt import Demand
from jiban.standards.pdf.signer import SoftwarePdfSigner
from jiban.standards.pki import p256
from tests.interop.node_process import conversation
from tests.standards.credential.conftest import CLAIMS, NOW, Holder, credential_authority, roots

__all__ = ["credential_authority", "roots"]
DEMAND = Demand("https://school.example.cn", "n-0S6_WzA2Mj")
SECONDS = int(NOW.timestamp())


@pytest.fixture(scope="module")
def theirs():
    with conversation("sd_jwt.mjs") as ask:
        yield ask


@pytest.fixture(scope="module")
def issuer_key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def issuer(issuer_key, credential_authority):
    begin, end = NOW - timedelta(days=1), NOW + timedelta(days=365)
    spki = p256.spki_of(issuer_key)
    certificate = credential_authority.issue_pdf_signer("赵家庄村", spki, not_before=begin, not_after=end)
    return SoftwarePdfSigner(issuer_key, certificate, credential_authority.p256_intermediates)


@pytest.fixture(scope="module")
def status_token(issuer):
    def made(revoked):
        listed = status_list.pack(dict.fromkeys(revoked, 1), bits=1, length=16)
        uri = CLAIMS["status"]["status_list"]["uri"]
        return status_list.sign(listed, uri=uri, signer=issuer, now=NOW, ttl=timedelta(minutes=5))

    return made


def jwk(key):
    return jws.key_to_jwk(key.public_key())


def private_jwk(key):
    return {**jwk(key), "d": base64url.encode(key.private_numbers().private_value.to_bytes(32))}


def asked(issuer_key, holder, status):
    return {
        "issuerKey": jwk(issuer_key),
        "holderKey": jws.key_to_jwk(holder.public_key),
        "statusToken": status,
        "statusKey": jwk(issuer_key),
        "nonce": DEMAND.nonce,
        "now": SECONDS,
    }


def test_theirs_verifies_what_we_issue_and_show(theirs, issuer, issuer_key, status_token):
    holder = Holder()
    credential = sd_jwt_vc.issue(CLAIMS, signer=issuer, holder_key=holder.public_key)
    shown = sd_jwt_vc.present(credential, names=["number", "iat"])
    presentation = sd_jwt.bind(shown, signer=holder, demand=DEMAND, now=NOW)
    question = asked(issuer_key, holder, status_token([]))
    answer = theirs("verify", credential=presentation, **question)
    assert answer["payload"]["number"] == CLAIMS["number"]
    assert "name" not in answer["payload"]
    assert answer["kb"]["aud"] == DEMAND.audience
    revoked = theirs("verify", credential=presentation, **{**question, "statusToken": status_token([5])})
    assert "status" in revoked["refusal"].lower()
    forged = presentation.replace(presentation[60], "A" if presentation[60] != "A" else "B", 1)
    assert "refusal" in theirs("verify", credential=forged, **question)


def test_ours_verifies_what_they_issue_and_show(theirs, issuer, issuer_key, roots):
    holder_key = ec.generate_private_key(ec.SECP256R1())
    header = {"x5c": [base64.b64encode(one).decode() for one in (issuer.certificate, *issuer.chain)]}
    claims = {**CLAIMS, "cnf": {"jwk": jwk(holder_key)}}
    issued = theirs(
        "issue",
        claims=claims,
        hidden=["name", "number", "issuer"],
        header=header,
        issuerPrivateKey=private_jwk(issuer_key),
    )
    kb = {"iat": SECONDS, "aud": DEMAND.audience, "nonce": DEMAND.nonce}
    shown = theirs("present", frame={"number": True}, kb=kb, holderPrivateKey=private_jwk(holder_key), **issued)[
        "presentation"
    ]
    verified = sd_jwt_vc.verify(shown, roots=roots, now=NOW, demand=DEMAND)
    assert verified.claims["number"] == CLAIMS["number"]
    assert "name" not in verified.claims
    with pytest.raises(CredentialError):
        sd_jwt_vc.verify(
            shown[:-2] + ("A" if shown[-2] != "A" else "B") + shown[-1], roots=roots, now=NOW, demand=DEMAND
        )


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_status_lists_are_read_both_ways(theirs, bits):
    statuses = [index * 7 % (1 << bits) for index in range(64)]
    ours = status_list.pack(dict(enumerate(statuses)), bits=bits, length=64)
    assert theirs("statuses", bits=bits, lst=ours.compressed(), count=64)["statuses"] == statuses
    read = status_list.unpack(bits, theirs("compress", bits=bits, statuses=statuses)["lst"])
    assert [read.status(index) for index in range(64)] == statuses
