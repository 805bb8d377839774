"""An administrator closes an officer's account, and opens it again; nothing that ended comes back by itself."""

from datetime import date, timedelta

import pytest

from jiban.people import actions, questions
from jiban.people.account_history import account_history, has_news
from jiban.people.actions.accounts import note_history_read
from jiban.people.actions.deputies import Days
from jiban.people.change_errors import AccountClosedError
from jiban.people.door_errors import (
    AccountClosedAlreadyError,
    AccountOpenError,
    AccountReasonMissingError,
    NotLookedAfterError,
    OwnAccountError,
)
from jiban.people.errors import WrongPasswordError
from jiban.people.looking_after import looks_after
from jiban.people.models import Officer, PostKind
from tests.people import builders
from tests.people.builders import NOW, PASSWORD

pytestmark = pytest.mark.django_db
ELECTION = "2024年5月12日村民选举"
STARTED = date(2024, 5, 12)
LATER = NOW + timedelta(hours=1)


def holding(username, kind, *, committee=None, division=None):
    officer = builders.officer(username)
    hold(officer, kind, committee=committee, division=division)
    return officer


def hold(officer, kind, *, committee=None, division=None):
    place = {"committee": committee} if committee else {"division": builders.village(division)}
    post = actions.open_post(kind, "岗位", **place)
    return actions.appoint(officer, post, starts_on=STARTED, appointed_by=ELECTION)


@pytest.fixture
def committee():
    return builders.committee()


@pytest.fixture
def clerk(committee):
    return holding("clerk", PostKind.CLERK, committee=committee)


@pytest.fixture
def county():
    return holding("county", PostKind.COUNTY_ADMINISTRATOR, division="130123000000")


@pytest.fixture
def neighbour():
    return holding("neighbour", PostKind.COUNTY_ADMINISTRATOR, division="130181000000")


@pytest.fixture
def city():
    return holding("city", PostKind.CITY_ADMINISTRATOR, division="130100000000")


def test_closing_an_account_ends_every_term_and_every_deputation_at_once(clerk, county, committee):
    other = actions.open_post(PostKind.CLERK, "会计", committee=committee)
    days, words = Days(NOW.date()), {"because": "外出", "appointed_by": ELECTION}
    actions.appoint_deputy(other, clerk, days=days, now=NOW - timedelta(hours=1), **words)
    assert questions.deputed_posts(clerk, NOW) == [other]
    before = clerk.get_session_auth_hash()
    closing = actions.close_account(clerk, because=" 调离 ", by=county, now=NOW)
    assert questions.deputed_posts(clerk, NOW) == []
    assert questions.posts_of(clerk, NOW) == []
    assert not clerk.is_active
    assert clerk.terms.get().ended_because == "调离"
    assert (closing.closed_by, closing.because) == (county, "调离")
    assert clerk.get_session_auth_hash() != before
    with pytest.raises(WrongPasswordError):
        actions.sign_in("clerk", PASSWORD, NOW)


def test_an_account_is_closed_once_and_with_a_reason(clerk, county):
    with pytest.raises(AccountReasonMissingError):
        actions.close_account(clerk, because=" ", by=county, now=NOW)
    actions.close_account(clerk, because="调离", by=county, now=NOW)
    with pytest.raises(AccountClosedAlreadyError):
        actions.close_account(clerk, because="调离", by=county, now=LATER)
    assert clerk.closings.count() == 1


def test_an_account_opened_again_can_sign_in_and_holds_nothing(clerk, county):
    actions.close_account(clerk, because="调离", by=county, now=NOW)
    with pytest.raises(AccountReasonMissingError):
        actions.reopen_account(clerk, because="", by=county, now=LATER)
    closed = clerk.get_session_auth_hash()
    actions.reopen_account(clerk, because="调回", by=county, now=LATER)
    assert clerk.get_session_auth_hash() != closed
    assert actions.sign_in("clerk", PASSWORD, LATER).officer == clerk
    assert questions.posts_of(clerk, LATER) == []
    with pytest.raises(AccountOpenError):
        actions.reopen_account(clerk, because="调回", by=county, now=LATER)
    actions.close_account(clerk, because="又调离", by=county, now=LATER)
    assert clerk.closings.count() == 2


def test_nobody_is_appointed_to_a_closed_account(clerk, county, committee):
    actions.close_account(clerk, because="调离", by=county, now=NOW)
    with pytest.raises(AccountClosedError):
        hold(clerk, PostKind.REVIEWER, committee=committee)


def test_who_was_away_reads_who_closed_and_opened_the_account_and_why(clerk, county):
    actions.close_account(clerk, because="调离", by=county, now=NOW)
    assert not has_news(clerk)
    actions.reopen_account(clerk, because="调回", by=county, now=LATER)
    assert has_news(clerk)
    told = [(event.kind, event.by, event.because) for event in account_history(clerk)]
    assert told == [("reopened", county, "调回"), ("closed", county, "调离")]
    note_history_read(clerk, now=LATER)
    assert not has_news(clerk)


def test_the_county_looks_after_its_villages_and_townships_and_nobody_else_does(clerk, county, neighbour, city):
    assert looks_after(county, clerk, NOW)
    assert not looks_after(neighbour, clerk, NOW)
    assert not looks_after(city, clerk, NOW)
    for other in (neighbour, city, clerk):
        with pytest.raises((NotLookedAfterError, OwnAccountError)):
            actions.close_account(clerk, because="调离", by=other, now=NOW)
    assert Officer.objects.get(pk=clerk.pk).is_active


def test_the_city_looks_after_administrators_and_auditors_and_nobody_after_the_own_account(county, city, neighbour):
    auditor = holding("auditor", PostKind.AUDITOR, division="130123000000")
    assert all(looks_after(city, officer, NOW) for officer in (auditor, county, neighbour))
    assert not looks_after(county, auditor, NOW)
    assert not looks_after(county, neighbour, NOW)
    with pytest.raises(OwnAccountError):
        actions.close_account(city, because="调离", by=city, now=NOW)


def test_who_works_in_two_counties_or_on_two_levels_is_the_citys_business(clerk, county, neighbour, city):
    supervisor = holding("supervisor", PostKind.TOWNSHIP_SUPERVISOR, division="130123100000")
    assert looks_after(county, supervisor, NOW)
    hold(supervisor, PostKind.AUDITOR, division="130123000000")
    assert not looks_after(county, supervisor, NOW)
    assert looks_after(city, supervisor, NOW)
    hold(clerk, PostKind.GRID_WORKER, committee=builders.committee("130123100243"))
    assert looks_after(county, clerk, NOW)


def test_of_who_holds_nothing_any_more_the_posts_given_up_last_count(clerk, county, city):
    actions.end_term(clerk.terms.get(), because="换届", now=NOW)
    assert looks_after(county, clerk, LATER)
    auditor = hold(clerk, PostKind.AUDITOR, division="130123000000")
    actions.end_term(auditor, because="换届", now=NOW + timedelta(days=2))
    after = NOW + timedelta(days=3)
    assert (looks_after(county, clerk, after), looks_after(city, clerk, after)) == (False, True)
    nobody = builders.officer("nobody")
    assert not looks_after(county, nobody, NOW)
    assert not looks_after(city, nobody, NOW)
