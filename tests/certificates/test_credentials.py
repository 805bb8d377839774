"""OFD, PDF, credential and offline code of one certificate say the same; a revoked one is known as such."""

import json
from datetime import timedelta

import pytest
import segno
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from jiban.certificates import credentials, downloads, offline_codes, papers, publishing, revoking, trust
from jiban.certificates.code_cli import verify_code
from jiban.certificates.errors import NotSealedYetError
from jiban.certificates.paper_reports import report_on
from jiban.standards.credential import sd_jwt_vc, status_list
from jiban.standards.credential.errors import CredentialError, NotInForceError, UntrustedIssuerError
from jiban.standards.pki.testing_authority import TestAuthority
from tests import cast
from tests.stories.walk import issued_certificate

pytestmark = pytest.mark.django_db
LARGEST_QR_VERSION = 21  # a random signature or identifier may pack a little worse than the usual version 20


@pytest.fixture
def village(authority):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def certificate(village):
    return issued_certificate(village)


@pytest.fixture
def folder(authority, tmp_path, certificate):
    publishing.publish(tmp_path, authority, timezone.now())
    return tmp_path


@pytest.fixture
def credential(certificate):
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return credentials.credential(certificate, holder_key=key, now=timezone.now())


def code_of(certificate):
    return offline_codes.offline_code(certificate, now=timezone.now())


def read_code(text, authority, *, now=None):
    return offline_codes.verify(
        text, roots=[authority.p256_root], intermediates=authority.p256_intermediates, now=now or timezone.now()
    )


def test_all_four_forms_say_the_same(certificate, credential, authority, folder):
    full = papers.record_from(certificate.record)
    keys = trust.load(folder)
    for paper in (downloads.ofd_with_proof(certificate), downloads.pdf_with_proof(certificate)):
        assert report_on(paper, trust=keys, now=timezone.now()).record == full
    shown = sd_jwt_vc.verify(credential, roots=[authority.p256_root], now=timezone.now())
    assert credentials.record_of(shown.claims) == full
    assert read_code(code_of(certificate), authority).says_the_same_as(full)


def test_a_code_does_not_say_the_same_as_another_record(certificate, authority):
    full = papers.record_from(certificate.record)
    code = read_code(code_of(certificate), authority)
    assert not code.says_the_same_as(full | {"purpose": "别的"})
    assert not code.says_the_same_as(full | {"paragraphs": ["别的"]})


def test_the_offline_code_fits_a_code_that_phones_read(certificate):
    code = segno.make(code_of(certificate), error="l", micro=False)
    assert code.mode == "alphanumeric"
    assert code.version <= LARGEST_QR_VERSION


def test_the_holder_may_show_no_more_than_that_somebody_has_a_certificate(credential, authority, village):
    shown = sd_jwt_vc.present(credential, names=[])
    claims = sd_jwt_vc.verify(shown, roots=[authority.p256_root], now=timezone.now()).claims
    assert village.resident.name not in json.dumps(claims, ensure_ascii=False)
    assert set(credentials.ALWAYS_SHOWN) <= set(claims)


def test_a_revoked_certificate_is_known_from_the_status_list(certificate, credential, authority, village):
    read = sd_jwt_vc.verify(credential, roots=[authority.p256_root], now=timezone.now())

    def status():
        token = credentials.published_statuses(village.committee, 0, now=timezone.now())
        return status_list.status_of(read.status, token, roots=[authority.p256_root], now=timezone.now())

    assert status() == status_list.VALID
    revoking.revoke(certificate, by=village.head, reason="已搬离本村", now=timezone.now())
    assert status() == status_list.INVALID
    with pytest.raises(NotSealedYetError):
        code_of(certificate)


def test_the_identity_number_stands_in_no_offline_code(certificate, authority, village):
    assert village.resident.identity_number not in repr(read_code(code_of(certificate), authority))


def test_a_changed_code_and_a_strange_authority_are_refused(certificate, authority):
    text = code_of(certificate)
    for place in range(4, len(text), 29):
        with pytest.raises(CredentialError):
            read_code(text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :], authority)
    with pytest.raises(UntrustedIssuerError):
        read_code(text, TestAuthority.create(timezone.now() - timedelta(days=400)))


def test_a_code_ends_with_the_certificate(certificate, authority):
    end = credentials.expires_at(certificate.valid_until)
    assert read_code(code_of(certificate), authority, now=end - timedelta(minutes=1))
    with pytest.raises(NotInForceError):
        read_code(code_of(certificate), authority, now=end + timedelta(minutes=2))


def test_the_command_checks_a_code_with_the_published_keys(certificate, folder, authority, village):
    text = code_of(certificate)

    def run(code, *more):
        return CliRunner().invoke(verify_code, [code, "--trust", str(folder), "--lang", "en", *more])

    assert run(text).exit_code == 0
    assert certificate.number in run(text).output
    assert run(text[:-3]).exit_code == 2
    assert run("nothing").exit_code == 2
    assert run(text, "--at", "2199-01-01").exit_code == 1
    revoking.revoke(certificate, by=village.head, reason="已搬离本村", now=timezone.now())
    publishing.publish(folder, authority, timezone.now())
    assert run(text).exit_code == 1
