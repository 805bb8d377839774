"""The SM2 line travels in the certificate's proof and is checked offline, by the published key."""

import pytest
from django.conf import settings as live
from django.utils import timezone

from jiban.certificates import downloads, publishing, trust
from jiban.certificates.standing import BookStanding
from jiban.certificates.verdicts import Code, Mark
from jiban.certificates.verification import verify_file
from jiban.ledger import keys, sequencer
from jiban.standards.gm.note_line import Sm2Signer
from jiban.standards.tlog import note, proof
from tests import cast
from tests.stories.walk import issued_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(authority, settings, tmp_path):
    village = cast.village(authority)
    cast.items()
    settings.TRUST_DIR = tmp_path / "trust"
    publishing.publish(settings.TRUST_DIR, authority, timezone.now())
    made = issued_certificate(village)
    sequencer.sequence(timezone.now(), holder="tests")
    return made


def log_finding(data):
    verdict = verify_file(data, trust=trust.load(live.TRUST_DIR), source=BookStanding(), now=timezone.now())
    (found,) = [one for one in verdict.findings if one.code == "log"]
    return verdict.code, found.mark, found.clause


@pytest.mark.parametrize("make", [downloads.ofd_with_proof, downloads.pdf_with_proof])
def test_the_line_is_checked_and_named(certificate, make):
    assert log_finding(make(certificate)) == (Code.GENUINE, Mark.OK, "C2SP tlog-proof · GM/T 0003.2")


def test_a_folder_without_the_key_ignores_the_line(certificate):
    (live.TRUST_DIR / trust.LOG_SM2_KEY).unlink()
    assert log_finding(downloads.ofd_with_proof(certificate)) == (Code.GENUINE, Mark.OK, "C2SP tlog-proof")


def test_a_key_of_another_log_finds_no_line_of_its_own(certificate):
    stranger = Sm2Signer.generate(live.LOG_ORIGIN).verifier
    (live.TRUST_DIR / trust.LOG_SM2_KEY).write_text(stranger.vkey)
    assert log_finding(downloads.ofd_with_proof(certificate)) == (Code.GENUINE, Mark.OK, "C2SP tlog-proof")
    (live.TRUST_DIR / trust.LOG_SM2_KEY).write_text("no key")
    with pytest.raises(trust.TrustError, match=r"log-sm2\.vkey"):
        trust.load(live.TRUST_DIR)


def test_a_false_line_is_a_fault(certificate, monkeypatch):
    honest = downloads.proof_text(certificate)
    signed = proof.parse(honest).checkpoint
    _, lines = note.parse(signed)
    true = next(line for line in note.signature_lines(signed) if "— " in line and line in honest.splitlines(True)[-1])
    other = keys.sm2_signer().signature_line("another text\n")
    assert len(lines) == 2
    monkeypatch.setattr(downloads, "proof_text", lambda _certificate: honest.replace(true, other))
    code, mark, _ = log_finding(downloads.ofd_with_proof(certificate))
    assert (code, mark) == (Code.LOG_PROOF_WRONG, Mark.FAIL)
