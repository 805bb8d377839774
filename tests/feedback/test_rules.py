"""The rules of ratings and follow-ups: values in, values out."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.feedback import farming, workflow
from jiban.feedback.errors import StepTakenError
from jiban.feedback.farming import Given, Sign, stands_out
from jiban.feedback.intervals import FEWEST, Score, wilson
from jiban.feedback.wording import without_numbers
from jiban.feedback.workflow import State, Step
from jiban.feedback.working_days import WorkingWeek, due_after
from jiban.places.service_minutes import ZONE

counts = st.lists(st.integers(0, 500), min_size=5, max_size=5)


@given(counts)
def test_the_interval_holds_the_share_and_stays_between_none_and_all(five):
    score = Score(five)
    low, high = score.interval
    assert 0 <= low <= high <= 1
    if score.n:
        assert low <= score.good / score.n + 1e-9
        assert high >= score.good / score.n - 1e-9
        assert 1 <= score.average <= 5


@given(st.integers(1, 200), st.integers(2, 9))
def test_the_same_share_of_more_ratings_is_surer(whole, times):
    def width(n):
        low, high = wilson(n // 2, n)
        return high - low

    assert width(2 * whole * times) < width(2 * whole)


def test_wilson_says_of_nine_in_ten_what_the_formula_gives_by_hand():
    # Middle (0.9 + 0.19207) / 1.38415, half width 1.95996 × √(0.009 + 0.0096036) / 1.38415.
    assert wilson(9, 10) == (pytest.approx(0.5958, abs=1e-4), pytest.approx(0.9821, abs=1e-4))


def test_below_ten_ratings_there_is_no_score():
    assert not Score((FEWEST - 1, 0, 0, 0, 0)).is_told
    assert Score((FEWEST, 0, 0, 0, 0)).is_told


def test_the_limit_leaves_out_weekends_and_holidays_and_counts_days_worked_instead():
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=ZONE)
    assert due_after(friday, 1, WorkingWeek()).date() == date(2026, 11, 30)
    holiday = WorkingWeek(off=frozenset({date(2026, 11, 30)}), worked=frozenset({date(2026, 11, 28)}))
    assert due_after(friday, 1, holiday).date() == date(2026, 11, 28)
    assert due_after(friday, 2, holiday).date() == date(2026, 12, 1)
    assert due_after(friday, 5, WorkingWeek()).date() == date(2026, 12, 4)


def test_the_way_of_a_follow_up():
    state = State.OPENED
    for step, reached in (
        (Step.CALL, State.CONTACTED),
        (Step.FIX, State.FIXED),
        (Step.DENY, State.CONTACTED),
        (Step.FIX, State.FIXED),
        (Step.CONFIRM, State.RECHECKED),
        (Step.ACCEPT, State.CLOSED),
    ):
        state = workflow.after(state, step)
        assert state == reached


def test_after_three_calls_in_vain_the_work_goes_on():
    assert workflow.after(State.OPENED, Step.CALL_IN_VAIN, calls_in_vain=1) == State.OPENED
    assert workflow.after(State.OPENED, Step.CALL_IN_VAIN, calls_in_vain=2) == State.CONTACTED


def test_not_put_right_begins_anew_twice_and_then_ends():
    assert [workflow.after(State.RECHECKED, Step.REJECT, round_=round_) for round_ in (1, 2, 3)] == [
        State.OPENED,
        State.OPENED,
        State.CLOSED,
    ]


@given(st.sampled_from(State), st.sampled_from(Step))
def test_every_other_step_is_refused_and_a_closed_one_takes_none(state, step):
    if workflow.allows(state, step):
        assert state != State.CLOSED
        return
    with pytest.raises(StepTakenError):
        workflow.after(state, step)


MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)


def given_at(minute, person, **more):
    return Given(MORNING + timedelta(minutes=minute), person, **more)


def test_a_family_on_one_phone_is_no_sign_and_a_third_person_is():
    family = [given_at(place * 60, place, device="d") for place in range(2)]
    assert farming.signs(family)[Sign.ONE_DEVICE] == 0
    assert farming.signs([*family, given_at(600, 9, device="d")])[Sign.ONE_DEVICE] == 3
    many_cases_of_one = [given_at(place * 60, 1, device="d") for place in range(9)]
    assert farming.signs(many_cases_of_one)[Sign.ONE_DEVICE] == 0
    assert farming.signs([given_at(place * 60, place) for place in range(9)])[Sign.ONE_DEVICE] == 0


def test_five_within_ten_minutes_are_a_burst_and_five_in_an_hour_are_none():
    assert farming.signs([given_at(place * 2, place) for place in range(5)])[Sign.BURST] == 5
    assert farming.signs([given_at(place * 15, place) for place in range(5)])[Sign.BURST] == 0


def test_copied_words_are_found_whatever_stands_between_them_and_short_ones_are_not():
    copied = [
        given_at(place * 60, place, words=words)
        for place, words in enumerate(("服务很好，点赞", "服务很好点赞！", "服务 很好 点赞"))
    ]
    assert farming.signs(copied)[Sign.SAME_WORDS] == 3
    assert farming.signs([given_at(place * 60, place, words="很好") for place in range(9)])[Sign.SAME_WORDS] == 0


def test_only_new_ratings_are_counted_though_old_ones_are_looked_at():
    old = [given_at(place * 60, place, device="d", is_new=False) for place in range(2)]
    assert farming.signs([*old, given_at(600, 9, device="d")])[Sign.ONE_DEVICE] == 1


def test_a_share_stands_out_only_with_enough_ratings_and_neighbours():
    neighbours = [(12, 30), (15, 30), (14, 30)]
    assert stands_out(30, 30, neighbours)
    assert not stands_out(16, 30, neighbours)
    assert not stands_out(19, 19, neighbours)
    assert not stands_out(30, 30, [(12, 30), (3, 5)])


def test_numbers_that_say_who_wrote_are_left_out_of_the_words():
    assert without_numbers("请打13800005521，我是11010519491231002X") == "请打****，我是****"
    assert without_numbers("138 0000 5521") == "****"
    assert without_numbers("2026年去了3次，等了120分钟") == "2026年去了3次，等了120分钟"
