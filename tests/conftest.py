"""What every test shares: keys in a folder of their own, one test authority a session."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from jiban.seals import actions as seals
from jiban.seals import certifier, keyring
from jiban.standards.gm import keyfile
from jiban.starting import loading

pytest_plugins = ["tests.browser", "tests.template", "tests.cities.fixtures"]


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Thousands of tests and what they import stay to the end."""
    with loading():
        return (yield)


# Deadlines measure the machine's other work, not the code under test.
hypothesis_settings.register_profile("jiban", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("jiban")


@pytest.fixture(scope="session", autouse=True)
def plain_static_files(tmp_path_factory):
    """Serve the files as they are written: hashed names need a collectstatic first."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=django_settings.STORAGES | plain):
        yield


@pytest.fixture(scope="session", autouse=True)
def key_folder(tmp_path_factory):
    """Keys never touch the working copy, and cheap key files keep the tests fast."""
    folder = tmp_path_factory.mktemp("keys")
    django_settings.KEYRING_DIR = folder
    django_settings.TRUST_DIR = folder / "trust"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "_cost_of_guessing", lambda: keyfile.Cost(log2_n=10, r=1))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def pictures_drawn_once():
    """The same name gives the same bytes (tests/standards/ses prove it): hundreds of villages share their pictures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seals, "seal_picture", lru_cache(seals.seal_picture))
        patch.setattr(seals, "signature_picture", lru_cache(seals.signature_picture))
        yield


@pytest.fixture(scope="session")
def authority(key_folder):
    """The test authority that certifies every seal of the session."""
    return certifier.create_test_authority(datetime.now(UTC) - timedelta(days=400))


@pytest.fixture(scope="module")
def session_authority_comes_back(authority, key_folder):
    """For modules that put another authority in its place: the other tests of the session go on with theirs."""
    yield
    authority.save(key_folder / certifier.AUTHORITY_FOLDER, django_settings.KEYRING_SECRET.encode())
    certifier._load.cache_clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["tests.people.builders.QuickArgon2"]


@pytest.fixture(autouse=True)
def fresh_signers():
    """A cached key of one test must not serve another."""
    yield
    keyring.committee_signer.cache_clear()
    keyring.committee_pdf_signer.cache_clear()
