"""A village that can seal, and cases of an item whose rules know what departments have confirmed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases import actions, authorising, confirmed
from jiban.cases.actions import Request
from jiban.cases.authorising import Limits
from jiban.cases.confirmed import Confirmed
from jiban.catalogue.questions import item
from jiban.jobs.worker import Worker
from jiban.people import totp
from jiban.people.actions import confirm_totp, set_up_totp
from tests import cast

ITEM = "school-residence"
ANSWERS = {
    "purpose": "primary",
    "receiving_unit": "新安镇中心小学",
    "child_name": "李小雨",
    "child_id_number": "990000201809011127",
    "guardianship": "mother",
    "address": "2组16号",
    "since": "2009-03",
}
LIVES = {"lives-here-since.lives_here": True, "lives-here-since.since": "2009-02"}
ALL = {**LIVES, "registered-here.registered_here": True}


@pytest.fixture
def village(authority, db):
    made = cast.village(authority)
    cast.items()
    return made


def submitted(village, key="k1", **changed):
    asked = Request(item=item(ITEM), key=key, answers={**ANSWERS, **changed})
    return actions.submit(village.resident, asked, now=timezone.now())


def confirm(case, values, *, answer="answer-1"):
    now = timezone.now()
    facts = [Confirmed(name, value, "样例县公安局", timezone.localdate(now), answer) for name, value in values.items()]
    confirmed.record_facts(case, facts, now=now)


def judged(village, key="k1", values=ALL, **changed):
    """Handed in, confirmed, and looked at by the rules."""
    case = submitted(village, key, **changed)
    confirm(case, values)
    return worked(case)


def worked(case):
    worker = Worker()
    while worker.run_once():
        pass
    case.refresh_from_db()
    return case


def authenticator(officer):
    """The officer's app: gives the code of this half minute."""
    earlier = timezone.now() - timedelta(minutes=5)
    made = set_up_totp(officer, now=earlier)
    confirm_totp(officer, totp.code_at(made.secret, earlier), earlier)
    officer.refresh_from_db()
    return lambda: totp.code_at(made.secret, timezone.now())


def limits(days=30, a_day=20, code=ITEM):
    today = timezone.localdate()
    return Limits(code, today, today + timedelta(days=days), a_day)


def authorised(village, **changed):
    code = authenticator(village.head)
    granted = limits(**changed)
    return authorising.grant(village.committee, granted, by=village.head, pin=cast.PIN, code=code(), now=timezone.now())
