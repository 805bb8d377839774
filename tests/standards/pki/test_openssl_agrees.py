"""Both directions with the openssl command.

`openssl verify` takes the user id for the certificate in question only, not for those above it: so link by link.
"""

from datetime import UTC, datetime, timedelta

import pytest

from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.pki import p256
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.crl import Revocation, RevocationList
from jiban.standards.pki.errors import BadSignatureError
from jiban.standards.pki.testing_authority import TestAuthority
from tests.standards.gm.openssl import DISTID, make_key, openssl

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
AUTHORITY = TestAuthority.create(NOW)
KEY = PrivateKey.generate()
SEAL = AUTHORITY.issue_committee(
    "某某村村民委员会", "54130100MF12345670", KEY.public_key.spki, not_before=NOW - DAY, not_after=NOW + 30 * DAY
)


def pem(folder, der, stem):
    (folder / f"{stem}.der").write_bytes(der)
    openssl("x509", "-inform", "DER", "-in", folder / f"{stem}.der", "-out", folder / f"{stem}.pem")
    return folder / f"{stem}.pem"


def link_holds(folder, certificate, issuer):
    said = openssl(
        *("verify", "-partial_chain", "-x509_strict", "-vfyopt", DISTID),
        *("-trusted", pem(folder, issuer, "issuer"), pem(folder, certificate, "certificate")),
        check=False,
    )
    return said.returncode == 0 and said.stdout.endswith(b": OK\n")


def test_openssl_agrees_with_every_link_of_our_chains(tmp_path):
    (sm2_issuing,) = AUTHORITY.sm2_intermediates
    maker = AUTHORITY.seal_maker().certificate
    officer = AUTHORITY.issue_officer("张某", KEY.public_key.spki, not_before=NOW - DAY, not_after=NOW + DAY)
    for certificate, issuer in (
        (SEAL, sm2_issuing),
        (maker, sm2_issuing),
        (officer, sm2_issuing),
        (sm2_issuing, AUTHORITY.sm2_root),
    ):
        assert link_holds(tmp_path, certificate, issuer)


def test_openssl_agrees_with_the_whole_p256_chain(tmp_path):
    spki = p256.spki_of(p256.generate_key())
    signer = AUTHORITY.issue_pdf_signer("某某村村民委员会", spki, not_before=NOW - DAY, not_after=NOW + DAY)
    said = openssl(
        *("verify", "-check_ss_sig", "-x509_strict", "-trusted", pem(tmp_path, AUTHORITY.p256_root, "root")),
        *("-untrusted", pem(tmp_path, AUTHORITY.p256_intermediates[0], "issuing"), pem(tmp_path, signer, "signer")),
    )
    assert said.stdout.endswith(b": OK\n")


def test_openssl_refuses_a_link_with_a_changed_byte(tmp_path):
    changed = bytearray(SEAL)
    changed[SEAL.index("某".encode())] ^= 0x01
    assert not link_holds(tmp_path, bytes(changed), AUTHORITY.sm2_intermediates[0])


def test_openssl_agrees_with_the_signature_of_the_root_under_itself(tmp_path):
    root = Certificate.parse(AUTHORITY.sm2_root)
    assert signature_fits(tmp_path, root.public_key_spki, root.tbs, root.signature)
    assert not signature_fits(tmp_path, root.public_key_spki, root.tbs + b"\x00", root.signature)


def signature_fits(folder, spki, signed, signature):
    (folder / "spki").write_bytes(spki)
    (folder / "signature").write_bytes(signature)
    said = openssl(
        *("dgst", "-sm3", "-verify", folder / "spki", "-keyform", "DER", "-sigopt", DISTID),
        *("-signature", folder / "signature"),
        data=signed,
        check=False,
    )
    return said.stdout.strip() == b"Verified OK"


def test_openssl_reads_the_fields_as_we_mean_them(tmp_path):
    said = openssl("x509", "-in", pem(tmp_path, SEAL, "seal"), "-noout", "-text", "-nameopt", "utf8").stdout.decode()
    for part in (
        "Signature Algorithm: SM2-with-SM3",
        "Subject: C=CN, O=某某村村民委员会, organizationIdentifier=NTRCN-54130100MF12345670, CN=某某村村民委员会（测试）",
        "X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation",
        "X509v3 Basic Constraints: critical\n                CA:FALSE",
        "ASN1 OID: SM2",
    ):
        assert part in said


def make_chain(folder, *, user_id=DISTID):
    """A root and a seal certificate made by the openssl command alone."""
    root_key, seal_key = make_key(folder, "root"), make_key(folder, "seal")
    (folder / "extensions").write_text(
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n"
    )
    openssl(
        *("req", "-x509", "-new", "-key", root_key, "-keyform", "DER", "-sm3", "-sigopt", user_id, "-days", "100"),
        *("-utf8", "-subj", "/C=CN/O=测试/CN=测试根", "-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        *("-out", folder / "root.cer"),
    )
    openssl(
        *("req", "-new", "-key", seal_key, "-keyform", "DER", "-sm3", "-sigopt", user_id, "-utf8"),
        *("-subj", "/C=CN/O=某某村村民委员会/CN=测试", "-out", folder / "seal.csr"),
    )
    openssl(
        *("x509", "-req", "-in", folder / "seal.csr", "-vfyopt", user_id, "-sm3", "-sigopt", user_id, "-days", "90"),
        *("-CA", folder / "root.cer", "-CAkey", root_key, "-CAkeyform", "DER", "-CAcreateserial"),
        *("-extfile", folder / "extensions", "-out", folder / "seal.cer"),
    )
    return [openssl("x509", "-in", folder / f"{stem}.cer", "-outform", "DER").stdout for stem in ("root", "seal")]


def test_we_check_a_chain_made_by_openssl(tmp_path):
    root, seal = make_chain(tmp_path)
    path = check_chain(seal, intermediates=[], roots=[root], at=NOW + DAY, purpose="seal")
    assert [link.subject_text for link in path] == ["CN=测试,O=某某村村民委员会,C=CN", "CN=测试根,O=测试,C=CN"]
    assert path[1].is_ca


def test_we_refuse_a_chain_that_openssl_made_with_an_empty_user_id(tmp_path):
    root, seal = make_chain(tmp_path, user_id="distid:")
    with pytest.raises(BadSignatureError):
        check_chain(seal, intermediates=[], roots=[root], at=NOW + DAY, purpose="seal")


def test_openssl_reads_our_list_and_agrees_with_its_signature(tmp_path):
    serial = Certificate.parse(SEAL).serial
    der = AUTHORITY.issue_crl(
        [Revocation(serial, NOW, "keyCompromise")], number=5, this_update=NOW, next_update=NOW + DAY
    )
    said = openssl("crl", "-inform", "DER", "-noout", "-text", data=der).stdout.decode()
    assert f"Serial Number: {serial:X}" in said
    assert "Key Compromise" in said
    crl = RevocationList.parse(der)
    issuer = Certificate.parse(AUTHORITY.sm2_intermediates[0])
    assert signature_fits(tmp_path, issuer.public_key_spki, crl.tbs, crl.signature)
