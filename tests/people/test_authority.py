from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.people import authority
from jiban.people.authority import TermOfOffice

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
moments = st.datetimes(datetime(2019, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))


@st.composite
def terms(draw):
    starts_on = draw(days)
    ends_on = draw(st.none() | st.integers(0, 1500).map(lambda length: starts_on + timedelta(days=length)))
    return TermOfOffice(
        officer=draw(st.integers(1, 3)),
        kind=draw(st.sampled_from(["clerk", "reviewer"])),
        committee=draw(st.integers(1, 3)),
        division=None,
        starts_on=starts_on,
        ends_on=ends_on,
        ended_at=draw(st.none() | moments),
    )


def reviewer(starts_on=date(2024, 5, 12), ends_on=None, ended_at=None, **other):
    return TermOfOffice(
        **{"officer": 1, "kind": "reviewer", "committee": 7, "division": None, **other},
        starts_on=starts_on, ends_on=ends_on, ended_at=ended_at,
    )  # fmt: skip


def holds(term, at, officer=1, kind="reviewer", committee=7):
    return authority.holds([term], officer=officer, kind=kind, committee=committee, at=at)


def test_a_term_runs_from_the_first_day_to_the_end_of_the_last():
    term = reviewer(ends_on=date(2027, 5, 11))
    assert not holds(term, datetime(2024, 5, 11, 23, 59, tzinfo=UTC))
    assert holds(term, datetime(2024, 5, 12, tzinfo=UTC))
    assert holds(term, datetime(2027, 5, 11, 23, 59, tzinfo=UTC))
    assert not holds(term, datetime(2027, 5, 12, tzinfo=UTC))


def test_a_term_ended_early_ends_at_that_moment():
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    term = reviewer(ended_at=noon)
    assert holds(term, noon - timedelta(seconds=1))
    assert not holds(term, noon)
    assert term.over_on == date(2026, 3, 1)


def test_authority_is_for_one_officer_one_kind_and_one_committee():
    term, at = reviewer(), datetime(2025, 1, 1, tzinfo=UTC)
    assert holds(term, at)
    assert not holds(term, at, officer=2)
    assert not holds(term, at, kind="clerk")
    assert not holds(term, at, committee=8)


def administers(terms, at, officer=1, divisions=(9, 5)):
    return authority.above(terms, officer=officer, kinds=["county_administrator"], divisions=divisions, at=at)


def test_a_county_is_administered_by_its_own_administrator():
    term, at = reviewer(kind="county_administrator", committee=None, division=5), datetime(2025, 1, 1, tzinfo=UTC)
    assert administers([term], at)
    assert not administers([term], at, divisions=[9])
    assert not administers([term], at, officer=2)
    assert not administers([reviewer()], at, divisions=[])
    assert not administers([reviewer(kind="auditor", committee=None, division=5)], at)


@settings(deadline=None)
@given(st.lists(terms()), moments)
def test_nobody_holds_a_post_outside_every_term(all_terms, at):
    for term in all_terms:
        held = authority.holds(all_terms, officer=term.officer, kind=term.kind, committee=term.committee, at=at)
        same = authority.terms_in(all_terms, officer=term.officer, kind=term.kind, committee=term.committee)
        assert held == any(one.runs(at) for one in same)


@settings(deadline=None)
@given(terms(), moments)
def test_a_term_runs_in_one_stretch_only(term, at):
    if term.has_ended(at):
        assert not term.runs(at + timedelta(days=3))
    if term.runs(at):
        assert term.starts_on <= at.date()
        assert term.over_on is None or at.date() <= term.over_on


@settings(deadline=None)
@given(terms(), moments)
def test_ending_a_term_ends_it_at_once(term, at):
    ended = reviewer(term.starts_on, term.ends_on, at)
    assert not ended.runs(at)
    assert not ended.runs(datetime.combine(at.date() + timedelta(days=1), time(), UTC))
