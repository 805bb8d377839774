import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from jiban.standards.gm.keyfile import KeyFileError
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.pki import p256
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.crl import Revocation, RevocationList, check_not_revoked
from jiban.standards.pki.errors import BadSignatureError, IssueError, RevokedError, UntrustedError
from jiban.standards.pki.ocsp import request
from jiban.standards.pki.revocation import check_revocation
from jiban.standards.pki.testing_authority import AuthorityCertificates, AuthorityFilesError, TestAuthority

NOW = datetime(2026, 6, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
AUTHORITY = TestAuthority.create(NOW)
KEY = PrivateKey.generate()
PDF_KEY = p256.generate_key()
VALID = {"not_before": NOW, "not_after": NOW + YEAR}


def committee(authority=AUTHORITY):
    return authority.issue_committee("某某村村民委员会", "54130100MF12345670", KEY.public_key.spki, **VALID)


def check(der, authority=AUTHORITY, *, purpose="seal"):
    return check_chain(
        der, intermediates=authority.sm2_intermediates, roots=[authority.sm2_root], at=NOW, purpose=purpose
    )


def check_pdf(der):
    return check_chain(
        der, intermediates=AUTHORITY.p256_intermediates, roots=[AUTHORITY.p256_root], at=NOW, purpose="pdf"
    )


def test_everything_it_issues_leads_to_its_root_and_says_test():
    officer = AUTHORITY.issue_officer("张某", KEY.public_key.spki, organization="某某村村民委员会", **VALID)
    maker = AUTHORITY.issue_seal_maker("某某制章单位", KEY.public_key.spki, **VALID)
    for der, purpose in (
        (committee(), "seal"),
        (officer, "sign"),
        (maker, "maker"),
        (AUTHORITY.seal_maker().certificate, "maker"),
    ):
        path = check(der, purpose=purpose)
        assert len(path) == 3
        assert all("测试" in link.subject_text for link in path)


def test_a_name_that_already_says_test_is_left_alone():
    der = AUTHORITY.issue_officer("测试员张某", KEY.public_key.spki, **VALID)
    assert Certificate.parse(der).subject_text == "CN=测试员张某,C=CN"


def test_the_maker_of_seals_signs_with_the_key_in_its_certificate():
    maker = AUTHORITY.seal_maker()
    e = maker.public_key.digest(b"seal")
    assert Certificate.parse(maker.certificate).public_key.verify(b"seal", maker.sign_digest(e))


def test_a_pdf_signer_leads_to_the_p256_root_and_a_second_implementation_agrees():
    signer = AUTHORITY.issue_pdf_signer("某某村村民委员会", p256.spki_of(PDF_KEY), **VALID)
    assert "测试" in check_pdf(signer)[0].subject_text
    leaf, issuing, root = map(
        x509.load_der_x509_certificate, (signer, AUTHORITY.p256_intermediates[0], AUTHORITY.p256_root)
    )
    leaf.verify_directly_issued_by(issuing)
    issuing.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert leaf.public_key() == PDF_KEY.public_key()
    changed = bytearray(signer)
    changed[-60] ^= 1
    with pytest.raises(BadSignatureError):
        check_pdf(bytes(changed))


def test_the_two_hierarchies_do_not_vouch_for_each_other():
    with pytest.raises(UntrustedError):
        check_pdf(committee())


def test_it_comes_back_from_its_folder_with_the_secret_only(tmp_path):
    folder = tmp_path / "authority"
    AUTHORITY.save(folder, b"secret")
    again = TestAuthority.load(folder, b"secret")
    assert again.certificates == AUTHORITY.certificates == AuthorityCertificates.load(folder)
    assert len(check(committee(again))) == 3
    check_pdf(again.issue_pdf_signer("某", p256.spki_of(PDF_KEY), **VALID))
    assert again.seal_maker().public_key == AUTHORITY.seal_maker().public_key
    with pytest.raises(KeyFileError):
        TestAuthority.load(folder, b"Secret")


def test_private_keys_on_disk_are_encrypted_and_closed_to_others(tmp_path):
    AUTHORITY.save(tmp_path, b"secret")
    key_files = sorted(tmp_path.glob("*.key"))
    assert [path.name for path in key_files] == ["p256_issuing.key", "seal_maker.key", "sm2_issuing.key"]
    for path in key_files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_bytes().startswith(b"JBKEYF01")


def test_a_folder_with_a_file_missing_or_foreign_is_refused(tmp_path):
    AUTHORITY.save(tmp_path, b"secret")
    (tmp_path / "sm2_issuing.cer").write_bytes(AUTHORITY.sm2_root)
    with pytest.raises(AuthorityFilesError, match="do not belong together"):
        TestAuthority.load(tmp_path, b"secret")
    (tmp_path / "sm2_issuing.cer").unlink()
    with pytest.raises(AuthorityFilesError, match="cannot be read"):
        TestAuthority.load(tmp_path, b"secret")


def test_it_revokes():
    serial = Certificate.parse(committee()).serial
    seal = Certificate.parse(committee())
    assert seal.serial != serial
    crl = RevocationList.parse(
        AUTHORITY.issue_crl(
            [Revocation(seal.serial, NOW, "keyCompromise")], number=1, this_update=NOW, next_update=NOW + YEAR
        )
    )
    issuer = Certificate.parse(AUTHORITY.sm2_intermediates[0])
    with pytest.raises(RevokedError):
        check_not_revoked(seal, crl=crl, issuer=issuer, at=NOW, now=NOW)


def test_a_pdf_authority_does_not_issue_with_a_strange_key():
    with pytest.raises(IssueError):
        p256.issue(
            subject=Certificate.parse(committee()).subject,
            spki=p256.spki_of(PDF_KEY),
            issuer_certificate=AUTHORITY.p256_root,
            issuer_key=PDF_KEY,
            serial=1,
            **VALID,
        )


def test_a_seed_gives_the_same_keys_and_numbers_each_time_and_p256_the_same_bytes():
    one, again, other = (TestAuthority.create(NOW, seed=seed) for seed in (b"s" * 16, b"s" * 16, b"t" * 16))
    twins = [(made.p256_root, made.p256_intermediates, made.root_crl("p256")) for made in (one, again, other)]
    assert twins[0] == twins[1] != twins[2]
    seals = [Certificate.parse(committee(made)) for made in (one, again, other)]
    assert (seals[0].serial, seals[0].aki) == (seals[1].serial, seals[1].aki)
    assert seals[0].aki != seals[2].aki
    assert seals[0].signature != seals[1].signature
    assert one.seal_maker().public_key == again.seal_maker().public_key != other.seal_maker().public_key
    assert one.timestamp_authority("p256").certificate == again.timestamp_authority("p256").certificate
    assert len(check(committee(one), one)) == 3


def test_a_short_seed_is_refused():
    with pytest.raises(IssueError):
        TestAuthority.create(NOW, seed=b"short")


@pytest.mark.parametrize("kind", ["sm2", "p256"])
def test_the_roots_lists_are_kept_in_the_folder(tmp_path, kind):
    AUTHORITY.save(tmp_path, b"secret")
    again = TestAuthority.load(tmp_path, b"secret")
    assert again.root_crl(kind) == AUTHORITY.root_crl(kind)
    (tmp_path / f"{kind}_root.crl").unlink()
    earlier = TestAuthority.load(tmp_path, b"secret")
    assert earlier.certificates == AUTHORITY.certificates
    with pytest.raises(AuthorityFilesError, match="not kept"):
        earlier.root_crl(kind)


@pytest.mark.parametrize("kind", ["sm2", "p256"])
def test_its_lists_and_answers_are_enough_to_know_of_a_whole_chain(kind):
    leaf = committee() if kind == "sm2" else AUTHORITY.issue_pdf_signer("某", p256.spki_of(PDF_KEY), **VALID)
    path = check(leaf) if kind == "sm2" else check_pdf(leaf)
    listing = AUTHORITY.issue_crl if kind == "sm2" else AUTHORITY.issue_p256_crl
    crl = listing([], number=1, this_update=NOW, next_update=NOW + YEAR)
    answer = AUTHORITY.ocsp_responder(kind).respond(request(path[0], path[1]), at=NOW)
    for evidence in ({"crls": [crl], "ocsp_responses": []}, {"crls": [], "ocsp_responses": [answer]}):
        evidence["crls"] = [*evidence["crls"], AUTHORITY.root_crl(kind)]
        assert all(fact.acceptable for fact in check_revocation(path, **evidence, at=NOW))
