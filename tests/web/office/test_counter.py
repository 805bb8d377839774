"""The counter: papers looked at, slips handed out, guardians confirmed or not."""

import re

import pytest
from django.utils import timezone

from jiban.people.actions import guardians
from jiban.people.actions.counter import use_slip
from jiban.people.errors import NoPostError
from jiban.people.models import Guardianship, SignInSlip
from tests.web.office.conftest import desk, words
from tests.web.resident.test_children import TYPED

pytestmark = pytest.mark.django_db
PAGE = "/office/counter/slips/"


def typed_for(resident, **changed):
    known = {"name": resident.name, "identity_number": resident.identity_number, "document": "identity-card"}
    return {**known, "document_last_four": "1228", "is_present": "on", **changed}


@pytest.fixture
def asked(village):
    return guardians.ask(village.resident, guardians.Child(**TYPED), now=timezone.now())


def test_a_clerk_makes_a_slip_and_its_code_signs_in(village, clerk):
    answer = clerk.post(PAGE, typed_for(village.resident))
    page = words(answer)
    code = re.search(r"<b>(\d{4} \d{4} \d{4})</b>", page)[1]
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert village.resident.name not in page
    assert use_slip(code, village.resident.identity_number[-4:], now=timezone.now()) == village.resident
    list_ = words(clerk.get(PAGE))
    assert code not in list_
    assert village.clerk.name in list_


def test_every_mistake_is_told_at_once_and_what_was_typed_is_kept(village, clerk):
    answer = clerk.post(PAGE, typed_for(village.resident, identity_number="99", document="", is_present=""))
    page = words(answer)
    assert answer.status_code == 422
    assert page.count('class="error"') >= 2
    assert f'value="{village.resident.name}"' in page
    assert not SignInSlip.objects.exists()


def test_another_name_than_the_one_known_makes_no_slip(village, clerk):
    answer = clerk.post(PAGE, typed_for(village.resident, name="李四光"))
    assert answer.status_code == 409
    assert 'value="李四光"' in words(answer)
    assert not SignInSlip.objects.exists()


def test_slips_of_another_village_are_not_seen(village, clerk, other_village):
    desk(other_village.clerk).post(PAGE, typed_for(other_village.resident))
    assert SignInSlip.objects.count() == 1
    assert other_village.clerk.name not in words(clerk.get(PAGE))
    assert clerk.post(PAGE, typed_for(other_village.resident)).status_code == 409


def test_only_clerks_stand_at_the_counter(village, head, county):
    assert county.get(PAGE).status_code == 403
    assert head.get(PAGE).status_code == 403
    assert "counter/slips" in words(desk(village.clerk).get("/office/visits/"))


def test_a_clerk_confirms_a_guardian_once(village, clerk, asked):
    assert "/office/counter/children/" in words(clerk.get(PAGE))
    assert asked.child_name in words(clerk.get("/office/counter/children/"))
    page = words(clerk.get(f"/office/counter/children/{asked.pk}/"))
    assert asked.child_number not in page
    there = f"/office/counter/children/{asked.pk}/"
    assert clerk.post(there, {"confirm": "1"})["Location"] == "/office/counter/children/?done=1"
    asked.refresh_from_db()
    assert (asked.decided_by, asked.child.name) == (village.clerk, "王小宝")
    assert asked.child.village == village.resident.village
    # A second tap.
    assert clerk.post(there, {"confirm": "1"})["Location"] == "/office/counter/children/"


def test_a_refusal_says_why_and_the_guardian_reads_it(village, clerk, asked):
    there = f"/office/counter/children/{asked.pk}/"
    assert clerk.post(there, {"because": ""}).status_code == 422
    assert clerk.post(there, {"because": "户口簿上没有孩子"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.refused_because, asked.child) == ("户口簿上没有孩子", None)
    assert guardians.ask(village.resident, guardians.Child(**TYPED), now=timezone.now()).is_waiting


def test_another_villages_guardians_do_not_exist_for_this_clerk(asked, other_village):
    stranger = desk(other_village.clerk)
    there = f"/office/counter/children/{asked.pk}/"
    assert stranger.get(there).status_code == 404
    assert stranger.post(there, {"confirm": "1"}).status_code == 404
    with pytest.raises(NoPostError):
        guardians.confirm(asked, by=other_village.clerk, now=timezone.now())
    assert Guardianship.objects.get().is_waiting
