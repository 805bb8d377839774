"""Helping a relative from one's own account; and what the one who was helped sees, and can say."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.cases.models import Case
from jiban.helping.models import HelpTask, HomeVisit
from jiban.people.models import Resident
from tests import cast
from tests.web.resident.conftest import ANSWERS, phone


@pytest.fixture
def mother(resident):
    return cast.resident(resident.village, name="刘凤英", sequence=133, now=timezone.now())


@pytest.fixture
def helper(resident):
    """Another phone number than the mother's: a code to one's own phone would be no consent of hers."""
    Resident.objects.filter(pk=resident.pk).update(mobile="13800001122")
    return phone(resident)


def words(answer):
    return answer.content.decode()


def begun(browser, person, **changed):
    said = {"item": "residence", "name": person.name, "identity_number": person.identity_number}
    more = {"authority": "relation", "kin": "parent", "key": "r" * 20}
    answer = browser.post(reverse("resident:help-new"), {**said, **more, **changed})
    return answer, HelpTask.objects.first()


def page_of(task):
    return reverse("resident:help-task", args=[task.pk])


def agreed(browser, person):
    _answer, task = begun(browser, person)
    browser.post(page_of(task), {"act": "facts", **ANSWERS})
    page = browser.get(page_of(task))
    needed = [row.name for row in page.context["rows"]] + ["undertaking"]
    browser.post(page_of(task), {"act": "read", "seen": page.context["seen"], "read": needed})
    task.refresh_from_db()
    return task


def handed_in(browser, person):
    task = agreed(browser, person)
    sent = browser.post(page_of(task), {"act": "send-code"})
    browser.post(page_of(task), {"act": "code", "code": sent.context["challenge"].shown_code})
    task.refresh_from_db()
    return task


def test_a_relative_types_and_the_residents_own_code_hands_it_in(helper, mother, resident):
    task = handed_in(helper, mother)
    case = Case.objects.get()
    assert (case.resident, task.case) == (mother, case)
    assert case.journal.get(action="helped-code").reason == resident.name
    assert helper.get(reverse("resident:case", args=[case.number])).status_code == 404
    helper.post(page_of(task), {"act": "close"})
    assert helper.get(page_of(task)).status_code == 410


def test_nothing_of_the_resident_is_filled_in_for_the_helper(helper, mother):
    mother.remember("residence", {**ANSWERS, "address": "只有她知道的地方"})
    _answer, task = begun(helper, mother)
    page = words(helper.get(page_of(task)))
    assert "只有她知道的地方" not in page
    assert mother.address not in page
    assert mother.identity_number[-4:] not in page


def test_a_relatives_own_hand_draws_no_consent(helper, mother):
    task = agreed(helper, mother)
    assert helper.get(page_of(task)).context["ways"] == ("code", "counter")
    assert helper.post(page_of(task), {"act": "mark", "pressed": "1"}).status_code == 409


def test_a_code_on_the_helpers_own_number_is_no_consent(helper, mother):
    Resident.objects.filter(pk=mother.pk).update(mobile="13800001122")
    task = agreed(helper, mother)
    assert helper.get(page_of(task)).context["ways"] == ("counter",)
    assert helper.post(page_of(task), {"act": "send-code"}).status_code == 409


def test_who_types_a_wrong_name_learns_nothing(helper, mother):
    wrong_name, _task = begun(helper, mother, name="王不是")
    unknown, task = begun(helper, mother, identity_number="990000194102030573")
    said = {str(answer.context["refusal"]) for answer in (wrong_name,)}
    assert (wrong_name.status_code, task) == (409, None)
    assert unknown.status_code in {409, 422}
    assert said


def test_going_through_names_shuts_the_door(helper, mother):
    answers = [begun(helper, mother, name=f"王不是{sign}", key=f"{sign}" * 20)[0] for sign in "一二三四五六七八"]
    refusals = {type(answer.context["refusal"]).__name__ for answer in answers}
    assert "TooManyTriesError" in refusals


def test_nobody_helps_themselves(helper, resident):
    answer, task = begun(helper, resident)
    assert (answer.status_code, task) == (409, None)


def test_the_kin_is_asked_for_and_what_was_typed_stays(helper, mother):
    answer, task = begun(helper, mother, kin="")
    assert (answer.status_code, task) == (422, None)
    assert mother.name in words(answer)


def test_somebody_elses_task_is_not_there(helper, mother, neighbour):
    _answer, task = begun(helper, mother)
    assert phone(neighbour).get(page_of(task)).status_code == 404
    assert phone(neighbour).get(reverse("resident:helped-by", args=[task.pk])).status_code == 404


def test_the_resident_sees_who_helps_and_stops_it(helper, mother, resident):
    task = agreed(helper, mother)
    hers = phone(mother)
    assert resident.name in words(hers.get(reverse("resident:helped")))
    hers.post(reverse("resident:helped-by", args=[task.pk]))
    task.refresh_from_db()
    assert (task.state, task.why_ended, task.answers) == ("ended", "resident", {})
    assert helper.get(page_of(task)).status_code == 410


def test_the_resident_objects_on_the_page_of_the_case(helper, mother):
    task = handed_in(helper, mother)
    hers, page = phone(mother), reverse("resident:helped-by", args=[task.pk])
    assert page in words(hers.get(reverse("resident:case", args=[task.case.number])))
    assert hers.post(page, {"words": ""}).status_code == 422
    hers.post(page, {"words": "我没有要这个"})
    hers.post(page, {"words": "又一次"})
    task.refresh_from_db()
    assert (task.objection, task.case.state) == ("我没有要这个", "withdrawn")
    assert Case.objects.get().journal.filter(action="help-objected").count() == 1
    assert "我没有要这个" in words(hers.get(page))


def test_the_resident_allows_and_forbids_the_certificate(helper, mother):
    task = handed_in(helper, mother)
    hers, page = phone(mother), reverse("resident:helped-by", args=[task.pk])
    hers.post(page, {"act": "let"})
    task.refresh_from_db()
    assert task.may_fetch
    hers.post(page, {"act": "let-not"})
    task.refresh_from_db()
    assert not task.may_fetch
    assert helper.get(reverse("resident:help-certificate", args=[task.pk])).status_code == 403


def test_a_home_visit_is_asked_for_once_and_taken_back(client, resident):
    page = reverse("resident:home-visits")
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    said = {"name": "刘凤英", "place": "2组，小桥边", "wanted_on": day, "key": "h" * 20}
    client.post(page, said)
    client.post(page, said)
    visit = HomeVisit.objects.get()
    assert (visit.asked, visit.asked_by, visit.committee) == ("relative", resident, resident.village.committee)
    client.post(page, {"take_back": str(visit.pk)})
    visit.refresh_from_db()
    assert visit.outcome == "declined"


def test_a_visit_for_last_year_is_refused_and_what_was_typed_stays(client):
    said = {"name": "刘凤英", "place": "2组，小桥边", "wanted_on": "2020-01-01", "key": "h" * 20}
    answer = client.post(reverse("resident:home-visits"), said)
    assert answer.status_code == 409
    assert "小桥边" in words(answer)


def test_no_page_of_helping_may_be_stored(helper, mother):
    answer, task = begun(helper, mother)
    pages = [answer, helper.get(page_of(task)), helper.get(reverse("resident:help")), helper.get("/helped/")]
    assert {page["Cache-Control"] for page in pages} == {"no-store"}
