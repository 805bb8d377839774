from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from jiban.places import actions, division_rows, questions
from jiban.places.errors import CommitteeRefusedError
from jiban.places.models import Committee, Division
from jiban.places.service_minutes import Stretch
from jiban.standards.codes import credit_code

pytestmark = pytest.mark.django_db

CODE = str(credit_code.make(division="990000", organisation="CN000001"))
OTHER_CODE = str(credit_code.make(division="990000", organisation="CN000002"))
TREE = """code,name,level
1301,石家庄市,2
130123,正定县,3
130123100,正定镇,4
130123100242,塔元庄村民委员会,5
130123100243,野头村民委员会,5
"""


@pytest.fixture
def village() -> Division:
    actions.import_divisions(division_rows.read_csv(TREE.encode()), "test")
    return questions.division("130123100242")


def test_a_committee_is_named_after_its_place_and_opens_on_working_days(village):
    committee = actions.register_committee(village, credit_code=CODE.lower(), phone="0311-00000000")
    assert committee.name == "正定镇塔元庄村民委员会"
    assert committee.credit_code == CODE
    calendar = questions.service_calendar(committee)
    assert calendar.stretches(date(2026, 11, 20)) == list(actions.WORKING_DAY)
    assert calendar.stretches(date(2026, 11, 21)) == []


def test_a_mistyped_credit_code_is_refused(village):
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    with pytest.raises(CommitteeRefusedError):
        actions.register_committee(village, credit_code=wrong)
    assert Committee.objects.count() == 0


def test_a_place_has_one_committee_and_a_code_one_owner(village):
    actions.register_committee(village, credit_code=CODE)
    with pytest.raises(CommitteeRefusedError):
        actions.register_committee(village, credit_code=OTHER_CODE)
    with pytest.raises(CommitteeRefusedError):
        actions.register_committee(questions.division("130123100243"), credit_code=CODE)


def test_a_township_has_no_village_committee(village):
    with pytest.raises(CommitteeRefusedError):
        actions.register_committee(village.parent, credit_code=CODE)


def test_the_week_can_be_replaced_and_must_make_sense(village):
    committee = actions.register_committee(village, credit_code=CODE)
    actions.set_office_hours(committee, {6: [Stretch(time(9), time(11))]})
    assert [str(hours) for hours in committee.hours.all()] == ["6 09:00-11:00"]
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.set_office_hours(committee, {8: [Stretch(time(9), time(11))]})
    assert committee.hours.count() == 1


def test_holidays_close_the_office_and_worked_weekends_open_it(village):
    committee = actions.register_committee(village, credit_code=CODE)
    actions.mark_holiday(date(2026, 10, 1), "国庆节")
    actions.mark_holiday(date(2026, 10, 10), "国庆节调休", works=True)
    calendar = questions.service_calendar(committee)
    assert calendar.stretches(date(2026, 10, 1)) == []
    assert calendar.stretches(date(2026, 10, 10)) == list(actions.WORKING_DAY)
    actions.mark_holiday(date(2026, 10, 10), "国庆节")
    assert questions.service_calendar(committee).stretches(date(2026, 10, 10)) == []
    assert questions.service_calendar(committee, since=date(2026, 10, 2)).closed == {date(2026, 10, 10)}
