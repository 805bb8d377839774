from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.people import authority
from jiban.people.authority import Away, StandIn, TermOfOffice

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


stretches = st.tuples(moments, st.none() | st.integers(1, 900_000)).map(
    lambda two: (two[0], None if two[1] is None else two[0] + timedelta(minutes=two[1]))
)


@st.composite
def stand_ins(draw):
    starts_on = draw(days)
    return StandIn(
        officer=9,
        kind="reviewer",
        committee=7,
        post=1,
        starts_on=starts_on,
        ends_on=draw(st.none() | st.integers(0, 1500).map(lambda length: starts_on + timedelta(days=length))),
        ended_at=draw(st.none() | moments),
        entered_at=draw(moments),
        items=draw(st.frozensets(st.sampled_from(["A", "B"]))),
        only_when_absent=draw(st.booleans()),
    )


held = terms().map(lambda term: replace(term, post=1))
away = stretches.map(lambda two: Away(officer=1, starts_at=two[0], ends_at=two[1]))


@given(stand_ins(), st.lists(held), st.lists(away), moments, st.sampled_from([None, "A", "B"]))
def test_a_deputy_acts_only_within_the_own_days_and_items(one, all_terms, absences, at, item):
    for found in authority.acting([one], all_terms, absences, at=at, item=item):
        assert found.starts_on <= at.date()
        assert found.ends_on is None or at.date() <= found.ends_on
        assert found.entered_at <= at
        assert not found.items or item in found.items


@given(stand_ins(), st.lists(held), st.lists(away), moments)
def test_a_deputy_for_absences_never_acts_beside_a_holder_who_is_there(one, all_terms, absences, at):
    there = [term for term in all_terms if term.runs(at) and not authority.is_away(absences, term.officer, at)]
    acts = authority.acting([replace(one, only_when_absent=True)], all_terms, absences, at=at, item="A")
    assert not (there and acts)


@given(stand_ins(), st.lists(held), st.lists(away), moments, moments)
def test_what_is_entered_now_changes_nothing_before(one, all_terms, absences, at, now):
    later = replace(one, entered_at=max(now, one.entered_at))
    if at < now:
        assert authority.acting([later], all_terms, absences, at=at, item="A") == []


@given(terms(), moments)
def test_a_hand_over_leaves_no_gap_and_no_moment_of_two(term, at):
    """Whatever the old term was: at the moment of the change one has it, or nobody had it before either."""
    old = replace(term, ended_at=at)
    new = replace(term, officer=99, starts_on=at.date(), ends_on=None, ended_at=None, begins_at=at)
    for moment in (at - timedelta(microseconds=1), at, at + timedelta(days=1)):
        assert not (old.runs(moment) and new.runs(moment))
    assert new.runs(at)
