"""How long a guardian acts for a child, told by birthdays alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.people.guardian_rules import Acting, acting, birthday, may_act

BIRTH = date(2012, 5, 20)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 5, 19), Acting.ALONE),
        (date(2026, 5, 20), Acting.WITH_THE_CHILD),
        (date(2030, 5, 19), Acting.WITH_THE_CHILD),
        (date(2030, 5, 20), Acting.OVER),
    ],
)
def test_the_birthday_itself_is_the_first_day_of_the_new_rule(day, found):
    assert acting(BIRTH, day=day) is found


@pytest.mark.parametrize(
    ("day", "agreed", "may"),
    [
        (date(2026, 5, 19), False, True),
        (date(2026, 5, 20), False, False),
        (date(2026, 5, 20), True, True),
        (date(2030, 5, 20), True, False),
    ],
)
def test_from_fourteen_on_the_child_is_asked_and_from_eighteen_on_nobody(day, agreed, may):
    assert may_act(BIRTH, child_agreed=agreed, day=day) is may


def test_who_was_born_on_29_february_is_fourteen_on_1_march():
    assert birthday(date(2012, 2, 29), 14) == date(2026, 3, 1)
    assert birthday(date(2012, 2, 29), 16) == date(2028, 2, 29)


@given(st.dates(date(1950, 1, 1), date(2040, 1, 1)), st.integers(0, 40 * 365))
def test_it_only_ever_goes_one_way(birth, days):
    order = [Acting.ALONE, Acting.WITH_THE_CHILD, Acting.OVER]
    day = birth + timedelta(days=days)
    today, tomorrow = acting(birth, day=day), acting(birth, day=day + timedelta(days=1))
    assert order.index(today) <= order.index(tomorrow)
