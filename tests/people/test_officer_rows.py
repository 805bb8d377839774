"""A table of officers is read with every fault by row and column."""

from datetime import date

import pytest
from django.utils import translation

from jiban.people import officer_rows
from jiban.people.officer_rows import read_sheet
from jiban.places.errors import SheetRefusedError
from jiban.places.sheets import sheet

KINDS = {"clerk": "clerk", "村务专干": "clerk"}
ROW = "孙志强,990123100201,clerk,村务专干,2026-01-05\n"
HEADING = "name,committee,post,title,starts_on\n"


def read_table(text, *, kinds):
    return officer_rows.read_table(read_sheet(text.encode()), kinds=kinds)


def places(table):
    return [(fault.line, fault.column) for fault in table.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_with_a_chinese_heading_is_read_in_the_encodings_offices_use(encoding):
    written = read_sheet(("姓名,代码,岗位,职务,任期开始\n" + ROW).encode(encoding))
    table = officer_rows.read_table(written, kinds=KINDS)
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


def test_a_table_in_xlsx_is_read_and_its_correction_column_passed_over():
    heading = ["姓名", "村委会代码", "岗位", "职务", "任期开始", "问题"]
    data = sheet.write(heading, [[*ROW.strip().split(","), "岗位：没有这类岗位"]], sheet.XLSX)
    table = officer_rows.read_table(read_sheet(data), kinds=KINDS)
    assert table.faults == []
    assert table.rows[0].starts_on == date(2026, 1, 5)


def test_a_comma_that_cuts_a_cell_in_two_is_a_fault():
    assert places(read_table(HEADING + ROW.replace("村务专干", "村务,专干"), kinds=KINDS)) == [
        (2, "starts_on"),
        (2, "starts_on"),
    ]


def test_an_empty_table_says_so():
    for text in (HEADING, ""):
        with translation.override("en"), pytest.raises(SheetRefusedError, match="empty"):
            read_table(text, kinds=KINDS)


def test_an_open_quotation_mark_is_named_with_its_line():
    with translation.override("en"), pytest.raises(SheetRefusedError, match="Line 3"):
        read_table(HEADING + ROW + '"孙,990123100201,clerk,x,2026-01-05\n', kinds=KINDS)


def test_a_row_counts_as_a_spreadsheet_shows_it_whatever_its_cells_hold():
    split = '"孙\n志强",990123100201,clerk,村务专干,2026-01-05\n'
    assert places(read_table(HEADING + split + ROW.replace("clerk", "mayor"), kinds=KINDS)) == [(3, "post")]


def test_a_day_that_no_calendar_has_is_a_fault():
    for day in ("2026-02-30", "99999999999999999999-01-05", "0-1-1"):
        assert places(read_table(HEADING + ROW.replace("2026-01-05", day), kinds=KINDS)) == [(2, "starts_on")]


def test_too_many_rows_are_refused():
    with pytest.raises(SheetRefusedError, match="2000"):
        read_sheet((HEADING + ROW * 2001).encode())


def test_what_is_no_text_or_too_large_is_refused():
    for data in (b"\xff\xfe\x00\x81\xff", "孙志强,clerk".encode("utf-16-le")):
        with pytest.raises(SheetRefusedError, match="CSV"):
            read_sheet(data)
    with translation.override("en"), pytest.raises(SheetRefusedError, match="MiB"):
        read_sheet(b"x" * (1024 * 1024 + 1))
