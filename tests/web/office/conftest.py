"""Two villages with their officers at the desk; browsers that read English, so that the words are those of the source."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiban.cases import actions, deciding
from jiban.cases.actions import Paper, Request
from jiban.catalogue.questions import item
from jiban.certificates.models import Certificate
from jiban.jobs.worker import Worker
from jiban.people.actions.appointing import open_post
from jiban.seals import actions as seals
from jiban.web.visitors import remember_officer
from tests import cast

ANSWERS = {
    "purpose": "school",
    "receiving_unit": "新安镇中心小学",
    "address": "2组16号",
    "since": "2009-03",
    "tenure": "own",
    "registered_here": "yes",
}
JPEG = b"\xff\xd8\xff\xe0 a photo of a lease"


@pytest.fixture
def village(authority, db):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def other_village(authority, village):
    """The neighbours: whole, with powers of their own, and none here."""
    now = timezone.now()
    committee = cast.committee_of("990123100202")
    head, clerk = cast.officer("head2", "李春生"), cast.officer("clerk2", "李文静")
    term = cast.hold(head, open_post("reviewer", "村委会主任", committee=committee), now)
    cast.hold(clerk, open_post("clerk", "村务专干", committee=committee), now)
    county = village.county
    seal = seals.register_committee_seal(committee, by=clerk, now=now)
    signature = seals.register_signature(head, committee, by=head, now=now)
    return cast.Village(
        committee=committee,
        clerk=clerk,
        head=head,
        head_term=term,
        county=county,
        seal=cast.made(seal, authority, county, now),
        signature=cast.made(signature, authority, county, now, pin=cast.PIN),
        resident=cast.resident(committee.division, name="李树林", sequence=131, now=now),
    )


@pytest.fixture
def head(village):
    return desk(village.head)


@pytest.fixture
def clerk(village):
    return desk(village.clerk)


@pytest.fixture
def county(village):
    return desk(village.county)


@pytest.fixture
def stranger_head(other_village):
    return desk(other_village.head)


def desk(officer=None):
    """A browser in the office; signed in, if it has an officer."""
    browser = Client(headers={"accept-language": "en"})
    if officer is not None:
        session = browser.session
        remember_officer(session, officer)
        session.save()
    return browser


def submitted(village, key="k1", *, papers=(), code="residence", **changed):
    request = Request(item=item(code), key=key, answers={**ANSWERS, **changed}, papers=papers)
    return actions.submit(village.resident, request, now=timezone.now())


def with_paper(village, key="k-paper"):
    lease = Paper(name="home", file_name="租房合同.jpg", media_type="image/jpeg", data=JPEG)
    owner = {"owner_name": "张桂兰", "owner_mobile": "13812345678"}
    return submitted(village, key, papers=[lease], tenure="rented", **owner)


def now():
    """What a page writes down when it is read this moment."""
    return timezone.now().isoformat()


def approved(village, case):
    return deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())


def work():
    worker = Worker()
    while worker.run_once():
        pass


def issued(village, key="k-issued", **changed):
    """A case that went all the way; its certificate is sealed."""
    case = approved(village, submitted(village, key, **changed))
    work()
    case.refresh_from_db()
    return case


def green(village, number=3):
    """Cases whose checks are all green: the same facts were confirmed a while ago."""
    issued(village, "k-first")
    Certificate.objects.update(granted_at=timezone.now() - timedelta(days=40))
    return [submitted(village, f"k-green-{place}") for place in range(number)]


def words(answer):
    return answer.content.decode()
