"""What can be written in a rule, and what the author is told about the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.catalogue.rules.errors import RuleTextError
from jiban.catalogue.rules.expressions import Every, Expression, Not, Some, walk
from jiban.catalogue.rules.reading import read

NAMES = st.sampled_from(["lives_here", "since", "grade"])
ATOMS = st.one_of(
    NAMES,
    st.builds("known({})".format, NAMES),
    st.builds("said({}) == 'own'".format, NAMES),
    st.builds("{} >= {}".format, NAMES, st.integers(0, 99)),
    st.builds("years_since({}) < {}".format, NAMES, st.integers(0, 99)),
    st.builds("{} not in ['a', 2, true]".format, NAMES),
)
TEXTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({})\nor ({})".format, inner, inner),
    ),
    max_leaves=6,
)


@given(TEXTS)
def test_all_that_is_well_written_can_be_read(text):
    assert isinstance(read(text), Expression)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_with_a_place_inside_of_it(text):
    place, found = _tried(text)
    lines = text.split("\n")
    assert 1 <= place[0] <= len(lines)
    assert 1 <= place[1] <= len(lines[place[0] - 1]) + 1
    assert found is None or all(isinstance(part, Expression) for part in walk(found))


def _tried(text):
    try:
        return (1, 1), read(text)
    except RuleTextError as error:
        return (error.line, error.column), None


def test_and_binds_closer_than_or_and_not_closest():
    found = read("not a and b or c")
    assert isinstance(found, Some)
    assert isinstance(found.parts[0], Every)
    assert isinstance(found.parts[0].parts[0], Not)


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("since = 3", 1, 7, "=="),
        ("a and\n  b.c", 2, 4, "dot"),
        ("__import__('os')", 1, 1, "no meaning"),
        ("exec('x')", 1, 1, "no function"),
        ("since >= ", 1, 10, "missing"),
        ("(a or b", 1, 8, ")"),
        ("a b", 1, 3, "cannot follow"),
        ("1 < a < 3", 1, 7, "two values"),
        ("tenure == 'own", 1, 11, "does not end"),
        ("a in [b]", 1, 7, "value is missing"),
        ("", 1, 1, "missing"),
    ],
)
def test_the_author_is_told_line_column_and_what_to_do(text, line, column, word):
    with pytest.raises(RuleTextError) as refused:
        read(text)
    assert (refused.value.line, refused.value.column) == (line, column)
    assert word in refused.value.words


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1001,
        "(" * 50 + "a" + ")" * 50,
        "not " * 200 + "a",
        "years(" * 40 + "a",
        " or ".join(["a"] * 150),
    ],
)
def test_size_and_depth_have_a_limit(text):
    with pytest.raises(RuleTextError):
        read(text)
