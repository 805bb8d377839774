"""Tables: their columns fill the measure, their rows hold what stands in them, and they are cut where they may be."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.typeset.elements import Cell, Figure, Paragraph, Sheet, Table
from jiban.standards.typeset.errors import TableError, TooTallError
from jiban.standards.typeset.flow import TextStyle
from jiban.standards.typeset.page import Line, Path
from jiban.standards.typeset.paging import compose_pages
from jiban.standards.typeset.tables import table_strips

STYLE = TextStyle(4.0, leading=1.5)
SHEET = Sheet(100.0, 100.0, 10.0, 10.0, 10.0, 10.0)
WORDS = st.text(st.sampled_from("柳溪村民委员会，。（）12.5A "), min_size=0, max_size=25)


def strips(rows, **changes):
    cells = [[one if isinstance(one, Cell) else Cell(one) for one in row] for row in rows]
    return list(table_strips(Table(cells, STYLE, **changes), left_mm=10.0, width_mm=80.0))


def lines(items):
    return [item for item in items if isinstance(item, Line)]


def texts(page):
    return [item.text for item in lines(page.items)]


def strokes(items):
    """Each drawn segment as (left, top, right, bottom), without the overlap at its ends."""
    for path in (item for item in items if isinstance(item, Path) and item.stroke):
        for (_, start), (_, end) in zip(path.steps[::2], path.steps[1::2], strict=True):
            yield (*start, *end)


@settings(max_examples=60)
@given(
    st.integers(1, 4).flatmap(
        lambda count: st.lists(st.lists(WORDS, min_size=count, max_size=count), min_size=1, max_size=6)
    )
)
def test_every_word_stands_inside_its_cell_and_every_cell_has_a_frame(rows):
    for strip, row in zip(strips(rows), rows, strict=True):
        edges = sorted({round(x, 3) for x1, _, x2, _ in strokes(strip.items) if x1 == x2 for x in (x1, x2)})
        assert len(edges) == len(row) + 1
        assert (edges[0], edges[-1]) == (pytest.approx(10.0), pytest.approx(90.0))
        shown = "".join(line.text for line in lines(strip.items))
        assert sorted(shown.replace(" ", "")) == sorted("".join(row).replace(" ", ""))
        for line in lines(strip.items):
            cell = next(left for left, right in itertools.pairwise(edges) if left <= line.x_mm <= right)
            right = edges[edges.index(cell) + 1]
            assert line.x_mm + sum(line.advances_mm) < right
            assert 0 < line.y_mm < strip.height_mm


def test_columns_get_the_widths_they_are_given_and_share_the_rest():
    (strip,) = strips([["a", "b", "c", "d"]], columns=(20.0, None, 10.0, None))
    edges = sorted({x1 for x1, _, x2, _ in strokes(strip.items) if x1 == x2})
    assert edges == pytest.approx([10.0, 30.0, 55.0, 65.0, 90.0])


def test_without_widths_a_column_with_more_words_is_wider():
    (strip,) = strips([["一", "一二三四五六七八九十", "一二三"]])
    edges = sorted({x1 for x1, _, x2, _ in strokes(strip.items) if x1 == x2})
    first, second, third = (right - left for left, right in itertools.pairwise(edges))
    assert first < third < second
    assert len(lines(strip.items)) == 3


def test_one_wide_column_gives_way_to_narrow_ones():
    (strip,) = strips([["编号", "柳溪村" * 40]])
    assert texts_of(strip)[0] == "编号"


def texts_of(strip):
    return [line.text for line in lines(strip.items)]


def test_cells_may_span_columns_and_rows():
    grid = [
        [Cell("合并两列", columns=2), Cell("右")],
        [Cell("合并两行", rows=2), Cell("中"), Cell("右")],
        [Cell("中"), Cell("右")],
    ]
    first, joined = strips(grid, columns=(20.0, 30.0, 30.0))
    assert len({x1 for x1, _, x2, _ in strokes(first.items) if x1 == x2}) == 3
    assert joined.height_mm == pytest.approx(2 * first.height_mm)
    assert joined.split is None


def test_a_spanning_cell_that_needs_room_makes_its_last_row_higher():
    (joined,) = strips([[Cell("一\n二\n三\n四", rows=2), Cell("甲")], [Cell("乙")]], columns=(20.0, 60.0))
    assert joined.height_mm == pytest.approx(4 * 6.0 + 3.2)


def test_content_stands_at_the_top_the_middle_or_the_bottom():
    def baseline(height):
        (strip,) = strips([[Cell("一\n二\n三"), Cell("甲", height=height)]], columns=(20.0, 60.0))
        return next(line.y_mm for line in lines(strip.items) if line.text == "甲")

    assert baseline("middle") - baseline("top") == pytest.approx(6.0)
    assert baseline("bottom") - baseline("middle") == pytest.approx(6.0)


def test_the_head_is_repeated_on_every_page():
    rows = [[Cell("序号"), Cell("姓名")], *[[Cell(str(n)), Cell("赵小满")] for n in range(40)]]
    pages = compose_pages([Table(rows, STYLE, header_rows=1)], SHEET).pages
    assert len(pages) > 2
    assert all(texts(page)[:2] == ["序号", "姓名"] for page in pages)
    numbers = [text for page in pages for text in texts(page) if text.isdigit()]
    assert numbers == [str(n) for n in range(40)]


def test_a_head_never_stands_alone_at_the_foot_of_a_page():
    filler = [Paragraph("一", STYLE) for _ in range(12)]
    pages = compose_pages([*filler, Table([[Cell("表头")], [Cell("甲")]], STYLE, header_rows=1)], SHEET).pages
    assert "表头" not in texts(pages[0])
    assert texts(pages[1]) == ["表头", "甲"]


def test_a_row_moves_to_the_next_page_whole_unless_rows_may_break():
    filler = [Paragraph("一", STYLE) for _ in range(10)]
    table = [[Cell("甲\n乙\n丙\n丁")]]
    whole = compose_pages([*filler, Table(table, STYLE)], SHEET).pages
    cut = compose_pages([*filler, Table(table, STYLE, rows_break=True)], SHEET).pages
    assert texts(whole[1]) == ["甲", "乙", "丙", "丁"]
    assert texts(cut[0])[-2:] == ["甲", "乙"]
    assert texts(cut[1]) == ["丙", "丁"]


def test_a_row_taller_than_a_page_is_cut_between_lines_under_a_repeated_head():
    tall = "\n".join(str(n) for n in range(40))
    table = Table([[Cell("头")], [Cell(tall)]], STYLE, header_rows=1)
    pages = compose_pages([Paragraph("一", STYLE), table], SHEET).pages
    assert [texts(page)[0] for page in pages[1:]] == ["头"] * (len(pages) - 1)
    assert [t for page in pages for t in texts(page) if t.isdigit()] == [str(n) for n in range(40)]
    for page in pages:
        assert all(line.y_mm <= 90.0 for line in lines(page.items))


def test_joined_rows_taller_than_a_page_are_refused():
    rows = [[Cell("\n".join("一" * 20), rows=2), Cell("\n".join("一" * 10))], [Cell("\n".join("一" * 10))]]
    with pytest.raises(TooTallError):
        compose_pages([Table(rows, STYLE)], SHEET)


def test_a_table_of_rules_has_a_thick_line_above_and_below_and_a_thin_one_under_its_head():
    rows = strips([["项目"], ["务工"], ["种植"]], lines="rules", header_rows=1)
    widths = [[item.line_width_mm for item in strip.items if isinstance(item, Path)] for strip in rows]
    assert widths == [[0.625, 0.25], [], [0.625]]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["a", "b"], ["c"]],
        [[Cell("a", rows=2), "b"], ["c"], ["d", "e", "f"]],
        [[Cell("a", rows=2)]],
        [[Cell("a", columns=0)]],
    ],
)
def test_cells_that_make_no_rectangle_are_refused(rows):
    with pytest.raises(TableError):
        strips(rows)


def test_columns_that_do_not_fit_are_refused():
    for columns in ((50.0, 50.0), (80.0, None), (20.0,)):
        with pytest.raises(TableError):
            strips([["a", "b"]], columns=columns)
    with pytest.raises(TableError):
        strips([[Cell(Figure((), 90.0, 5.0))]])
    with pytest.raises(TableError):
        strips([[Cell("a", rows=2), "b"], ["c"]], header_rows=1)
