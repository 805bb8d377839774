"""Ten minutes to open it again, on the page of the application, with everything that was typed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiban.cases import deciding, undoing
from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.web.visitors import remember_officer
from tests.web.resident.conftest import phone, submitted, words
from tests.web.resident.test_apply import PAGE, RENTED, hidden, photo

pytestmark = pytest.mark.django_db


def undo_of(case):
    return f"/cases/{case.number}/undo/"


def test_what_was_handed_in_by_mistake_is_opened_again_changed_and_handed_in(client, resident):
    client.post(PAGE, {**RENTED, "paper_home": photo()})
    case = Case.objects.get()
    assert f'action="{undo_of(case)}"' in words(client.get(f"/cases/{case.number}/"))
    answer = client.post(undo_of(case))
    last = f"/drafts/{case.number}/check/"
    assert answer["Location"] == f"{last}?undone=1"
    page = words(client.get(answer["Location"]))
    assert "张桂兰" in page
    assert 'role="status"' in page
    client.post(f"/drafts/{case.number}/steps/address/", {"address": "5组1号", "change": "1"})
    client.post(last, {**hidden(words(client.get(last))), "pledge": "on"})
    again = Case.objects.get()
    assert (again.state, again.answers["address"], again.papers.count()) == (State.SUBMITTED, "5组1号", 1)
    assert [line.action for line in again.journal.all()] == ["submit", "undo", "submit"]


def test_a_second_tap_finds_it_open(client, resident):
    case = submitted(resident)
    assert client.post(undo_of(case))["Location"] == client.post(undo_of(case))["Location"]
    assert case.journal.filter(action="undo").count() == 1


def test_after_ten_minutes_the_button_is_gone_and_the_tap_is_refused_in_words(client, resident):
    case = submitted(resident)
    Case.objects.update(submitted_at=timezone.now() - undoing.UNDO_FOR - timedelta(seconds=1))
    assert undo_of(case) not in words(client.get(f"/cases/{case.number}/"))
    answer = client.post(undo_of(case))
    assert answer.status_code == 409
    assert 'role="alert"' in words(answer)
    assert f'href="/cases/{case.number}/withdrawal/"' in words(answer)


def test_what_somebody_has_looked_at_or_checked_is_taken_back_instead(client, village, resident):
    looked, checked = submitted(resident, "looked-at-by-an-officer"), submitted(resident, "checked-by-an-officer")
    undoing.opened(looked, now=timezone.now())
    deciding.check(checked, by=village.clerk, now=timezone.now())
    for case in (looked, checked):
        page = words(client.get(f"/cases/{case.number}/"))
        assert undo_of(case) not in page
        assert f'href="/cases/{case.number}/withdrawal/"' in page
        assert client.post(undo_of(case)).status_code == 409


def test_nobody_opens_the_application_of_another(client, resident, neighbour):
    case = submitted(resident)
    assert phone(neighbour).post(undo_of(case)).status_code == 404
    assert client.get(undo_of(case))["Location"] == f"/cases/{case.number}/"
    assert Case.objects.get().state == State.SUBMITTED


def test_the_village_sees_nothing_of_it_while_it_is_open_again(client, village, resident):
    case = submitted(resident)
    office = Client(headers={"accept-language": "zh-CN"})
    session = office.session
    remember_officer(session, village.head)
    session.save()
    client.post(undo_of(case))
    assert case.number not in words(office.get("/office/"))
    assert office.get(f"/office/cases/{case.number}/").status_code == 404
