"""A village with its resident, signed in on a phone that reads Chinese."""

import pytest
from django.test import Client
from django.utils import timezone

from jiban.cases import actions, deciding
from jiban.cases.actions import Request
from jiban.catalogue.questions import item
from jiban.jobs.worker import Worker
from jiban.web.visitors import RESIDENT_KEY
from tests import cast

ANSWERS = {
    "purpose": "school",
    "receiving_unit": "新安镇中心小学",
    "address": "2组16号",
    "since": "2009-03",
    "tenure": "own",
    "registered_here": "yes",
}


@pytest.fixture
def village(authority, db):
    """With officers and seals: for tests in which something is decided or sealed."""
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def resident(request, db):
    if "village" in request.fixturenames:
        return request.getfixturevalue("village").resident
    cast.divisions()
    cast.items()
    return cast.resident(cast.committee_of("990123100201").division, now=timezone.now())


@pytest.fixture
def neighbour(resident):
    return cast.resident(resident.village, name="李树林", sequence=131, now=timezone.now())


@pytest.fixture
def stranger(db):
    return phone()


@pytest.fixture
def client(resident):
    return phone(resident)


def phone(owner=None):
    """A browser that reads Chinese; signed in, if it has an owner."""
    browser = Client(headers={"accept-language": "zh-CN"})
    if owner is not None:
        session = browser.session
        session[RESIDENT_KEY] = owner.pk
        session.save()
    return browser


def submitted(resident, key="a-key-of-the-tests", **changed):
    request = Request(item=item("residence"), key=key, answers={**ANSWERS, **changed})
    return actions.submit(resident, request, now=timezone.now())


def approved(village, case):
    return deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())


def issued(village, key="a-key-of-the-tests", **changed):
    """A case that went all the way; its certificate is sealed."""
    case = approved(village, submitted(village.resident, key, **changed))
    worker = Worker()
    while worker.run_once():
        pass
    case.refresh_from_db()
    return case


def words(answer):
    return answer.content.decode()
