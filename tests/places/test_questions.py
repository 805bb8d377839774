from datetime import date

import pytest
from django.db import connection

from jiban.places import actions, division_rows, questions
from jiban.places.models import Division

pytestmark = pytest.mark.django_db

TREE = """code,name,level
1301,石家庄市,2
130123,正定县,3
130123100,正定镇,4
130123100242,塔元庄村民委员会,5
130123100243,野头村民委员会,5
130109,藁城区,3
130109500,石家庄经济技术开发区,4
130109500007,塔元庄社区居民委员会,5
"""


@pytest.fixture(autouse=True)
def _tree():
    actions.import_divisions(division_rows.read_csv(TREE.encode()), "test")


def names(divisions) -> list[str]:
    return [division.short_name for division in divisions]


def test_children_go_down_one_level_and_leave_out_what_is_closed():
    assert names(questions.children()) == ["石家庄市"]
    assert names(questions.children("1301")) == ["藁城区", "正定县"]
    assert names(questions.children("130123100")) == ["塔元庄村", "野头村"]
    Division.objects.filter(code="130123100243").update(closed_on=date(2026, 1, 1))
    assert names(questions.children("130123100000")) == ["塔元庄村"]


def test_a_place_lies_in_itself_and_in_what_stands_above_it_and_nowhere_else():
    city, county, other = (questions.division(code) for code in ("1301", "130123", "130109"))
    village = questions.division("130123100242")
    assert all(village.lies_in([place]) for place in (village, county, city))
    assert village.lies_in([other, county])
    assert not village.lies_in([other])
    assert not county.lies_in([village])
    assert not village.lies_in([])


def test_the_full_name_of_a_village_names_everything_above_it():
    assert questions.full_name(questions.division("130123100242")) == "石家庄市正定县正定镇塔元庄村"


def test_an_unknown_or_malformed_code_is_not_found():
    for code in ("130123100999", "abc", "", "1' OR 1=1"):
        with pytest.raises(Division.DoesNotExist):
            questions.division(code)


def test_search_finds_by_part_of_the_name_and_by_the_beginning_of_the_code():
    assert names(questions.search("塔元庄")) == ["塔元庄社区", "塔元庄村"]
    assert names(questions.search(" 塔元 庄村 ")) == ["塔元庄村"]
    assert names(questions.search("13012310024")) == ["塔元庄村", "野头村"]
    assert names(questions.search("正定")) == ["正定县", "正定镇"]
    assert names(questions.search("正定镇")) == ["正定镇"]
    assert names(questions.search("塔元庄", level=5, limit=1)) == ["塔元庄社区"]


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "\0", "无\0此地", "无此地" * 100, "00"])
def test_search_for_nothing_or_wild_cards_finds_nothing(text):
    assert questions.search(text) == []


def test_a_path_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(questions.path(questions.division("130123100242"))) == 4


def test_search_finds_by_first_letters_and_by_pinyin():
    assert names(questions.search("tyzc")) == ["塔元庄村"]
    assert names(questions.search("TYZ")) == ["塔元庄社区", "塔元庄村"]
    assert names(questions.search("ta yuan'zhuang")) == ["塔元庄社区", "塔元庄村"]
    assert names(questions.search("gaocheng")) == ["藁城区"]
    assert names(questions.search("zdz")) == ["正定镇"]
    assert names(questions.search("元庄村")) == ["塔元庄村"]


def test_a_beginning_is_looked_up_in_an_index():
    for condition in ({"pinyin__begins": "tayuan"}, {"initials__begins": "ty"}, {"short_name__begins": "塔元"}):
        (field,) = (name.split("__")[0] for name in condition)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Too few rows for an index to pay; it must be possible.
                cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Division.objects.filter(**condition).order_by().explain()
        assert f"places_division_{field}" in plan, plan
