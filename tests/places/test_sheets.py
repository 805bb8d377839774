import io
import zipfile
from datetime import datetime

import pytest
from click.testing import CliRunner
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from jiban.places import actions, division_rows, questions
from jiban.places.cli import places
from jiban.places.errors import ImportRefusedError, SheetRefusedError
from jiban.places.models import Committee, Department, Division, LiaisonPerson, ServicePoint
from jiban.places.sheets import exchange, hours_text, sheet
from jiban.places.sheets.ground import Area
from jiban.standards.codes import credit_code

pytestmark = pytest.mark.django_db

TREE = """code,name,level
9901,样例市,2
990123,样例县,3
990123100,新安镇,4
990123100201,赵家庄村民委员会,5
990123100202,李家坪村民委员会,5
990124,邻县,3
990124100,邻镇,4
990124100201,邻村民委员会,5
"""
GOOD = str(credit_code.make(division="990123", organisation="TE000201"))
OTHER = str(credit_code.make(division="990123", organisation="TE000202"))
MISTYPED = GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1")


@pytest.fixture(autouse=True)
def _tree():
    with translation.override("en"):
        actions.import_divisions(division_rows.read_csv(TREE.encode()), "test")
        yield


def faults(kind: str, text: str, area: Area | None = None) -> list[tuple[int, str]]:
    finding = exchange.try_import(exchange.KINDS[kind], text.encode(), area=area or Area())
    assert (finding.count is None) == bool(finding.problems)
    return [(problem.line, problem.column) for problem in finding.problems]


def load(kind: str, data: str | bytes, area: Area | None = None) -> actions.ImportCount:
    data = data.encode() if isinstance(data, str) else data
    return exchange.import_sheet(exchange.KINDS[kind], data, area=area or Area(), source="test")


COMMITTEES = "code,credit_code,name,phone,address,hours\n"
BROKEN_COMMITTEES = (
    COMMITTEES
    + f"990123100201,{GOOD},,电话,新安镇1号,1-5 08:30-12:00\n"
    + f"99012310020,{MISTYPED},,,,\n"
    + f"990123100201,{GOOD},,打不通,,25:00\n"
    + f"990123100,{OTHER},,,,\n"
    + "990123100299,,,,,\n"
)


def test_every_fault_of_every_row_is_named_with_its_column_and_nothing_is_imported():
    assert faults("committees", BROKEN_COMMITTEES) == [
        (2, "phone"),
        (3, "code"),
        (3, "credit_code"),
        (4, "code"),
        (4, "credit_code"),
        (4, "phone"),
        (4, "hours"),
        (5, "code"),
        (6, "code"),
        (6, "credit_code"),
    ]
    with pytest.raises(ImportRefusedError) as caught:
        load("committees", BROKEN_COMMITTEES)
    assert "line 3, column credit_code: a character is mistyped" in str(caught.value)
    assert not Committee.objects.exists()


def test_committees_come_in_and_the_dry_run_before_changes_nothing():
    text = (
        COMMITTEES + f"990123100201,{GOOD},,0311-12345,新安镇1号,周一至周五 08:30-12:00，14:00-17:30；6 09:00-11:00\n"
    )
    finding = exchange.try_import(exchange.KINDS["committees"], text.encode(), area=Area())
    assert finding.count == actions.ImportCount(1, 0, 0)
    assert not Committee.objects.exists()
    assert load("committees", text) == actions.ImportCount(1, 0, 0)
    assert load("committees", text) == actions.ImportCount(0, 0, 1)
    committee = Committee.objects.get()
    assert committee.name == "新安镇赵家庄村民委员会"
    assert committee.hours.count() == 11
    assert load("committees", text.replace("09:00-11:00", "09:00-12:00")) == actions.ImportCount(0, 1, 0)
    assert load("committees", COMMITTEES + f"990123100201,{GOOD},,0311-54321,,\n") == actions.ImportCount(0, 1, 0)
    committee.refresh_from_db()
    assert (committee.phone, committee.address, committee.hours.count()) == ("0311-54321", "新安镇1号", 11)


def test_an_empty_name_leaves_the_name_that_a_committee_has_already():
    load("committees", COMMITTEES + f"990123100201,{GOOD},样例县新安镇赵家庄村民委员会,,,\n")
    assert load("committees", COMMITTEES + f"990123100201,{GOOD},,,,\n") == actions.ImportCount(0, 0, 1)
    assert Committee.objects.get().name == "样例县新安镇赵家庄村民委员会"


def test_a_cell_that_its_own_comma_cuts_in_two_is_a_fault_and_not_half_an_address():
    text = "code,name,duties,phone,address\n990123,县民政局,社会救助,0311-12345,文苑路1号,3楼\n"
    assert faults("departments", text) == [(2, "address")]
    kind = exchange.KINDS["departments"]
    finding = exchange.try_import(kind, text.encode(), area=Area())
    corrected = exchange.correction_sheet(finding.sheet, finding.problems, kind.columns)
    assert sheet.read(corrected).lines[0][1][4] == "文苑路1号,3楼"
    assert load("departments", text.replace("文苑路1号,3楼", '"文苑路1号,3楼"')).added == 1
    assert Department.objects.get().address == "文苑路1号,3楼"


def test_hours_that_no_clock_shows_are_told_as_they_were_written():
    text = COMMITTEES + f"990123100201,{GOOD},,,,1-5 08:30-24:00\n"
    finding = exchange.try_import(exchange.KINDS["committees"], text.encode(), area=Area())
    assert finding.problems[0].message.startswith("“08:30-24:00” are no hours")


def test_many_service_points_are_written_with_a_few_queries(django_assert_max_num_queries):
    head = "code,name,address,phone,hours,terminals\n"
    rows = [f"990123100,{place}号站,新安镇{place}号,,1-5 08:30-12:00,打印机:1\n" for place in range(200)]
    with django_assert_max_num_queries(20):
        assert load("service-points", head + "".join(rows)).added == 200
    rows[0] = "990123100,0号站,新安镇0号,,1-5 09:00-12:00,打印机:2、读卡器:1\n"
    assert load("service-points", head + "".join(rows)) == actions.ImportCount(0, 1, 199)
    first, second, *_rest = ServicePoint.objects.order_by("pk")
    assert [(each.hours.count(), each.terminals.count()) for each in (first, second)] == [(5, 2), (5, 1)]


def test_a_credit_code_of_another_committee_is_a_fault():
    load("committees", COMMITTEES + f"990123100201,{GOOD},,,,\n")
    assert faults("committees", COMMITTEES + f"990123100202,{GOOD},,,,\n") == [(2, "credit_code")]


def test_an_administrator_fills_the_own_area_only():
    county = Area.of([questions.division("990123")])
    text = COMMITTEES + f"990124100201,{GOOD},,,,\n990123100202,{OTHER},,,,\n"
    assert faults("committees", text, county) == [(2, "code")]
    assert faults("committees", text) == []
    divisions = "code,name,level\n990123100203,新村民委员会,5\n990124100203,外村民委员会,5\n990123,别名县,3\n"
    assert faults("divisions", divisions, county) == [(3, "code"), (4, "code")]
    renamed = "code,name,level\n990123100201,赵庄村民委员会,5\n990123100202,李家坪村民委员会,5\n"
    assert faults("divisions", renamed, county) == [(2, "code")]
    exported = exchange.export_sheet(exchange.KINDS["divisions"], sheet.CSV, area=county).decode("utf-8-sig")
    assert [line[:12] for line in exported.splitlines()[1:]] == [
        "990123000000",
        "990123100000",
        "990123100201",
        "990123100202",
    ]


LIAISON = "code,level,name,title,phone,cover_name,cover_phone\n"


def test_a_liaison_list_without_its_head_is_refused():
    text = LIAISON + "990123100201,乡级,钱乡明,副镇长,13800000001,,\n990123100202,村级,,主任,13800000002,孙替,\n"
    assert faults("liaison", text) == [(2, "level"), (3, "name"), (3, "cover_phone")]
    text = LIAISON + "990123100201,3,李县明,,13800000003,,\n990123100201,5,赵建国,主任,13800000004,周替,13800000005\n"
    text += "990123100201,5,赵建国,主任,13800000004,,\n990123100,5,吴,,13800000006,,\n990123,9,吴,,13800000006,郑,1\n"
    assert faults("liaison", text) == [
        (4, "level"),
        (5, "level"),
        (5, "level"),
        (6, "level"),
        (6, "level"),
        (6, "cover_phone"),
    ]


def test_the_liaison_list_and_the_offices_come_in_go_out_and_come_in_again_unchanged():
    sheets = {
        "liaison": LIAISON + "990123100201,5,赵建国,主任,13800000004,周替,13800000005\n",
        "departments": "code,name,duties,phone,address\n990123,县民政局,社会救助,0311-12345,=1+1\n",
        "service-points": "code,name,address,phone,hours,terminals\n"
        "990123100,新安镇便民服务中心,新安镇2号,+86 311 1,1-5 08:30-12:00,自助终端:2、printer 1\n"
        "990123100201,赵家庄便民服务站,1组,,,\n",
        "committees": COMMITTEES + f"990123100201,{GOOD},,,,\n",
    }
    for kind, text in sheets.items():
        assert load(kind, text).added >= 1
        for form in (sheet.CSV, sheet.XLSX):
            for language in ("en", "zh-hans"):
                with translation.override(language):
                    written = exchange.export_sheet(exchange.KINDS[kind], form, area=Area())
                if kind == "committees":
                    continue
                count = load(kind, written)
                assert (count.added, count.changed) == (0, 0), (kind, form, language)
    centre, station = ServicePoint.objects.order_by("division__code")
    assert (centre.kind, station.kind) == ("centre", "station")
    assert [(each.kind, each.count) for each in centre.terminals.all()] == [("self-service", 2), ("printer", 1)]
    assert Department.objects.get().address == "=1+1"
    assert LiaisonPerson.objects.get().cover_name == "周替"


def test_bad_service_points_are_named():
    text = "code,name,address,phone,hours,terminals\n990123,县中心,1号,,,\n990123100,中心,,,1-5,自助终端:0、飞机:2\n"
    text += "990123100,中心,1号,,,\n"
    assert faults("service-points", text) == [
        (2, "code"),
        (3, "address"),
        (3, "hours"),
        (3, "terminals"),
        (3, "terminals"),
        (4, "name"),
    ]


def test_one_fault_above_is_not_told_again_for_what_lies_below():
    text = "code,name,level\n990125,,3\n990125100,镇,4\n990126100,镇,4\n"
    assert faults("divisions", text) == [(2, "name"), (4, "code")]


@pytest.mark.parametrize("form", [sheet.CSV, sheet.XLSX])
def test_the_correction_sheet_is_the_same_file_with_its_faults_and_is_read_again(form):
    lines = [line.split(",") for line in BROKEN_COMMITTEES.splitlines()]
    data = sheet.write(lines[0], lines[1:], form)
    kind = exchange.KINDS["committees"]
    finding = exchange.try_import(kind, data, area=Area())
    corrected = exchange.correction_sheet(finding.sheet, finding.problems, kind.columns)
    again = exchange.try_import(kind, corrected, area=Area())
    assert again.problems == finding.problems
    twice = exchange.correction_sheet(again.sheet, again.problems, kind.columns)
    assert sheet.read(twice) == sheet.read(corrected)
    assert sheet.read(corrected).headings == (*finding.sheet.headings, "faults")
    told = [cells[-1] for _line, cells in sheet.read(corrected).lines]
    assert told[1].startswith("code: the code must have")
    assert "credit_code: a character is mistyped" in told[1]


def test_a_chinese_correction_sheet_is_punctuated_in_chinese():
    with translation.override("zh-hans"):
        kind = exchange.KINDS["committees"]
        finding = exchange.try_import(kind, BROKEN_COMMITTEES.encode(), area=Area())
        told = sheet.read(exchange.correction_sheet(finding.sheet, finding.problems, kind.columns)).lines[1][1][-1]
    assert told.startswith("区划代码：")
    assert "；统一社会信用代码：" in told


def test_blank_rows_between_others_hide_none_of_them():
    book = Workbook()
    page = book.active
    page.append(["区划代码", "统一社会信用代码"])
    page.append(["990123100201", GOOD])
    page.cell(sheet.MOST_ROWS + 500, 1, "990123100202")
    out = io.BytesIO()
    book.save(out)
    finding = exchange.try_import(exchange.KINDS["committees"], out.getvalue(), area=Area())
    assert [(problem.line, problem.column) for problem in finding.problems] == [(sheet.MOST_ROWS + 500, "credit_code")]
    page.cell(sheet.LAST_LINE + 1, 1, "990123100202")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(SheetRefusedError, match="more than"):
        sheet.read(out.getvalue())


def test_a_code_that_a_spreadsheet_took_for_a_number_is_still_a_code():
    book = Workbook()
    book.active.append(["区划代码", "统一社会信用代码"])
    book.active.append([990123100201.0, GOOD])
    out = io.BytesIO()
    book.save(out)
    assert load("committees", out.getvalue()) == actions.ImportCount(1, 0, 0)


def test_a_row_counts_as_a_spreadsheet_shows_it_whatever_its_cells_hold():
    text = COMMITTEES + f'990123100201,{GOOD},"样例县\n赵家庄",,,\n\n990123100299,,,,,\n'
    assert faults("committees", text) == [(2, "name"), (4, "code"), (4, "credit_code")]


def test_a_sheet_as_text_keeps_every_row_in_its_line():
    written = sheet.read(b"code,name\n\n1,=a\n,\n\n2,b\n")
    assert [line for line, _cells in written.lines] == [3, 6]
    assert sheet.read(sheet.as_text(written).encode()) == written


def test_a_day_that_a_spreadsheet_took_for_a_moment_is_still_a_day():
    book = Workbook()
    book.active.append(["name", "day"])
    book.active.append(["x", datetime(2026, 1, 5)])
    out = io.BytesIO()
    book.save(out)
    assert sheet.read(out.getvalue()).lines == ((2, ("x", "2026-01-05")),)


def test_no_cell_leaves_as_a_formula():
    rows = [["=1+1", "+8", "-3", "@x", "'=2", "plain"]]
    assert sheet.read(sheet.write(list("abcdef"), rows, sheet.XLSX)).lines[0][1] == tuple(
        cell.removeprefix("'") for cell in rows[0]
    )
    book = load_workbook(io.BytesIO(sheet.write(list("abcdef"), rows, sheet.XLSX)))
    assert {cell.data_type for cell in book.active[2]} == {"s"}
    text = sheet.write(list("abcdef"), rows, sheet.CSV).decode("utf-8-sig").splitlines()[1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in text.split(","))
    assert sheet.read(sheet.write(list("abcd"), [rows[0][:4]], sheet.CSV)).lines[0][1] == tuple(rows[0][:4])


def _zip(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"code,name,level\n", "empty"),
        (b"name,level\nx,2\n", "Missing: code"),
        (b"code,name,code,level\n1,2,3,4\n", "twice"),
        (b"code,name,level\n" + b"x" * 1001 + b",a,2\n", "longer"),
        (b"code,name,level\n" + b"1,a,2\n" * 20_001, "more than"),
        (b'code,name,level\n1,a,2\n1,"a,2\n1,a,2\n', "cannot be read as CSV"),
        (b"\xff\xfe\x00\x00", "no CSV or XLSX"),
        (b"x" * (sheet.LARGEST_FILE_BYTES + 1), "larger"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (_zip("xl/workbook.xml", b"<!DOCTYPE x>"), "no spreadsheet needs"),
        (_zip("other.txt", b"x"), "cannot be read"),
    ],
)
def test_what_is_no_sheet_is_refused_in_plain_words(data, words):
    with pytest.raises(SheetRefusedError, match=words):
        exchange.try_import(exchange.KINDS["divisions"], data, area=Area())


stretches = st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=6, unique=True).map(
    lambda minutes: sorted(minutes)[: len(minutes) // 2 * 2]
)


@given(st.dictionaries(st.integers(1, 7), stretches, max_size=7))
def test_hours_written_are_the_hours_read(week):
    def clock(minute: int) -> str:
        return f"{minute // 60:02d}:{minute % 60:02d}"

    text = "; ".join(
        f"{day} " + ",".join(f"{clock(a)}-{clock(b)}" for a, b in zip(each[::2], each[1::2], strict=True))
        for day, each in week.items()
    )
    read = hours_text.parse(text)
    assert hours_text.parse(hours_text.write(read.items())) == read
    assert set(read) == set(week)


@pytest.mark.parametrize(
    "text", ["x", "8 08:00-09:00", "5-1 08:00-09:00", "1 09:00-08:00", "1 08:00-10:00,09:00-11:00"]
)
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        hours_text.parse(text)


def test_the_commands_check_import_and_export(tmp_path):
    broken, good = tmp_path / "broken.csv", tmp_path / "good.csv"
    broken.write_text(BROKEN_COMMITTEES)
    good.write_text(COMMITTEES + f"990123100201,{GOOD},,,,\n")
    run = CliRunner().invoke
    answer = run(places, ["check", str(broken), "--kind", "committees", "--correction", str(tmp_path / "c.csv")])
    assert answer.exit_code == 1
    assert "10 faults" in answer.output
    assert (tmp_path / "c.csv").read_text("utf-8-sig").splitlines()[0].endswith(",faults")
    answer = run(places, ["check", str(good), "--kind", "committees"])
    assert (answer.exit_code, answer.output.strip()) == (0, "1 added, 0 changed, 0 unchanged")
    assert not Committee.objects.exists()
    assert run(places, ["import", str(good), "--kind", "committees"]).exit_code == 0
    out = tmp_path / "tree.xlsx"
    assert run(places, ["export", str(out)]).exit_code == 0
    assert len(sheet.read(out.read_bytes()).lines) == Division.objects.count()
    assert run(places, ["export", str(out)]).exit_code == 1
    assert run(places, ["export", str(tmp_path / "tree.pdf")]).exit_code == 1
