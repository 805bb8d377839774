from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.notices import quiet_hours
from jiban.notices.quiet_hours import QuietHours

NIGHT = QuietHours(time(21), time(8))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2026, 1, 2), datetime(2026, 12, 30))


@pytest.mark.parametrize(
    ("at", "is_quiet"), [("20:59", False), ("21:00", True), ("00:00", True), ("07:59", True), ("08:00", False)]
)
def test_the_night_is_quiet_from_nine_to_eight(at, is_quiet):
    assert NIGHT.is_quiet(datetime.fromisoformat(f"2026-11-25 {at}")) is is_quiet


@given(TIMES, TIMES, MOMENTS)
def test_the_next_allowed_moment_is_not_quiet_and_within_a_day(begin, end, at):
    hours = QuietHours(begin, end)
    allowed = hours.next_allowed(at)
    assert not hours.is_quiet(allowed)
    assert timedelta(0) <= allowed - at <= timedelta(days=1)


@given(MOMENTS)
def test_next_morning_is_tomorrow_at_eight(at):
    morning = NIGHT.next_morning(at)
    assert (morning.date(), morning.hour) == ((at + timedelta(days=1)).date(), 8)


@given(MOMENTS)
def test_equal_ends_mean_no_quiet_hours(at):
    assert QuietHours(time(9), time(9)).next_allowed(at) == at


def test_what_is_no_pair_of_times_is_refused():
    with pytest.raises(ValueError, match=r"."):
        quiet_hours.read("night")
