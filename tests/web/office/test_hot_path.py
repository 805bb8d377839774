"""How often the database is asked on the way from form to certificate: a city's morning hangs on these figures."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiban.bench.browser import Answer
from jiban.cases import actions
from jiban.cases.actions import Request
from jiban.cases.models import Case
from jiban.catalogue.forms import example_answers, form_class
from jiban.catalogue.questions import item
from jiban.jobs.worker import Worker
from jiban.web.visitors import RESIDENT_KEY
from tests import cast
from tests.web.office.conftest import submitted

ITEM = "school-residence"
FORM = f"/apply/{ITEM}/"
pytestmark = pytest.mark.usefixtures("village")


@pytest.fixture
def phone(village):
    browser = Client(headers={"accept-language": "zh-CN"})
    session = browser.session
    session[RESIDENT_KEY] = village.resident.pk
    session.save()
    return browser


def asked(act):
    """What the act gave, and how many statements it took, savepoints apart."""
    with CaptureQueriesContext(connection) as seen:
        given = act()
    return given, len([one for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]])


def filled_in(browser):
    page = Answer(FORM, 200, browser.get(f"{FORM}?all=1").content.decode())
    return {**dict(page.form(FORM).hidden), **example_answers(item(ITEM).read()), "pledge": "on"}


def handed_in(village, key):
    wanted = item(ITEM)
    form = form_class(wanted.read())(data=example_answers(wanted.read()))
    assert form.is_valid()
    return actions.submit(village.resident, Request(wanted, key, form.answers()), now=timezone.now())


def to_approve(browser, case):
    path = f"/office/cases/{case.number}/approval/"
    page = Answer(path, 200, browser.get(f"/office/cases/{case.number}/").content.decode())
    return path, {**dict(page.form(path).hidden), "pin": cast.PIN}


def test_the_form_takes_few_questions(phone):
    _answer, number = asked(lambda: phone.get(f"{FORM}?all=1"))
    assert number <= 6


def test_handing_in_takes_few_questions_and_so_does_the_page_after_it(phone):
    said = filled_in(phone)
    answer, number = asked(lambda: phone.post(FORM, said))
    assert answer.status_code == 302
    assert number <= 17
    answer, number = asked(lambda: phone.get(answer["Location"]))
    assert answer.status_code == 200
    assert number <= 13


def test_the_queue_takes_as_many_questions_for_many_as_for_one(village, head):
    submitted(village)
    _answer, for_one = asked(lambda: head.get("/office/"))
    for place in range(4):
        submitted(village, f"more-{place}")
    answer, for_five = asked(lambda: head.get("/office/"))
    assert len(answer.context["queue"].rows) == 5
    assert (for_five, for_one <= 10) == (for_one, True)


def test_approving_takes_few_questions_and_so_does_the_next_case(village, head):
    first, _second = handed_in(village, "k1"), handed_in(village, "k2")
    path, said = to_approve(head, first)
    answer, number = asked(lambda: head.post(path, said))
    assert answer.status_code == 302, answer.context["refusal"]
    assert number <= 21
    answer, number = asked(lambda: head.get(answer["Location"]))
    assert answer.status_code == 200
    assert number <= 28


def test_the_worker_takes_few_questions_a_case(village, head):
    cases = [handed_in(village, f"k{place}") for place in range(8)]
    for case in cases:
        path, said = to_approve(head, case)
        head.post(path, said)
    worker = Worker(clock=timezone.now)
    worker.run_once()

    def work():
        while worker.run_once():
            pass

    _nothing, number = asked(work)
    assert not Case.objects.exclude(state="issued").exists()
    assert number / len(cases) <= 30
