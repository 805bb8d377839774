from datetime import date, timedelta

import pytest

from jiban.people import actions, questions
from jiban.people.actions.deputies import Days
from jiban.people.change_errors import (
    AbsenceDatesError,
    AbsenceEndedAlreadyError,
    AbsenceOverlapsError,
    BecauseMissingError,
    DeputationEndedAlreadyError,
    DeputationOverlapsError,
    DeputationPastError,
    DeputyIsHolderError,
    DeputyUnsuitableError,
    SeparationError,
)
from jiban.people.errors import NoPostError
from jiban.people.models import PostKind
from tests.people import builders
from tests.people.builders import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def committee():
    return builders.committee()


@pytest.fixture
def post(committee):
    return actions.open_post(PostKind.REVIEWER, "村委会主任", committee=committee)


@pytest.fixture
def head(post):
    officer = builders.officer("head")
    actions.appoint(officer, post, starts_on=date(2024, 5, 12), appointed_by="村民选举")
    return officer


@pytest.fixture
def deputy():
    return builders.officer("deputy")


def stand_in(post, officer, *, starts_on=TODAY, ends_on=None, now=NOW, **other):
    words = {"because": "主任外出学习", "appointed_by": "村委会会议"}
    return actions.appoint_deputy(post, officer, days=Days(starts_on, ends_on), now=now, **words, **other)


def away(officer, starts_at=NOW, ends_at=None, now=NOW):
    return actions.note_absence(
        officer, starts_at=starts_at, ends_at=ends_at, because="培训", noted_by=officer, now=now
    )


def may(officer, committee, at=NOW, item=None):
    return questions.may_act(officer, "reviewer", committee=committee, now=at, item=item)


def test_a_deputy_acts_while_the_holder_is_away_and_not_a_moment_longer(post, head, deputy, committee):
    stand_in(post, deputy)
    assert not may(deputy, committee)
    with pytest.raises(NoPostError):
        questions.check_post(deputy, "reviewer", committee=committee, now=NOW)
    back = NOW + timedelta(hours=3)
    away(head, ends_at=back)
    assert questions.is_absent(head, NOW)
    assert questions.deputies(committee, "reviewer", NOW) == [deputy]
    assert questions.check_post(deputy, "reviewer", committee=committee, now=NOW) == "deputy"
    assert not may(deputy, committee, back)
    assert questions.check_post(head, "reviewer", committee=committee, now=NOW) == "holder"
    assert questions.deputed_posts(deputy, NOW) == [post]


def test_a_deputy_acts_where_nobody_holds_the_post_any_more(post, head, deputy, committee):
    stand_in(post, deputy)
    actions.end_term(head.terms.get(), because="辞职", now=NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    assert may(deputy, committee, later)
    assert not may(head, committee, later)
    assert questions.authority_at(committee, head, "reviewer", NOW) == "holder"
    assert questions.authority_at(committee, deputy, "reviewer", NOW) is None
    assert questions.authority_at(committee, deputy, "reviewer", later) == "deputy"
    assert questions.authority_at(committee, deputy, "reviewer", later + timedelta(days=900)) == "deputy"


def test_a_deputy_for_some_items_acts_in_those_alone(post, head, deputy, committee):
    stand_in(post, deputy, items=["A-1"], active_when="always")
    assert may(deputy, committee, item="A-1")
    assert not may(deputy, committee, item="A-2")
    assert not may(deputy, committee)
    assert questions.deputies(committee, "reviewer", NOW, "A-1") == [deputy]
    assert questions.deputies(committee, "reviewer", NOW) == []
    assert questions.deputed_posts(deputy, NOW) == [post]


def test_what_was_true_yesterday_stays_true_whatever_is_entered_today(post, head, deputy, committee):
    with pytest.raises(DeputationPastError):
        stand_in(post, deputy, starts_on=TODAY - timedelta(days=1))
    stand_in(post, deputy, active_when="always")
    assert not may(deputy, committee, NOW - timedelta(minutes=1))
    noted = away(head, starts_at=NOW - timedelta(days=2))
    assert noted.starts_at == NOW
    assert not questions.is_absent(head, NOW - timedelta(minutes=1))


def test_an_ended_deputation_ends_at_that_moment(post, head, deputy, committee):
    deputation = stand_in(post, deputy, active_when="always")
    end = NOW + timedelta(hours=1)
    with pytest.raises(BecauseMissingError):
        actions.end_deputation(deputation, because=" ", now=end)
    actions.end_deputation(deputation, because="主任回村", now=end)
    assert may(deputy, committee, end - timedelta(seconds=1))
    assert not may(deputy, committee, end)
    with pytest.raises(DeputationEndedAlreadyError):
        actions.end_deputation(deputation, because="主任回村", now=end)


def test_only_who_can_stand_in_becomes_a_deputy(post, head, deputy):
    with pytest.raises(DeputyIsHolderError):
        stand_in(post, head)
    township = builders.village("130123100000")
    supervisor = builders.officer("town")
    above = actions.open_post(PostKind.TOWNSHIP_SUPERVISOR, "督办员", division=township)
    actions.appoint(supervisor, above, starts_on=TODAY, appointed_by="镇政府")
    with pytest.raises(DeputyUnsuitableError):
        stand_in(post, supervisor)
    stand_in(post, deputy)
    with pytest.raises(DeputationOverlapsError):
        stand_in(post, deputy, starts_on=TODAY + timedelta(days=3))
    for officer in (deputy, head):
        with pytest.raises(SeparationError):
            actions.appoint(officer, above, starts_on=TODAY, appointed_by="镇政府")
    with pytest.raises(SeparationError):
        actions.appoint(supervisor, post, starts_on=TODAY, appointed_by="镇政府")


def test_a_deputy_in_a_village_stands_in_for_nobody_above_it_nor_the_other_way_round(post, head, deputy):
    township = builders.village("130123100000")
    above = actions.open_post(PostKind.TOWNSHIP_SUPERVISOR, "督办员", division=township)
    stand_in(post, deputy)
    for officer in (deputy, head):
        with pytest.raises(SeparationError):
            stand_in(above, officer)
    other = builders.officer("other")
    stand_in(above, other)
    with pytest.raises(SeparationError):
        stand_in(post, other)


def test_who_stands_in_for_an_administrator_administers(deputy):
    county, village = builders.village("130123000000"), builders.village()
    post = actions.open_post(PostKind.COUNTY_ADMINISTRATOR, "县级管理员", division=county)
    assert not questions.administers(deputy, village, now=NOW)
    stand_in(post, deputy)
    assert questions.administers(deputy, village, now=NOW)
    assert not questions.administers(deputy, builders.village("130181000000"), now=NOW)


def test_an_absence_is_noted_once_and_ends_when_the_officer_is_back(head):
    with pytest.raises(AbsenceDatesError):
        away(head, ends_at=NOW)
    absence = away(head, ends_at=NOW + timedelta(days=3))
    with pytest.raises(AbsenceOverlapsError):
        away(head, starts_at=NOW + timedelta(days=1))
    back = NOW + timedelta(days=1)
    actions.end_absence(absence, now=back)
    assert questions.is_absent(head, back - timedelta(seconds=1))
    assert not questions.is_absent(head, back)
    with pytest.raises(AbsenceEndedAlreadyError):
        actions.end_absence(absence, now=back)


def test_a_deputy_who_is_away_is_not_called_but_may_act(post, head, deputy, committee):
    stand_in(post, deputy, active_when="always")
    away(deputy)
    assert questions.deputies(committee, "reviewer", NOW) == []
    assert may(deputy, committee)


def test_asking_about_deputies_takes_a_fixed_number_of_queries(
    post, head, deputy, committee, django_assert_max_num_queries
):
    away(head)
    for number in range(5):
        stand_in(post, builders.officer(f"deputy{number}"))
    with django_assert_max_num_queries(5):
        assert len(questions.deputies(committee, "reviewer", NOW)) == 5
