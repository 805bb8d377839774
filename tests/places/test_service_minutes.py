from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.places.service_minutes import (
    ZONE,
    NeverOpenError,
    Pause,
    ServiceCalendar,
    Stretch,
    add_service_minutes,
    elapsed_service_minutes,
    is_open,
    next_opening,
)

DAY = (Stretch(time(8, 30), time(12, 0)), Stretch(time(14, 0), time(17, 30)))
WEEK = ServiceCalendar(dict.fromkeys(range(1, 6), DAY))
# 2026-11-20 is a Friday.


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def test_thirty_minutes_inside_the_morning_end_in_the_morning():
    assert add_service_minutes(at(20, 9), 30, WEEK) == at(20, 9, 30)


def test_the_lunch_break_does_not_count():
    assert add_service_minutes(at(20, 11, 50), 30, WEEK) == at(20, 14, 20)


def test_asked_on_friday_evening_the_clock_starts_on_monday_morning():
    assert add_service_minutes(at(20, 17, 36), 30, WEEK) == at(23, 9)


def test_a_promise_met_exactly_at_closing_time_is_not_pushed_to_the_next_day():
    assert add_service_minutes(at(20, 17), 30, WEEK) == at(20, 17, 30)


def test_a_public_holiday_is_skipped_and_a_worked_weekend_day_counts():
    calendar = ServiceCalendar(WEEK.weekly, frozenset({date(2026, 11, 23)}), {date(2026, 11, 21): DAY})
    assert add_service_minutes(at(20, 17, 30), 30, calendar) == at(21, 9)
    assert add_service_minutes(at(21, 17, 30), 30, calendar) == at(24, 9)


def test_a_pause_stops_the_clock():
    pauses = [Pause(at(20, 9, 10), at(20, 10))]
    assert add_service_minutes(at(20, 9), 30, WEEK, pauses) == at(20, 10, 20)
    assert elapsed_service_minutes(at(20, 9), at(20, 10, 20), WEEK, pauses) == 30


def test_while_the_clock_stands_no_minute_passes_and_no_deadline_exists():
    pauses = [Pause(at(20, 9, 10))]
    assert elapsed_service_minutes(at(20, 9), at(27, 9), WEEK, pauses) == 10
    with pytest.raises(ValueError, match="still stands"):
        add_service_minutes(at(20, 9), 30, WEEK, pauses)


def test_the_next_opening_is_now_if_open_else_later():
    assert next_opening(at(20, 9, 15), WEEK) == at(20, 9, 15)
    assert next_opening(at(20, 12), WEEK) == at(20, 14)
    assert next_opening(at(20, 17, 30), WEEK) == at(23, 8, 30)
    assert is_open(at(20, 9), WEEK)
    assert not is_open(at(20, 12), WEEK)
    assert not is_open(at(21, 9), WEEK)


def test_times_given_in_another_zone_mean_the_same_moment():
    assert add_service_minutes(datetime(2026, 11, 20, 1, tzinfo=UTC), 30, WEEK) == at(20, 9, 30)
    assert add_service_minutes(at(20, 9), 30, WEEK).utcoffset() == timedelta(hours=8)


def test_overlapping_stretches_count_once():
    doubled = ServiceCalendar(
        {5: [Stretch(time(9), time(11)), Stretch(time(10), time(12)), Stretch(time(9), time(10))]}
    )
    assert elapsed_service_minutes(at(20, 0), at(21, 0), doubled) == 180


@pytest.mark.parametrize("calendar", [ServiceCalendar({}), ServiceCalendar({1: []})])
def test_an_office_that_never_opens_cannot_promise(calendar):
    with pytest.raises(NeverOpenError):
        add_service_minutes(at(20, 9), 1, calendar)
    with pytest.raises(NeverOpenError):
        next_opening(at(20, 9), calendar)
    assert elapsed_service_minutes(at(20, 9), at(27, 9), calendar) == 0


def test_mistakes_are_refused():
    with pytest.raises(ValueError, match="aware"):
        add_service_minutes(datetime(2026, 11, 20, 9), 1, WEEK)
    with pytest.raises(ValueError, match="negative"):
        add_service_minutes(at(20, 9), -1, WEEK)
    with pytest.raises(ValueError, match="before it closes"):
        Stretch(time(12), time(12))
    with pytest.raises(ValueError, match="whole minutes"):
        Stretch(time(8, 30, 1), time(12))
    with pytest.raises(ValueError, match="before it begins"):
        Pause(at(20, 9), at(20, 8))


minutes_of_day = st.integers(0, 24 * 60 - 1)
stretches = (
    st.tuples(minutes_of_day, minutes_of_day)
    .filter(lambda pair: abs(pair[0] - pair[1]) >= 10)
    .map(lambda pair: Stretch(*(time(*divmod(minute, 60)) for minute in sorted(pair))))
)
days = st.dates(date(2026, 1, 1), date(2026, 3, 31))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 31), timezones=st.just(ZONE))
calendars = st.builds(
    ServiceCalendar,
    st.dictionaries(st.integers(1, 7), st.lists(stretches, min_size=1, max_size=3), min_size=1),
    st.frozensets(days, max_size=10),
    st.dictionaries(days, st.lists(stretches, max_size=2), max_size=5),
)
pauses = st.lists(st.tuples(moments, moments).map(lambda pair: Pause(min(pair), max(pair))), max_size=3)


@given(moments, st.integers(0, 500), calendars, pauses)
def test_until_the_deadline_exactly_the_promised_minutes_pass(start, minutes, calendar, pauses):
    deadline = add_service_minutes(start, minutes, calendar, pauses)
    assert deadline >= start
    assert elapsed_service_minutes(start, deadline, calendar, pauses) == minutes
    if minutes:
        just_before = deadline - timedelta(microseconds=1)
        assert elapsed_service_minutes(start, just_before, calendar, pauses) < minutes


@given(moments, moments, calendars, pauses)
def test_service_time_never_exceeds_wall_time_nor_runs_backwards(start, end, calendar, pauses):
    elapsed = elapsed_service_minutes(start, end, calendar, pauses)
    assert 0 <= elapsed <= max((end - start) / timedelta(minutes=1), 0)
    assert elapsed <= elapsed_service_minutes(start, end, calendar)


@given(moments, st.integers(0, 500), st.integers(0, 500), calendars)
def test_two_promises_after_each_other_are_one_longer_promise(start, first, second, calendar):
    together = add_service_minutes(start, first + second, calendar)
    apart = add_service_minutes(add_service_minutes(start, first, calendar), second, calendar)
    assert elapsed_service_minutes(start, apart, calendar) == first + second
    assert apart == together


@given(moments, calendars)
def test_at_the_next_opening_the_office_is_open_and_before_it_no_time_passes(now, calendar):
    opening = next_opening(now, calendar)
    assert is_open(opening, calendar)
    assert elapsed_service_minutes(now, opening, calendar) == 0
