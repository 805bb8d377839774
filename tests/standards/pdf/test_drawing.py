"""Laws of the content stream."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.pdf.drawing import content_stream, dark_runs
from jiban.standards.pdf.fonts import EmbeddedFace
from jiban.standards.typeset.page import Line, Page

matrices = st.integers(1, 12).flatmap(
    lambda side: st.lists(st.lists(st.booleans(), min_size=side, max_size=side), min_size=side, max_size=side)
)


@given(matrices)
def test_the_runs_cover_each_dark_module_once_and_no_light_one(rows):
    painted = [[0] * len(rows) for _ in rows]
    for column, row, width in dark_runs(rows):
        for x in range(column, column + width):
            painted[row][x] += 1
    assert painted == [[int(dark) for dark in row] for row in rows]


def test_a_dark_row_is_one_run():
    assert dark_runs([[True] * 5] * 2) == [(0, 0, 5), (0, 1, 5)]


@given(
    st.lists(st.floats(1, 30), max_size=60),
    st.floats(2, 20),
    st.floats(200, 1500),
)
def test_rounding_never_adds_up_along_a_line(advances, size_mm, width):
    text = "字" * (len(advances) + 1)
    line = Line(text, 10, 10, size_mm, "serif", tuple(advances))
    face = EmbeddedFace("F0", 1, {"字": ("0001", width)})
    drawn = content_stream(Page(items=(line,)), faces={"serif": face}, picture_name=str).decode()
    due = reached = 0.0
    shown = re.findall(r"[0-9A-F]{4}|>-?\d+<", re.search(r"\[<(.*)>\]TJ", drawn)[1])
    for advance in advances:
        assert shown.pop(0) == "0001"
        reached += width - (int(shown.pop(0)[1:-1]) if shown[0].startswith(">") else 0)
        due += advance / size_mm * 1000
        assert reached == pytest.approx(due, abs=0.51)  # half a thousandth of the em
    assert shown == ["0001"]
