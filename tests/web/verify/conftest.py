"""A village that issues, its trusted keys published, and a stranger who checks."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from jiban.cases import actions, deciding
from jiban.cases.actions import Request
from jiban.catalogue.questions import item
from jiban.certificates import downloads, publishing
from jiban.certificates.models import Certificate
from jiban.jobs.worker import Worker
from jiban.ledger import sequencer
from tests import cast
from tests.stories.walk import ANSWERS, issued_certificate


@pytest.fixture(autouse=True)
def nothing_counted():
    """Codes asked for in one test must not count in another."""
    cache.clear()


@pytest.fixture
def village(authority, db):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def trusted(authority, village, settings, tmp_path):
    settings.TRUST_DIR = tmp_path / "trust"
    publishing.publish(settings.TRUST_DIR, authority, timezone.now())
    return settings.TRUST_DIR


@pytest.fixture
def certificate(village, trusted):
    made = issued_certificate(village)
    sequencer.sequence(timezone.now(), holder="tests")
    return made


@pytest.fixture
def old_certificate(authority, db, settings, tmp_path):
    """Issued two months ago for thirty days, as everything was then."""
    then = timezone.now() - timedelta(days=60)
    village = cast.village(authority, at=then)
    cast.items()
    settings.TRUST_DIR = tmp_path / "trust"
    publishing.publish(settings.TRUST_DIR, authority, then)
    request = Request(item=item("residence"), key="old", answers=ANSWERS)
    case = actions.submit(village.resident, request, now=then)
    deciding.approve(case, by=village.head, pin=cast.PIN, read_at=then, now=then)
    worker = Worker(clock=lambda: then)
    while worker.run_once():
        pass
    return Certificate.objects.get()


@pytest.fixture
def ofd(certificate):
    return downloads.ofd_with_proof(certificate)


@pytest.fixture
def stranger():
    """Reads English, so that the tests say the words of the source; one test reads Chinese."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def machine():
    return Client(headers={"accept-language": "en", "accept": "application/json"})
