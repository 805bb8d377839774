"""The badge "co-signed by n of m" follows the certificate: offline, by the published policy."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as live
from django.utils import timezone

from jiban.certificates import downloads, publishing, ticking, trust
from jiban.certificates.standing import BookStanding
from jiban.certificates.verdicts import Code, Mark
from jiban.certificates.verification import verify_file
from jiban.cosigning import asking
from jiban.ledger import keys, questions, sequencer
from tests import cast
from tests.cosigning.conftest import witnesses  # noqa: F401 - a fixture
from tests.stories.walk import issued_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_log():
    """The log that certificates have; only the witnesses are this test's own."""


@pytest.fixture
def certificate(authority, witnesses, settings, tmp_path):  # noqa: F811
    village = cast.village(authority)
    cast.items()
    settings.TRUST_DIR = tmp_path / "trust"
    publishing.publish(settings.TRUST_DIR, authority, timezone.now())
    made = issued_certificate(village)
    sequencer.sequence(timezone.now(), holder="tests")
    return made


def findings(data):
    verdict = verify_file(data, trust=trust.load(live.TRUST_DIR), source=BookStanding(), now=timezone.now())
    return verdict.code, {one.code: (one.mark, one.detail) for one in verdict.findings}


@pytest.mark.parametrize("make", [downloads.ofd_with_proof, downloads.pdf_with_proof])
def test_the_badge_follows_and_nothing_waits_for_it(certificate, witnesses, make):  # noqa: F811
    code, before = findings(make(certificate))
    assert (code, before["witnesses"]) == (Code.GENUINE, (Mark.WARN, "0/4"))
    witnesses.down = {"third"}
    assert asking.ask_all(timezone.now() + timedelta(minutes=1)) == 3
    code, after = findings(make(certificate))
    assert (code, after["witnesses"]) == (Code.GENUINE, (Mark.OK, "3/4"))


def test_a_false_cosignature_in_the_file_is_a_fault(certificate, witnesses, monkeypatch):  # noqa: F811
    note = questions.latest_checkpoint().note
    other = note.partition("\n\n")[0].replace("\n1\n", "\n2\n", 1) + "\n"
    false = witnesses.vkeys["police"].cosign(other, seconds=1)
    honest = downloads.proof_text(certificate)
    monkeypatch.setattr(downloads, "proof_text", lambda _certificate: honest + false)
    code, found = findings(downloads.ofd_with_proof(certificate))
    assert (code, found["witnesses"][0]) == (Code.LOG_PROOF_WRONG, Mark.FAIL)


def test_a_folder_without_a_policy_says_nothing_of_witnesses(certificate):
    (live.TRUST_DIR / trust.WITNESS_POLICY).unlink()
    code, found = findings(downloads.ofd_with_proof(certificate))
    assert (code, "witnesses" in found) == (Code.GENUINE, False)


def test_a_policy_of_another_log_counts_nobody_and_harms_nobody(certificate, witnesses):  # noqa: F811
    asking.ask_all(timezone.now() + timedelta(minutes=1))
    path = live.TRUST_DIR / trust.WITNESS_POLICY
    path.write_text("\n".join(line for line in path.read_text().split("\n") if not line.startswith("log ")))
    code, found = findings(downloads.ofd_with_proof(certificate))
    assert (code, found["witnesses"]) == (Code.GENUINE, (Mark.WARN, "0/4"))


def test_a_policy_that_is_not_one_stops_the_check(certificate):
    (live.TRUST_DIR / trust.WITNESS_POLICY).write_text("quorum nobody\n")
    with pytest.raises(trust.TrustError, match=r"witness-policy\.txt"):
        trust.load(live.TRUST_DIR)


def test_the_published_policy_is_ours_and_goes_when_ours_goes(certificate, witnesses, settings):  # noqa: F811
    path = live.TRUST_DIR / trust.WITNESS_POLICY
    ticking.publish_witness_policy(timezone.now())
    changed = witnesses.policy(keys.verifier().vkey, quorum="others")
    Path(settings.WITNESS_POLICY).write_text(changed)
    ticking.publish_witness_policy(timezone.now())
    assert path.read_text() == changed
    settings.WITNESS_POLICY = ""
    ticking.publish_witness_policy(timezone.now())
    assert not path.exists()
