"""asn1crypto and pyHanko, written by others, read what we write."""

import asyncio
import hashlib
from datetime import timedelta

import pytest
from asn1crypto import cms, crl, ocsp, tsp, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError

from jiban.standards.der import encode
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.issue import SIGNING, Profile, extension
from jiban.standards.pki.ocsp import request
from jiban.standards.pki.revoked import Revocation
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.pki.timestamp_authority import TEST_POLICY
from jiban.standards.pki.timestamps import request as stamp_request
from tests.standards.pki.hierarchy import NOW

DAY = timedelta(days=1)
AUTHORITY = TestAuthority.create(NOW)
# pyHanko asks for an OCSP answer only where the certificate says that there is a responder.
ACCESS = encode.sequence(
    encode.sequence(encode.oid(oids.OCSP_ACCESS), encode.implicit(6, encode.ia5_string("http://ocsp.example/")))
)
PROFILE = Profile(SIGNING.key_usage, more=(extension(oids.AUTHORITY_INFORMATION_ACCESS, ACCESS),))
SIGNER = AUTHORITY.service_signer("p256", "某某村村民委员会", PROFILE).certificate
ISSUING = AUTHORITY.p256_intermediates[0]


@pytest.mark.parametrize(("kind", "hash_name"), [("p256", "sha256"), ("sm2", "sm3")])
def test_asn1crypto_reads_our_stamps(kind, hash_name):
    imprint = sm3(b"x") if hash_name == "sm3" else hashlib.sha256(b"x").digest()
    asked = stamp_request(imprint, hash_name, 99)
    assert tsp.TimeStampReq.load(asked, strict=True)["nonce"].native == 99
    answer = AUTHORITY.timestamp_authority(kind).respond(asked, at=NOW)
    read = tsp.TimeStampResp.load(answer, strict=True)
    assert read["status"]["status"].native == "granted"
    signed = read["time_stamp_token"]["content"]
    info = signed["encap_content_info"]["content"].parsed
    assert (info["gen_time"].native, info["nonce"].native, info["policy"].native) == (NOW, 99, TEST_POLICY)
    assert info["message_imprint"]["hashed_message"].native == imprint
    attributes = signed["signer_infos"][0]["signed_attrs"]
    assert {attribute["type"].native for attribute in attributes} == {
        "content_type",
        "message_digest",
        "signing_certificate_v2",
    }
    assert isinstance(read["time_stamp_token"], cms.ContentInfo)


def test_asn1crypto_reads_our_answers():
    asked = request(parsed(SIGNER), parsed(ISSUING), nonce=bytes(16))
    assert ocsp.OCSPRequest.load(asked, strict=True).nonce_value.native == bytes(16)
    read = ocsp.OCSPResponse.load(AUTHORITY.ocsp_responder("p256").respond(asked, at=NOW), strict=True)
    single = read.response_data["responses"][0]
    assert (single["cert_status"].name, single["this_update"].native) == ("good", NOW)
    assert read.nonce_value.native == bytes(16)


def validate(*, crls=(), ocsps=()):
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(AUTHORITY.p256_root)],
        other_certs=[x509.Certificate.load(ISSUING)],
        crls=[crl.CertificateList.load(AUTHORITY.root_crl("p256")), *map(crl.CertificateList.load, crls)],
        ocsps=[ocsp.OCSPResponse.load(one) for one in ocsps],
        allow_fetching=False,
        revocation_mode="require",
        moment=NOW,
    )
    validator = CertificateValidator(x509.Certificate.load(SIGNER), validation_context=context)
    return asyncio.run(validator.async_validate_usage({"digital_signature"}))


def answered(*revoked):
    asked = request(parsed(SIGNER), parsed(ISSUING))
    return AUTHORITY.ocsp_responder("p256", revoked).respond(asked, at=NOW)


def listed(*revoked):
    return AUTHORITY.issue_p256_crl(revoked, number=1, this_update=NOW, next_update=NOW + DAY)


def test_pyhanko_trusts_our_chain_by_our_lists_and_by_our_answers():
    assert len(validate(crls=[listed()])) == 3
    assert len(validate(ocsps=[answered()])) == 3


def test_pyhanko_sees_our_revocations():
    revocation = Revocation(parsed(SIGNER).serial, NOW - DAY, "keyCompromise")
    for evidence in ({"crls": [listed(revocation)]}, {"ocsps": [answered(revocation)]}):
        with pytest.raises(RevokedError):
            validate(**evidence)


def test_the_purposes_are_named_as_others_name_them():
    assert x509.KeyPurposeId("time_stamping").dotted == oids.TIME_STAMPING
    assert x509.KeyPurposeId("ocsp_signing").dotted == oids.OCSP_SIGNING
