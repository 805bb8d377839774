"""A certificate of another city is judged by the keys which that city handed over, and a city is believed for its own villages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from jiban.certificates import downloads, elsewhere, publishing, revoking, trust
from jiban.certificates.trust import ListedStanding, TrustError
from jiban.certificates.verdicts import Code, Mark
from jiban.ledger import sequencer
from jiban.standards.pki.testing_authority import TestAuthority

pytestmark = pytest.mark.django_db

HOME, NAME = "990100", "样例市"


@pytest.fixture
def files(certificate, authority):
    """What the home city hands over."""
    sequencer.sequence(timezone.now(), holder="tests")
    return publishing.trust_files(authority, timezone.now())


@pytest.fixture
def here(files, tmp_path):
    """The trust folder of a city with an authority of its own."""
    folder = tmp_path / "trust"
    trust.write(folder, publishing.trust_files(TestAuthority.create(datetime.now(UTC)), timezone.now()))
    return folder


def judge(folder, data):
    keys, now = trust.load(folder), timezone.now()
    return elsewhere.verify(data, folder=folder, keys=keys, source=ListedStanding(None), now=now)


@pytest.mark.parametrize("make", [downloads.ofd_with_proof, downloads.pdf_with_proof])
def test_it_is_unknown_until_that_city_is_believed_and_then_genuine(certificate, files, here, make):
    data = make(certificate)
    assert judge(here, data).code == Code.UNKNOWN_AUTHORITY
    elsewhere.believe(here, code=HOME, name=NAME, files=files)
    verdict = judge(here, data)
    first = verdict.findings[0]
    assert (verdict.code, first.code, first.mark, first.detail) == (Code.GENUINE, "city", Mark.OK, NAME)


@pytest.mark.parametrize("code", ["990200", "130100"])
def test_a_city_is_not_believed_for_villages_of_another(certificate, files, here, code):
    elsewhere.believe(here, code=code, name="远方市", files=files)
    assert judge(here, downloads.ofd_with_proof(certificate)).code == Code.UNKNOWN_AUTHORITY


def test_an_altered_file_of_that_city_is_told_as_altered(certificate, files, here):
    elsewhere.believe(here, code=HOME, name=NAME, files=files)
    data = bytearray(downloads.pdf_with_proof(certificate))
    data[len(data) // 4] ^= 1
    assert judge(here, bytes(data)).code != Code.GENUINE


def test_what_that_city_revoked_is_revoked_here_once_its_newer_list_is_at_hand(certificate, files, here, authority):
    elsewhere.believe(here, code=HOME, name=NAME, files=files)
    data = downloads.ofd_with_proof(certificate)
    certificate.state, certificate.revoked_at = "revoked", timezone.now()
    certificate.save(update_fields=["state", "revoked_at"])
    newer = revoking.published_list(timezone.now() + timedelta(minutes=1))
    assert elsewhere.newer_list(here, code=HOME, text=newer)
    assert judge(here, data).code == Code.REVOKED
    # The list of before changes nothing, and one that another log signed is refused.
    assert not elsewhere.newer_list(here, code=HOME, text=files[trust.REVOCATIONS].decode())
    with pytest.raises(TrustError):
        elsewhere.newer_list(here, code=HOME, text=newer.replace("— ", "— x"))
    assert judge(here, data).code == Code.REVOKED


def test_a_folder_that_lacks_a_key_is_not_taken(files, here):
    del files[trust.LOG_KEY]
    with pytest.raises(TrustError):
        elsewhere.believe(here, code=HOME, name=NAME, files=files)
    assert list(elsewhere.believed(here)) == []


def test_a_later_folder_takes_the_place_of_the_earlier_one(certificate, files, here):
    for name in ("旧名", NAME):
        elsewhere.believe(here, code=HOME, name=name, files=files)
    assert [elsewhere.name_of(city) for city in elsewhere.believed(here)] == [NAME]
    assert judge(here, downloads.ofd_with_proof(certificate)).code == Code.GENUINE
