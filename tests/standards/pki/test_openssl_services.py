"""Time stamps, OCSP and lists of revoked certificates, both directions with the openssl command.

P-256 wholly. OpenSSL 3.0 checks what SM2 signed with an empty user id, so of SM2 it only reads: see test_openssl_agrees
for SM2 signatures.
"""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import p256
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.issue import OCSP_SIGNING, TIME_STAMPING
from jiban.standards.pki.ocsp import check_answer, parse_response, request
from jiban.standards.pki.revocation import check_revocation
from jiban.standards.pki.revoked import Revocation
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.pki.timestamps import check_token, parse_token, read_response
from jiban.standards.pki.timestamps import request as stamp_request
from tests.standards.gm.openssl import openssl
from tests.standards.pki.test_openssl_agrees import pem

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
AUTHORITY = TestAuthority.create(NOW)
SPKI = p256.spki_of(p256.generate_key())
SIGNER = AUTHORITY.issue_pdf_signer("某某村村民委员会", SPKI, not_before=NOW - DAY, not_after=NOW + 30 * DAY)
ISSUING = AUTHORITY.p256_intermediates[0]
DATA = "什么时候".encode()


@pytest.fixture
def folder(tmp_path):
    for stem, der in (("root", AUTHORITY.p256_root), ("issuing", ISSUING), ("signer", SIGNER)):
        pem(tmp_path, der, stem)
    return tmp_path


def key_and_certificate(folder, stem, profile):
    holder = AUTHORITY.service_signer("p256", stem, profile)
    (folder / f"{stem}.p8").write_bytes(p256.to_pkcs8(holder.private_key))
    openssl("pkey", "-inform", "DER", "-in", folder / f"{stem}.p8", "-out", folder / f"{stem}.key")
    return folder / f"{stem}.key", pem(folder, holder.certificate, stem)


# time stamps


def test_openssl_verifies_our_stamp_on_its_own_request(folder):
    (folder / "data").write_bytes(DATA)
    openssl("ts", "-query", "-data", folder / "data", "-sha256", "-cert", "-out", folder / "query")
    answer = AUTHORITY.timestamp_authority("p256").respond((folder / "query").read_bytes(), at=NOW)
    (folder / "answer").write_bytes(answer)
    for against in (("-queryfile", folder / "query"), ("-data", folder / "data")):
        said = openssl(
            *("ts", "-verify", *against, "-in", folder / "answer", "-CAfile", folder / "root.pem"),
            *("-untrusted", folder / "issuing.pem"),
        )
        assert b"Verification: OK" in said.stdout + said.stderr
    (folder / "data").write_bytes(DATA + b"!")
    said = openssl(
        *("ts", "-verify", "-data", folder / "data", "-in", folder / "answer", "-CAfile", folder / "root.pem"),
        check=False,
    )
    assert said.returncode != 0


@pytest.mark.parametrize("hash_name", ["sha256", "sm3"])
@pytest.mark.parametrize("kind", ["sm2", "p256"])
def test_openssl_reads_our_stamps_as_we_mean_them(folder, kind, hash_name):
    (folder / "data").write_bytes(DATA)
    openssl("ts", "-query", "-data", folder / "data", f"-{hash_name}", "-cert", "-out", folder / "query")
    answer = AUTHORITY.timestamp_authority(kind).respond((folder / "query").read_bytes(), at=NOW)
    (folder / "answer").write_bytes(answer)
    said = openssl("ts", "-reply", "-in", folder / "answer", "-text").stdout.decode()
    assert "Status: Granted." in said
    assert f"Hash Algorithm: {hash_name}" in said
    assert f"Time stamp: {NOW:%b} {NOW.day:2} {NOW:%H:%M:%S} {NOW.year} GMT" in said
    assert "Accuracy: 0x01 seconds" in said


def test_we_check_a_stamp_that_openssl_made(folder):
    key, certificate = key_and_certificate(folder, "stamper", TIME_STAMPING)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(
        f"[tsa]\ndefault_tsa=one\n[one]\nserial={folder}/serial\nsigner_cert={certificate}\nsigner_key={key}\n"
        f"certs={folder}/issuing.pem\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\n"
        "accuracy=secs:1,millisecs:500\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n"
    )
    asked = stamp_request(hashlib.sha256(DATA).digest(), "sha256", 1 << 62)
    (folder / "query").write_bytes(asked)
    openssl(*("ts", "-reply", "-config", folder / "tsa.cnf", "-queryfile", folder / "query", "-out", folder / "answer"))
    token = parse_token(read_response((folder / "answer").read_bytes(), request_der=asked))
    chain = check_token(token, imprint=hashlib.sha256(DATA).digest(), roots=[AUTHORITY.p256_root])
    assert len(chain) == 3
    assert (token.policy, token.accuracy) == ("1.2.3.4.1", timedelta(seconds=1, milliseconds=500))
    assert abs(token.time - datetime.now(UTC)) < timedelta(minutes=1)


# OCSP


def ask_openssl(folder, answer):
    (folder / "answer").write_bytes(answer)
    return openssl(
        *("ocsp", "-respin", folder / "answer", "-issuer", folder / "issuing.pem", "-cert", folder / "signer.pem"),
        *("-CAfile", folder / "root.pem", "-verify_other", folder / "issuing.pem", "-no_nonce"),
        check=False,
    )


def test_openssl_believes_our_answers(folder):
    openssl(*("ocsp", "-issuer", folder / "issuing.pem", "-cert", folder / "signer.pem", "-reqout", folder / "query"))
    query = (folder / "query").read_bytes()
    good = ask_openssl(folder, AUTHORITY.ocsp_responder("p256").respond(query, at=NOW))
    assert b"signer.pem: good" in good.stdout
    assert b"Response verify OK" in good.stderr
    revocation = Revocation(parsed(SIGNER).serial, NOW - DAY, "keyCompromise")
    revoked = ask_openssl(folder, AUTHORITY.ocsp_responder("p256", [revocation]).respond(query, at=NOW))
    assert b"signer.pem: revoked" in revoked.stdout
    assert b"Reason: keyCompromise" in revoked.stdout
    stranger = TestAuthority.create(NOW).ocsp_responder("p256")
    stranger._issuer = parsed(ISSUING)
    assert b"Response verify OK" not in ask_openssl(folder, stranger.respond(query, at=NOW)).stderr


def test_openssl_reads_our_sm2_answers(folder):
    maker, issuing = AUTHORITY.seal_maker().certificate, AUTHORITY.sm2_intermediates[0]
    answer = AUTHORITY.ocsp_responder("sm2").respond(request(parsed(maker), parsed(issuing), hash_name="sm3"), at=NOW)
    (folder / "answer").write_bytes(answer)
    said = openssl("ocsp", "-respin", folder / "answer", "-resp_text", "-noverify").stdout.decode()
    assert "Cert Status: good" in said
    assert "Hash Algorithm: sm3" in said
    assert "Signature Algorithm: SM2-with-SM3" in said


def test_we_believe_an_answer_that_openssl_made(folder):
    key, certificate = key_and_certificate(folder, "responder", OCSP_SIGNING)
    serial = parsed(SIGNER).serial
    ends = f"{parsed(SIGNER).not_after:%y%m%d%H%M%SZ}"
    (folder / "index").write_text(f"R\t{ends}\t{NOW - DAY:%y%m%d%H%M%SZ},keyCompromise\t{serial:X}\tunknown\t/CN=x\n")
    nonce = bytes(range(16))
    (folder / "query").write_bytes(request(parsed(SIGNER), parsed(ISSUING), nonce=nonce))
    openssl(
        *("ocsp", "-index", folder / "index", "-CA", folder / "issuing.pem", "-rsigner", certificate, "-rkey", key),
        *("-reqin", folder / "query", "-respout", folder / "answer", "-ndays", "1", "-rmd", "sha256"),
    )
    response = parse_response((folder / "answer").read_bytes())
    now = datetime.now(UTC) + timedelta(seconds=1)
    said, by = check_answer(parsed(SIGNER), response=response, issuer=parsed(ISSUING), now=now, nonce=nonce)
    assert said.revocation == Revocation(serial, NOW - DAY, "keyCompromise")
    assert by.has_ocsp_no_check


# lists of revoked certificates


def check_with_lists(folder, crl):
    for stem, der in (("issuing", crl), ("root", AUTHORITY.root_crl("p256"))):
        (folder / f"{stem}.crl").write_bytes(der)
        openssl("crl", "-inform", "DER", "-in", folder / f"{stem}.crl", "-out", folder / f"{stem}.crl.pem")
    (folder / "lists.pem").write_bytes(
        b"".join((folder / f"{stem}.crl.pem").read_bytes() for stem in ("issuing", "root"))
    )
    said = openssl(
        *("verify", "-crl_check_all", "-x509_strict", "-CAfile", folder / "root.pem", "-untrusted"),
        *(folder / "issuing.pem", "-CRLfile", folder / "lists.pem", folder / "signer.pem"),
        check=False,
    )
    return said.returncode == 0, said.stdout + said.stderr


def test_openssl_and_we_judge_by_our_lists_alike(folder):
    chain = check_chain(SIGNER, intermediates=[ISSUING], roots=[AUTHORITY.p256_root], at=NOW, purpose="pdf")
    for revoked, status in ((), "good"), ((Revocation(chain[0].serial, NOW - DAY, "superseded"),), "revoked"):
        crl = AUTHORITY.issue_p256_crl(revoked, number=3, this_update=NOW - DAY, next_update=NOW + DAY)
        passed, said = check_with_lists(folder, crl)
        assert passed is (status == "good")
        assert (b"certificate revoked" in said) is (status == "revoked")
        leaf, authority = check_revocation(chain, crls=[crl, AUTHORITY.root_crl("p256")], ocsp_responses=[], at=NOW)
        assert (leaf.status, authority.status) == (status, "good")


def test_sm3_is_the_same_everywhere():
    assert openssl("dgst", "-sm3", "-binary", data=DATA).stdout == sm3(DATA)
