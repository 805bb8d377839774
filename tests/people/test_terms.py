from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from jiban.people import actions, questions
from jiban.people.errors import (
    AppointerMissingError,
    NoPostError,
    PostUnsuitableError,
    ReasonMissingError,
    TermDatesError,
    TermEndedAlreadyError,
    TermEndedError,
    TermNotBegunError,
    TermOverlapsError,
)
from jiban.people.models import Post, PostKind, Term
from tests.people import builders
from tests.people.builders import NOW

pytestmark = pytest.mark.django_db
ELECTION = "2024年5月12日村民选举"
STARTED = date(2024, 5, 12)


@pytest.fixture
def committee():
    return builders.committee()


@pytest.fixture
def officer():
    return builders.officer()


def head_of(committee):
    return actions.open_post(PostKind.REVIEWER, "村委会主任", committee=committee)


def appoint(officer, committee, starts_on=STARTED, ends_on=None):
    return actions.appoint(officer, head_of(committee), starts_on=starts_on, ends_on=ends_on, appointed_by=ELECTION)


def test_an_appointed_reviewer_may_review_in_that_committee_alone(officer, committee):
    other = builders.committee("130123100243")
    appoint(officer, committee)
    assert questions.holds_post(officer, "reviewer", committee=committee, now=NOW)
    assert not questions.holds_post(officer, "clerk", committee=committee, now=NOW)
    assert not questions.holds_post(officer, "reviewer", committee=other, now=NOW)
    assert questions.committees_where(officer, "reviewer", NOW) == [committee]
    assert questions.holders(committee, "reviewer", NOW) == [officer]
    assert [post.title for post in questions.posts_of(officer, NOW)] == ["村委会主任"]
    assert [post.kind for post in questions.posts_of(officer, NOW)] == ["reviewer"]
    questions.check_post(officer, "reviewer", committee=committee, now=NOW)


def test_one_act_ends_authority_at_once(officer, committee):
    term = appoint(officer, committee, ends_on=date(2027, 5, 11))
    actions.end_term(term, because="辞职", now=NOW)
    assert not questions.holds_post(officer, "reviewer", committee=committee, now=NOW)
    assert questions.holders(committee, "reviewer", NOW) == []
    assert questions.committees_where(officer, "reviewer", NOW) == []


def test_who_held_it_then_is_known_afterwards(officer, committee):
    actions.end_term(appoint(officer, committee), because="辞职", now=NOW)
    minute_before = NOW - timedelta(minutes=1)
    assert questions.holds_post(officer, "reviewer", committee=committee, now=minute_before)
    assert questions.holders(committee, "reviewer", minute_before) == [officer]


def test_a_reviewer_whose_term_has_ended_is_told_when_and_what_to_do(officer, committee):
    appoint(officer, committee, ends_on=date(2026, 11, 23))
    with translation.override("en"), pytest.raises(TermEndedError) as refusal:
        questions.check_post(officer, "reviewer", committee=committee, now=NOW)
    assert "2026-11-23" in str(refusal.value)
    assert committee.name in str(refusal.value)


def test_a_reviewer_whose_term_begins_later_is_told_so(officer, committee):
    appoint(officer, committee, ends_on=date(2026, 11, 23))
    appoint(officer, committee, starts_on=date(2026, 12, 1))
    with pytest.raises(TermNotBegunError):
        questions.check_post(officer, "reviewer", committee=committee, now=NOW)


def test_an_officer_without_the_post_is_told_so(officer, committee):
    with pytest.raises(NoPostError):
        questions.check_post(officer, "reviewer", committee=committee, now=NOW)


def test_a_day_begins_at_midnight_in_the_village(officer, committee):
    appoint(officer, committee, starts_on=date(2026, 11, 24))
    before = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    assert not questions.holds_post(officer, "reviewer", committee=committee, now=before)
    assert questions.holds_post(officer, "reviewer", committee=committee, now=before + timedelta(minutes=1))


def test_a_county_administrator_administers_everything_in_the_county(officer, committee):
    county = builders.village("130123000000")
    post = actions.open_post(PostKind.COUNTY_ADMINISTRATOR, "县级管理员", division=county)
    actions.appoint(officer, post, starts_on=STARTED, appointed_by="正定县")
    assert questions.administers(officer, committee.division, now=NOW)
    assert questions.administers(officer, county, now=NOW)
    assert not questions.administers(officer, builders.village("130181000000"), now=NOW)
    assert not questions.administers(officer, builders.village("130100000000"), now=NOW)
    assert not questions.holds_post(officer, "reviewer", committee=committee, now=NOW)


def test_a_post_is_opened_once_and_only_where_it_belongs(committee):
    assert head_of(committee) == head_of(committee)
    county, township = builders.village("130123000000"), builders.village("130123100000")
    for kind, place in [
        ("county_administrator", {"committee": committee}),
        ("county_administrator", {"division": township}),
        ("reviewer", {"division": county}),
        ("reviewer", {}),
        ("clerk", {"committee": committee, "division": county}),
    ]:
        with pytest.raises(PostUnsuitableError):
            actions.open_post(kind, "x", **place)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(kind="reviewer", title="x", division=county)


def test_an_appointment_names_who_appointed_and_sensible_days(officer, committee):
    with pytest.raises(AppointerMissingError):
        actions.appoint(officer, head_of(committee), starts_on=STARTED, appointed_by="  ")
    with pytest.raises(TermDatesError):
        appoint(officer, committee, ends_on=date(2024, 5, 11))
    assert not Term.objects.exists()


@pytest.mark.parametrize(
    "again", [(date(2025, 1, 1), None), (date(2023, 1, 1), date(2024, 5, 12)), (date(2027, 5, 11), None)]
)
def test_two_terms_in_one_post_do_not_overlap(officer, committee, again):
    appoint(officer, committee, ends_on=date(2027, 5, 11))
    with pytest.raises(TermOverlapsError):
        appoint(officer, committee, *again)


def test_a_second_term_may_follow_and_an_ended_one_may_be_given_again(officer, committee):
    first = appoint(officer, committee, ends_on=date(2027, 5, 11))
    appoint(officer, committee, date(2027, 5, 12))
    actions.end_term(first, because="辞职", now=NOW)
    appoint(officer, committee, NOW.date(), date(2027, 5, 11))
    assert questions.holds_post(officer, "reviewer", committee=committee, now=NOW)


def test_a_term_is_ended_once_and_with_a_reason(officer, committee):
    term = appoint(officer, committee)
    with pytest.raises(ReasonMissingError):
        actions.end_term(term, because=" ", now=NOW)
    actions.end_term(term, because="辞职", now=NOW)
    with pytest.raises(TermEndedAlreadyError):
        actions.end_term(term, because="辞职", now=NOW + timedelta(days=1))
    assert Term.objects.get().ended_at == NOW
