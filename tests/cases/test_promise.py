"""The clock explains itself, and never says anything but what it counts."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.cases import deadlines, promise
from jiban.cases.promise import Clock, Standstill
from jiban.places.service_minutes import Pause as Stop
from jiban.places.service_minutes import (
    ServiceCalendar,
    Stretch,
    add_service_minutes,
    elapsed_service_minutes,
    elapsed_service_time,
    is_open,
)

ZONE = ZoneInfo("Asia/Shanghai")
MORNING, AFTERNOON = Stretch(time(8, 30), time(12)), Stretch(time(14), time(17, 30))
WEEK = ServiceCalendar({day: [MORNING, AFTERNOON] for day in range(1, 6)})
# Tuesday.
DAY = date(2026, 11, 24)
moments = st.integers(0, 14 * 24 * 60).map(
    lambda minutes: datetime(2026, 11, 16, tzinfo=UTC) + timedelta(minutes=minutes)
)
calendars = st.builds(
    ServiceCalendar,
    st.fixed_dictionaries(
        {day: st.lists(st.sampled_from([MORNING, AFTERNOON]), min_size=1, max_size=2) for day in range(1, 6)}
    ),
    st.frozensets(st.dates(date(2026, 11, 16), date(2026, 12, 5)), max_size=4),
)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


def told(submitted_at, now, *, minutes=30, calendar=WEEK, standstills=()) -> list[str]:
    stops = [each.stop for each in standstills if each.stop.ends is not None]
    due = add_service_minutes(submitted_at, minutes, calendar, stops)
    with translation.override("en"):
        return promise.sentences(Clock(submitted_at, due, calendar, standstills), now)


def test_a_case_handed_in_before_closing_is_explained_to_the_minute():
    assert told(at("17:20"), at("19:00")) == [
        "Handed in today 17:20; the time began at once.",
        "The office closed today 17:30; 20 minutes were left. It opens tomorrow 08:30.",
        "20 minutes are left; promised by tomorrow 08:50.",
    ]


def test_a_case_handed_in_at_night_begins_when_the_office_opens():
    assert told(at("22:00"), at("22:01")) == [
        "Handed in today 22:00, while the office is closed; the time begins when it opens, tomorrow 08:30.",
        "30 minutes are left; promised by tomorrow 09:00.",
    ]


def test_a_pause_is_told_with_its_reason_and_the_person():
    stop = Standstill(Stop(at("09:10"), at("10:00")), "something must be looked at on the spot", "赵建国")
    assert told(at("09:00"), at("10:05"), standstills=[stop])[1:] == [
        "From today 09:10 to today 10:00 the time stood still: something must be looked at on the spot (赵建国).",
        "15 minutes are left; promised by today 10:20.",
    ]


def test_a_later_pause_does_not_change_what_was_left_when_the_office_closed():
    tomorrow = DAY + timedelta(days=1)
    stop = Standstill(Stop(at("08:31", tomorrow), at("08:41:30", tomorrow)), "another authority must answer first", "")
    assert "20 minutes were left" in told(at("17:20"), at("08:45", tomorrow), standstills=[stop])[1]


def test_while_the_clock_stands_what_was_left_stays_left():
    stop = Standstill(Stop(at("09:10")), "another authority must answer first", "赵建国")
    assert told(at("09:00"), at("16:00"), standstills=[stop])[-1] == "20 minutes are left when it goes on."


def test_a_broken_promise_is_said_in_office_hours():
    assert told(at("17:20"), at("09:00", DAY + timedelta(days=1)))[-1] == (
        "Promised by today 08:50. That is over by 10 minutes of office hours."
    )


def test_an_office_without_hours_promises_nothing():
    never = ServiceCalendar({})
    with translation.override("en"):
        said = promise.sentences(Clock(at("09:00"), at("09:30"), never), at("09:10"))
    assert said == ["The village has no office hours, so no time can be promised. Please call the village."]


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 600), calendars)
def test_a_promise_never_counts_closed_time(submitted_at, minutes, calendar):
    due = deadlines.promised_by(submitted_at, minutes=minutes, calendar=calendar)
    assert elapsed_service_minutes(submitted_at, due, calendar) == minutes
    assert is_open(due - timedelta(seconds=1), calendar)
    assert due - submitted_at >= timedelta(minutes=minutes)


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(0, 100_000), st.integers(0, 100_000), calendars)
def test_after_a_pause_exactly_as_much_is_left_as_when_it_began(submitted_at, begins, lasts, calendar):
    due = deadlines.promised_by(submitted_at, minutes=600, calendar=calendar)
    begun = min(submitted_at + timedelta(seconds=begins), due)
    ended = begun + timedelta(seconds=lasts)
    moved = deadlines.after_pause(due, paused_from=begun, paused_until=ended, calendar=calendar)
    assert elapsed_service_time(ended, moved, calendar) == elapsed_service_time(begun, due, calendar)


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(0, 3000), st.integers(1, 600), calendars)
def test_what_is_explained_agrees_with_the_minutes_left(submitted_at, later, minutes, calendar):
    now = submitted_at + timedelta(minutes=later)
    due = deadlines.promised_by(submitted_at, minutes=minutes, calendar=calendar)
    left = deadlines.minutes_left(due, now=now, calendar=calendar)
    last = told(submitted_at, now, minutes=minutes, calendar=calendar)[-1]
    said = f"{abs(left)} minute{'' if abs(left) == 1 else 's'}"
    assert last.startswith(f"{said} are left") if now <= due else f"over by {said} of" in last


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 600), st.integers(0, 600), calendars)
def test_the_moment_to_look_again_leaves_what_was_asked_for(submitted_at, minutes, left, calendar):
    due = deadlines.promised_by(submitted_at, minutes=minutes, calendar=calendar)
    moment = deadlines.reaches(due, left, since=submitted_at, calendar=calendar)
    assert deadlines.minutes_left(due, now=moment, calendar=calendar) == min(left, minutes)
