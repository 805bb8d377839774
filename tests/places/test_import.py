from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import translation

import jiban.places
from jiban.places import actions, division_rows, questions
from jiban.places.cli import places
from jiban.places.errors import ImportRefusedError
from jiban.places.models import Division

pytestmark = pytest.mark.django_db

SHIPPED = Path(jiban.places.__file__).parent / "data" / "div_1301.csv"
HEADING = "code,name,level\n"
SMALL = HEADING + "1301,石家庄市,2\n130123,正定县,3\n130123100,正定镇,4\n130123100242,塔元庄村民委员会,5\n"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def load(text: str, source: str = "test") -> actions.ImportCount:
    return actions.import_divisions(division_rows.read_csv(text.encode()), source)


def refusal_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ImportRefusedError) as caught:
        load(text)
    assert Division.objects.count() == 0
    return [(problem.line, problem.message) for problem in caught.value.problems]


def test_the_shipped_data_loads_with_all_five_levels_and_again_changes_nothing():
    rows = division_rows.read_csv(SHIPPED.read_bytes())
    assert actions.import_divisions(rows, "seed") == actions.ImportCount(5457, 0, 0)
    assert actions.import_divisions(rows, "seed") == actions.ImportCount(0, 0, 5457)
    counts = [Division.objects.filter(level=level).count() for level in (2, 3, 4, 5)]
    assert counts == [1, 24, 280, 5152]
    village = questions.division("130123100242")
    assert [step.short_name for step in questions.path(village)] == ["石家庄市", "正定县", "正定镇", "塔元庄村"]
    zone = questions.division("130171")
    assert zone.is_statistical_only
    assert not village.is_statistical_only


def test_a_corrected_name_is_updated_and_a_closed_division_stays_closed():
    load(SMALL)
    Division.objects.filter(code="130123100242").update(closed_on=date(2026, 1, 1))
    assert load(SMALL.replace("塔元庄村民", "塔元庄新村村民")) == actions.ImportCount(0, 1, 3)
    village = questions.division("130123100242")
    assert village.short_name == "塔元庄新村"
    assert village.closed_on == date(2026, 1, 1)


def test_a_part_of_the_tree_can_be_imported_under_what_is_known():
    load(SMALL)
    load(HEADING + "130123100243,野头村民委员会,5\n")
    assert questions.division("130123100243").parent.name == "正定镇"


def test_a_file_from_an_older_spreadsheet_and_one_with_a_byte_order_mark_are_read():
    for encoding in ("gb18030", "utf-8-sig"):
        rows = division_rows.read_csv(SMALL.encode(encoding))
        assert rows[-1].name == "塔元庄村民委员会"


def test_the_file_may_say_which_place_exists_in_statistics_alone():
    load("code,name,level,is_statistical_only\n1301,石家庄市,2,\n130171,高新区,3,0\n130123,正定县,3,1\n")
    assert not questions.division("130171").is_statistical_only
    assert questions.division("130123").is_statistical_only


def test_every_wrong_line_is_named_and_nothing_is_imported():
    problems = refusal_of(SMALL + "13012,短,3\n130123,正定县,3\n130124,,3\n130125,某县,4\n13,某省,1\n130126,某县,三\n")
    assert [line for line, _ in problems] == [6, 7, 8, 9, 10, 11]
    assert "4, 6, 9 or 12 digits" in problems[0][1]
    assert "already stands in line 3" in problems[1][1]
    assert "name is missing" in problems[2][1]
    assert "level 3" in problems[3][1]
    assert "province" in problems[4][1]


def test_a_place_without_the_one_above_it_is_refused():
    assert refusal_of(HEADING + "1301,石家庄市,2\n130123100242,塔元庄村民委员会,5\n") == [
        (3, "the division above 130123100242, 130123100000, is neither in the file nor known yet")
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("代码,名称\n1301,石家庄市\n", 1, "missing: code, name, level"),
        (HEADING + "1301,石\x00家庄,2\n", 2, "printed"),
        (HEADING + f"1301,{'长' * 101},2\n", 2, "longer than 100"),
        (HEADING + "１３０１,石家庄市,2\n", 2, "digits"),
        (HEADING + "1301\n", 2, "level"),
    ],
)
def test_files_that_are_no_division_file_are_refused(text, line, words):
    problems = refusal_of(text)
    assert problems[0][0] == line
    assert words in problems[0][1]


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(ImportRefusedError, match="not text"):
        division_rows.read_csv(b"\xff\xfe\x00\xd8\xff\xff")


def test_the_command_says_what_it_did_and_what_is_wrong(tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(SMALL, encoding="utf-8")
    bad.write_text(SMALL + "x,y,z\n" * 30, encoding="utf-8")
    refused = CliRunner().invoke(places, ["import", str(bad)])
    assert refused.exit_code == 1
    assert "bad.csv: line 6, column code: the code must have" in refused.output
    assert "and 10 more" in refused.output
    assert "Nothing was imported" in refused.output
    assert Division.objects.count() == 0
    done = CliRunner().invoke(places, ["import", str(good)])
    assert done.output == "4 added, 0 changed, 0 unchanged\n"
    assert Division.objects.first().source == "good.csv"
