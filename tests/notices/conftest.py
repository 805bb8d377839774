"""A resident with a case, a gateway that keeps the protocol, a mail server, and a clock of the test's own."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from jiban.cases import actions, messages
from jiban.cases.actions import Request
from jiban.catalogue.questions import item
from jiban.notices.actions import tell
from tests import cast
from tests.notices.gateway import connected
from tests.notices.mail_server import MailServer

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
COUNTY = "990123000000"
ANSWERS = {
    "purpose": "school",
    "receiving_unit": "新安镇中心小学",
    "address": "2组16号",
    "since": "2009-03",
    "tenure": "own",
    "registered_here": "yes",
}


@pytest.fixture
def resident(db):
    cast.divisions()
    cast.items()
    return cast.resident(cast.committee_of("990123100201").division, now=NOON)


@pytest.fixture
def case(resident):
    return actions.submit(resident, Request(item=item("residence"), key="k", answers=ANSWERS), now=NOON)


@pytest.fixture
def gateway(settings):
    with connected(settings) as made:
        yield made


@pytest.fixture
def mail_server(settings):
    made = MailServer()
    settings.EMAIL = "smtp"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    yield made
    made.stop()


def told(case, code="certificate-ready", *, key="k", at=NOON):
    tell(case.resident_id, code, about=case.number, key=f"{key}:{case.number}", at=at)


def send(at=NOON):
    messages.send_messages(at)


def lines(case):
    return list(case.journal.values_list("action", flat=True))
