from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.utils import translation

from jiban.places import actions, division_rows, history, questions, reorganising
from jiban.places.errors import ChangeRefusedError
from jiban.places.models import ChangePart, Division, DivisionChange
from jiban.places.reorganising import Decision, NewPlace

pytestmark = pytest.mark.django_db

TREE = """code,name,level
1301,石家庄市,2
130123,正定县,3
130123100,正定镇,4
130123100242,塔元庄村民委员会,5
130123100243,野头村民委员会,5
130123101,诸福屯镇,4
130123101200,东庄村民委员会,5
"""
MARCH, JUNE, TODAY, TOMORROW = date(2026, 3, 1), date(2026, 6, 1), date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _tree():
    with translation.override("en"):
        actions.import_divisions(division_rows.read_csv(TREE.encode()), "test")
        yield


def on(day: date) -> Decision:
    return Decision(at=day, basis="样例民政〔2026〕1号", by="county1", now=datetime(2026, 11, 25, tzinfo=UTC))


def place(code: str) -> Division:
    return questions.division(code)


def test_a_renamed_place_keeps_its_code_and_its_old_name_on_old_days():
    renamed = reorganising.rename(place("130123100242"), "塔元庄新村村民委员会", on(MARCH))
    assert (renamed.short_name, renamed.initials) == ("塔元庄新村", "tyzxc")
    assert history.as_of("130123100242", date(2026, 2, 28)).short_name == "塔元庄村"
    assert history.as_of("130123100242", MARCH).short_name == "塔元庄新村"
    reorganising.rename(renamed, "塔村村民委员会", on(JUNE))
    assert history.as_of("130123100242", date(2026, 2, 28)).short_name == "塔元庄村"
    assert history.as_of("130123100242", date(2026, 4, 1)).short_name == "塔元庄新村"
    assert questions.search("txzxc") == []


def test_two_villages_become_a_new_one_and_old_codes_lead_to_it():
    both = [place("130123100242"), place("130123100243")]
    new = reorganising.merge(both, NewPlace("130123100299", "塔野村民委员会"), on(MARCH))
    assert history.current_of("130123100242") == history.current_of("130123100243") == new
    assert history.standing_words(place("130123100242")) == "now part of 塔野村"
    assert history.standing_words(new) == ""
    assert [each.short_name for each in questions.children("130123100")] == ["塔野村"]
    assert history.as_of("130123100242", date(2026, 2, 28)).short_name == "塔元庄村"
    assert history.as_of("130123100242", MARCH) is None
    assert history.as_of("130123100299", date(2026, 2, 28)) is None


def test_a_village_that_is_taken_in_and_later_changes_hands_again_is_still_found():
    taking = reorganising.merge([place("130123100242")], place("130123100243"), on(MARCH))
    assert taking.closed_on is None
    east, west = reorganising.split(
        taking,
        [NewPlace("130123100301", "野东村民委员会"), NewPlace("130123100302", "野西村民委员会")],
        on(JUNE),
    )
    assert history.successors("130123100242") == [east, west]
    assert history.current_of("130123100242") is None
    assert history.standing_words(place("130123100242")) == "now divided among 野东村、野西村"


def test_what_lies_below_a_merged_township_moves_and_an_import_leaves_it_there():
    reorganising.merge([place("130123101")], place("130123100"), on(MARCH))
    moved = place("130123101200")
    assert moved.parent.short_name == "正定镇"
    assert history.as_of("130123101200", date(2026, 2, 1)).parent.short_name == "诸福屯镇"
    assert history.as_of("130123101200", TODAY).parent.short_name == "正定镇"
    actions.import_divisions(division_rows.read_csv(TREE.encode()), "test")
    assert place("130123101200").parent.short_name == "正定镇"


def test_villages_of_two_townships_come_together_where_the_new_code_lies():
    moving, staying = place("130123101200"), place("130123100242")
    for code, township in (("130123101300", "诸福屯镇"), ("130123100300", "正定镇")):
        with transaction.atomic():
            begun = reorganising.merge([staying, moving], NewPlace(code, "塔诸村民委员会"), on(MARCH))
            assert begun.parent.short_name == township
            transaction.set_rollback(True)
    with pytest.raises(ChangeRefusedError, match="does not lie in"):
        reorganising.merge([staying, moving], NewPlace("130123109300", "塔诸村民委员会"), on(MARCH))


def test_a_split_township_says_where_each_village_goes():
    source, village, other = place("130123100"), place("130123100242"), place("130123100243")
    new = [NewPlace("130123110", "东镇", [village]), NewPlace("130123111", "西镇")]
    with pytest.raises(ChangeRefusedError, match="1 places below"):
        reorganising.split(source, new, on(MARCH))
    assert not Division.objects.filter(code__startswith="13012311").exists()
    assert not DivisionChange.objects.exists()
    reorganising.split(source, [new[0], NewPlace("130123111", "西镇", [other])], on(MARCH))
    assert place("130123100242").parent.short_name == "东镇"


def test_a_part_may_go_while_the_rest_remains():
    source = place("130123100242")
    (part,) = reorganising.split(source, [NewPlace("130123100303", "塔北村民委员会")], on(MARCH), remains=True)
    assert place(source.code).closed_on is None
    assert part.opened_on == MARCH
    assert history.current_of(source.code) == source


def test_a_new_place_is_opened_and_a_place_closed_with_a_line_each():
    opened = reorganising.open_place(NewPlace("130123100305", "新村民委员会"), place("130123100"), on(MARCH))
    reorganising.close(opened, on(JUNE))
    assert [change.kind for change in history.changes_of(opened)] == ["close", "open"]
    assert history.current_of(opened.code) is None
    assert history.standing_words(place(opened.code)) == "closed on 2026-06-01"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda: reorganising.close(place("130123100"), on(MARCH)), "still has 2 open places"),
        (lambda: reorganising.rename(place("130123100"), "正定镇", on(MARCH)), "already has this name"),
        (lambda: reorganising.rename(place("130123100"), " ", on(MARCH)), "give the name"),
        (lambda: reorganising.merge([place("130123100")], place("130123100242"), on(MARCH)), "same level"),
        (lambda: reorganising.merge([place("130123100242")], place("130123100242"), on(MARCH)), "at least two"),
        (
            lambda: reorganising.open_place(NewPlace("130123101999", "村民委员会"), place("130123100"), on(MARCH)),
            "does not lie in",
        ),
        (lambda: reorganising.open_place(NewPlace("130123100242", "村"), place("130123100"), on(MARCH)), "is taken"),
        (lambda: reorganising.open_place(NewPlace("1301231", "村"), place("130123100"), on(MARCH)), "4, 6, 9 or 12"),
        (
            lambda: reorganising.rename(place("130123100"), "城镇", Decision(MARCH, " ", "x", datetime.now(UTC))),
            "decision",
        ),
        (lambda: reorganising.close(place("130123100242"), on(TOMORROW)), "begins on 2026-11-26"),
        (
            lambda: reorganising.open_place(NewPlace("130123100305", "村"), place("130123100"), on(TOMORROW)),
            "enter it on",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_line(change, words):
    with pytest.raises(ChangeRefusedError, match=words):
        change()
    assert not DivisionChange.objects.exists()
    assert not ChangePart.objects.exists()
    assert Division.objects.filter(closed_on=None).count() == 7


def test_a_closed_place_changes_no_more_and_no_change_is_slipped_in_before_a_later_one():
    village = place("130123100242")
    reorganising.rename(village, "塔村民委员会", on(JUNE))
    with pytest.raises(ChangeRefusedError, match="2026-06-01"):
        reorganising.rename(village, "元村民委员会", on(MARCH))
    reorganising.close(village, on(TODAY))
    with pytest.raises(ChangeRefusedError, match="closed"):
        reorganising.rename(village, "元村民委员会", on(TODAY))
