from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.people.throttle import LONGEST_SHUT_SECONDS, shut_seconds


def test_four_tries_are_free_and_then_each_costs_twice_as_much():
    assert [shut_seconds(tries) for tries in range(1, 12)] == [0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600]


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_more_tries_never_wait_less_and_nobody_waits_more_than_an_hour(tries):
    assert shut_seconds(tries) <= shut_seconds(tries + 1) <= LONGEST_SHUT_SECONDS
