"""Yes, no and not known."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.catalogue.rules.judging import Seen, truth_of, value_of
from jiban.catalogue.rules.reading import read

TODAY = date(2026, 11, 29)
TRUTHS = (True, False, None)


def judged(text, **facts):
    answers = {"since": "2009-03", "people": "4", "tenure": "own", "empty": ""}
    return truth_of(read(text), Seen(TODAY, facts, answers))


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("since_when <= said(since)", True),
        ("years_since(since_when) >= 17", True),
        ("years_since(since_when) > 17", False),
        ("days('2026-11-01', today) == 28", True),
        ("months('2026-01-31', '2026-02-28') == 0", True),
        ("said(people) == 4", True),
        ("said(people) in [3, 4]", True),
        ("said(tenure) not in ['own', 'rented']", False),
        ("lives", True),
        ("not lives", False),
        ("missing", None),
        ("not missing", None),
        ("missing == 3", None),
        ("known(missing)", False),
        ("known(said(empty))", False),
        ("lives and missing", None),
        ("lives or missing", True),
        ("not lives and missing", False),
        ("said(tenure) > 3", None),
        ("lives == 1", None),
        ("said(tenure)", None),
        ("today > '2026-02-30'", None),
    ],
)
def test_what_is_missing_makes_nothing_true_and_nothing_false(text, truth):
    assert judged(text, since_when="2009-02-11", lives=True) is truth


@pytest.mark.parametrize(("a", "b"), list(product(TRUTHS, TRUTHS)))
def test_not_and_or_keep_the_law_of_de_morgan_also_with_what_is_not_known(a, b):
    facts = {name: value for name, value in (("a", a), ("b", b)) if value is not None}
    assert judged("not (a and b)", **facts) is judged("not a or not b", **facts)
    assert judged("not (a or b)", **facts) is judged("not a and not b", **facts)


@pytest.mark.parametrize(("a", "b", "c"), list(product(TRUTHS, repeat=3)))
def test_learning_more_never_turns_a_yes_into_a_no(a, b, c):
    """What was decided without a fact stays decided when the fact comes."""
    text = "a and (b or not c) or c"
    known = {name: value for name, value in (("a", a), ("b", b), ("c", c)) if value is not None}
    before = judged(text, **known)
    for later in product(*[(value,) if value is not None else (True, False) for value in (a, b, c)]):
        after = judged(text, **dict(zip("abc", later, strict=True)))
        assert before is None or after is before


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40000))
def test_years_between_count_birthdays(first, days):
    last = first + timedelta(days=days)
    seen = Seen(TODAY, {"first": first.isoformat(), "last": last.isoformat()}, {})
    years = value_of(read("years(first, last)"), seen)
    assert years == last.year - first.year - ((last.month, last.day) < (first.month, first.day))
    assert value_of(read("years(last, first)"), seen) == -years
    assert value_of(read("days(first, last)"), seen) == days
