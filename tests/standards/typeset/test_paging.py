"""Pages are filled from the top, and end where a reader expects it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.typeset.elements import (
    A4,
    Figure,
    PageBreak,
    Paragraph,
    Place,
    Running,
    Sheet,
    Space,
)
from jiban.standards.typeset.errors import TooTallError, TooWideError
from jiban.standards.typeset.flow import TextStyle
from jiban.standards.typeset.moving import moved
from jiban.standards.typeset.page import Line, Modules, Path, Picture, Turned
from jiban.standards.typeset.paging import compose_pages

STYLE = TextStyle(5.0, leading=2.0)  # lines of 10 mm
SHEET = Sheet(120.0, 120.0, 10.0, 10.0, 10.0, 10.0)  # ten lines of twenty characters


def prose(count, **changes):
    """A paragraph of so many lines."""
    return Paragraph("一" * (20 * count), STYLE, **changes)


def lines(page):
    return [item for item in page.items if isinstance(item, Line)]


def counts(*elements, **changes):
    return [len(lines(page)) for page in compose_pages(elements, SHEET, **changes).pages]


def test_a_document_has_at_least_one_page():
    assert counts() == [0]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from([0.0, 3.0])), max_size=8))
def test_every_line_stands_once_and_inside_the_margins(paragraphs):
    elements = [prose(count, before_mm=gap, after_mm=gap) for count, gap in paragraphs]
    pages = compose_pages(elements, SHEET).pages
    assert sum(len(lines(page)) for page in pages) == sum(count for count, _ in paragraphs)
    for page in pages:
        baselines = [line.y_mm for line in lines(page)]
        assert baselines == sorted(baselines)
        assert all(10.0 < y < 110.0 for y in baselines)


def test_neither_the_first_nor_the_last_line_of_a_paragraph_stands_alone():
    assert counts(prose(9), prose(5)) == [9, 5]
    assert counts(prose(9), prose(3)) == [9, 3]
    assert counts(prose(7), prose(4)) == [9, 2]
    assert counts(prose(8), prose(4)) == [10, 2]


def test_a_heading_stays_with_what_it_heads():
    heading = Paragraph("标题", STYLE, align="left", level=1)
    assert counts(prose(9), heading, prose(2)) == [9, 3]
    found = compose_pages([prose(9), heading, prose(2)], SHEET).headings
    assert [(one.level, one.text, one.page_index, one.top_mm) for one in found] == [(1, "标题", 1, 10.0)]


def test_space_is_dropped_at_the_head_of_a_page_and_the_larger_of_two_counts():
    first, second = lines(compose_pages([prose(1, after_mm=4.0), prose(1, before_mm=6.0)], SHEET).pages[0])
    assert second.y_mm - first.y_mm == pytest.approx(16.0)
    (on_top,) = lines(compose_pages([prose(10), prose(1, before_mm=6.0)], SHEET).pages[1])
    assert on_top.y_mm == pytest.approx(first.y_mm)
    assert counts(Space(50.0), prose(1)) == [1]


def test_a_page_break_ends_the_page():
    assert counts(prose(1), PageBreak(), prose(1)) == [1, 1]
    assert counts(prose(1), PageBreak(), PageBreak(), prose(1)) == [1, 0, 1]


def test_what_is_signed_off_never_stands_without_the_lines_before_it():
    sign_off = Figure((), 50.0, 30.0, "right", (Place("seal", 5.0, 0.0, 30.0, 30.0),), keep_with_previous=True)
    composition = compose_pages([prose(9), sign_off], SHEET)
    assert [len(lines(page)) for page in composition.pages] == [7, 2]
    place = composition.places["seal"]
    assert (place.page_index, place.x_mm, place.y_mm) == (1, pytest.approx(65.0), pytest.approx(30.0))


def test_what_no_page_holds_is_refused():
    with pytest.raises(TooTallError):
        compose_pages([Figure((), 10.0, 101.0)], SHEET)
    with pytest.raises(TooWideError):
        compose_pages([Figure((), 101.0, 10.0)], SHEET)


def test_a_chain_that_no_page_holds_is_parted_after_all():
    assert counts(*[prose(3, keep_with_next=True) for _ in range(5)]) == [10, 5]


def test_running_heads_count_pages_and_stand_at_the_outer_edge():
    footer = Running(TextStyle(4.0), centre="第{page}页共{pages}页", outer="— {page} —", from_page=2)
    pages = compose_pages([prose(25)], SHEET, footer=footer).pages
    assert [line.text for line in lines(pages[1])[-2:]] == ["第2页共3页", "— 2 —"]
    assert lines(pages[1])[-1].x_mm == pytest.approx(10.0)
    assert lines(pages[2])[-1].x_mm > 60.0
    assert len(lines(pages[0])) == 10


def test_bookmarks_tell_page_and_height():
    assert compose_pages([prose(10), prose(2, bookmark="plan")], SHEET).bookmarks == {"plan": (1, 10.0)}


def test_paper_can_be_turned():
    assert (A4.turned().width_mm, A4.turned().height_mm) == (297.0, 210.0)
    assert A4.turned().text_width_mm == A4.text_height_mm


def test_everything_drawn_can_be_moved():
    path = Path((("M", (1.0, 2.0)), ("B", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)), ("C", ())))
    line = Line("一", 1.0, 2.0, 5.0, "serif", ())
    assert moved(path, right_mm=10.0, down_mm=20.0).steps[1] == ("B", (11.0, 22.0, 13.0, 24.0, 15.0, 26.0))
    for item in (line, Picture(b"", 1.0, 2.0, 3.0, 4.0), Modules(((True,),), 1.0, 2.0, 3.0)):
        there = moved(item, right_mm=10.0, down_mm=20.0)
        assert (there.x_mm, there.y_mm) == (11.0, 22.0)
    turned = moved(Turned(line, 30.0, 1.0, 2.0), right_mm=10.0)
    assert (turned.about_x_mm, turned.item.x_mm) == (11.0, 11.0)
