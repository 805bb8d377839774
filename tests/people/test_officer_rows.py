"""A table of officers is read with every fault by row and column."""

import pytest
from django.utils import translation

from jiban.people.officer_rows import decode, read_table

KINDS = {"clerk": "clerk", "村务专干": "clerk"}
ROW = "孙志强,990123100201,clerk,村务专干,2026-01-05\n"
HEADING = "name,committee,post,title,starts_on\n"


def places(table):
    return [(fault.row, fault.column) for fault in table.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_with_a_chinese_heading_is_read_in_the_encodings_offices_use(encoding):
    text = decode(("姓名,村委会代码,岗位,职务,任期开始\n" + ROW).encode(encoding))
    table = read_table(text, kinds=KINDS)
    assert table.faults == []
    assert (table.rows[0].name, table.rows[0].kind, table.rows[0].place) == ("孙志强", "clerk", "990123100201")


def test_full_width_digits_and_blanks_are_forgiven():
    table = read_table(HEADING + " 孙志强 ,９９０１２３１００２０１,Clerk,村务专干,2026.1.5\n", kinds=KINDS)
    assert table.faults == []
    assert table.rows[0].place == "990123100201"


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("name,committee,post,title\n", [(1, "starts_on")]),
        ("name,committee,post,title,starts_on,salary\n", [(1, "salary")]),
        ("name,name,committee,post,title,starts_on\n", [(1, "name")]),
    ],
)
def test_a_heading_that_does_not_fit_is_refused_before_any_row(heading, found):
    assert places(read_table(heading + ROW, kinds=KINDS)) == found


def test_an_empty_table_says_so():
    assert places(read_table(HEADING, kinds=KINDS)) == [(0, "")]
    assert places(read_table("", kinds=KINDS)) == [
        (1, name) for name in ("name", "committee", "post", "title", "starts_on")
    ]


def test_an_open_quotation_mark_is_a_fault_of_its_row():
    assert places(read_table(HEADING + ROW + '"孙,990123100201,clerk,x,2026-01-05\n', kinds=KINDS)) == [(3, "")]


def test_a_row_counts_as_a_spreadsheet_shows_it_whatever_its_cells_hold():
    split = '"孙\n志强",990123100201,clerk,村务专干,2026-01-05\n'
    assert places(read_table(HEADING + split + ROW.replace("clerk", "mayor"), kinds=KINDS)) == [(3, "post")]


def test_a_day_that_no_calendar_has_is_a_fault():
    for day in ("2026-02-30", "99999999999999999999-01-05", "0-1-1"):
        assert places(read_table(HEADING + ROW.replace("2026-01-05", day), kinds=KINDS)) == [(2, "starts_on")]


def test_too_many_rows_are_refused():
    table = read_table(HEADING + ROW * 2001, kinds=KINDS)
    assert (table.faults[0].row, table.faults[0].column) == (0, "")
    assert "2000" in table.faults[0].words


def test_what_is_no_text_or_too_large_is_refused():
    with pytest.raises(ValueError, match="CSV"):
        decode(b"\xff\xfe\x00\x81\xff")
    with pytest.raises(ValueError, match="CSV"):
        decode("孙志强,clerk".encode("utf-16-le"))
    with translation.override("en"), pytest.raises(ValueError, match="MiB"):
        decode(b"x" * (1024 * 1024 + 1))
