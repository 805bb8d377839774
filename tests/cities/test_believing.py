"""A city's certificates are judged by the folder that it handed over, and by its newest list of what it revoked."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.conf import settings as live
from django.utils import timezone

from jiban.cases import deciding
from jiban.cases.models import Case
from jiban.certificates import elsewhere, publishing, revoking, trust
from jiban.cities import believing, telling
from jiban.cities.cli import cities
from jiban.cities.trusting import UnknownCityError
from jiban.cosigning import asking
from jiban.standards.pki.testing_authority import TestAuthority
from tests import cast
from tests.cities.conftest import THREAD, application
from tests.cosigning.conftest import witnesses  # noqa: F401 - a fixture
from tests.stories.walk import work

pytestmark = pytest.mark.django_db

CODE, LIST = "990200", "/trust/revocations.txt"


@pytest.fixture
def own_log():
    """The log that certificates have; only the witnesses are this module's own."""


@pytest.fixture
def folder(settings, tmp_path, far_city):
    """What the other city handed over, unpacked. Its log is ours here: so we can sign a list for it."""
    settings.TRUST_DIR, settings.LANGUAGE_CODE = tmp_path / "trust", "en"
    made = tmp_path / "handed-over" / "trust"
    trust.write(made, publishing.trust_files(TestAuthority.create(datetime.now(UTC)), timezone.now()))
    return made


def known_as_of():
    city = next(elsewhere.believed(live.TRUST_DIR))
    return trust.load_listed(city, trust.load(city)).listed.made_at


def test_the_operator_takes_the_folder_of_a_city_of_the_list(folder):
    told = CliRunner().invoke(cities, ["believe", CODE, str(folder)])
    assert told.exit_code == 0, told.output
    assert [elsewhere.name_of(each) for each in elsewhere.believed(live.TRUST_DIR)] == ["远方市"]


def test_a_city_that_is_not_on_the_list_and_a_folder_that_is_none_are_refused_in_words(folder):
    with pytest.raises(UnknownCityError):
        believing.believe("990300", folder)
    (folder / trust.SM2_ROOT).unlink()
    told = CliRunner().invoke(cities, ["believe", CODE, str(folder)])
    assert (told.exit_code, "trust.zip" in told.output, trust.SM2_ROOT in told.output) == (1, True, True)
    assert list(elsewhere.believed(live.TRUST_DIR)) == []


def test_its_newer_list_is_fetched_and_nothing_else_is_taken(folder, far_city):
    believing.believe(CODE, folder)
    before = known_as_of()
    assert believing.fetch_lists() == 0, "it publishes none"
    newer = revoking.published_list(timezone.now() + timedelta(minutes=5))
    for page in ("rubbish", newer.replace("— ", "— x"), "x" * (believing.LARGEST_LIST_BYTES + 1)):
        far_city.pages[LIST] = page
        assert (believing.fetch_lists(), known_as_of()) == (0, before)
    far_city.pages[LIST] = newer
    assert believing.fetch_lists() == 1
    assert known_as_of() > before
    assert believing.fetch_lists() == 0
    far_city.is_away = True
    assert believing.fetch_lists() == 0


def test_a_certificate_waits_a_moment_for_witnesses_and_no_longer(far_city, village, settings, witnesses):  # noqa: F811
    witnesses.down = {"police", "civil"}
    issued(far_city, village, settings)
    assert asking.ask_all(timezone.now()) == 2
    assert telling.tell_all(timezone.now()) == 0
    assert telling.tell_all(timezone.now() + telling.WITNESSES_WAITED_FOR + timedelta(seconds=1)) == 1


def test_a_certificate_that_enough_cosigned_goes_back_at_once(far_city, village, settings, witnesses):  # noqa: F811
    witnesses.down = {"police"}
    issued(far_city, village, settings)
    assert telling.tell_all(timezone.now()) == 0
    assert asking.ask_all(timezone.now()) == 3
    assert telling.tell_all(timezone.now()) == 1


def issued(far_city, village, settings):
    """Sealed and placed by a worker that neither asks witnesses nor tells cities: the tests do."""
    far_city.send("apply", THREAD, application(village))
    now = timezone.now()
    deciding.approve(Case.objects.get(), by=village.head, pin=cast.PIN, read_at=now, now=now)
    kept, settings.CITY_CODE, settings.WITNESS_POLICY = (settings.CITY_CODE, settings.WITNESS_POLICY), "", ""
    work()
    settings.CITY_CODE, settings.WITNESS_POLICY = kept
