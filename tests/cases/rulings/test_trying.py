"""Rules are tried on a month that is over before they go live."""

import pytest
import yaml
from click.testing import CliRunner
from django.utils import timezone

from jiban.cases import deciding, trying
from jiban.cases.models import Ruling
from jiban.cases.rules_cli import rules
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.questions import item
from jiban.catalogue.rule_files import read_rule_file
from tests import cast
from tests.cases.rulings.conftest import ALL, ITEM, LIVES, confirm, judged, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def month(village):
    """Approved with all confirmed, approved with some, refused although confirmed, refused without a fact, waiting."""
    now = timezone.now()
    for key, values in (("a", ALL), ("b", LIVES)):
        deciding.approve(judged(village, key, values), by=village.head, pin=cast.PIN, read_at=now, now=timezone.now())
    for key, values in (("c", ALL), ("d", {})):
        case = submitted(village, key)
        confirm(case, values)
        deciding.refuse(case, by=village.head, reason="不住本村", alternative="派出所", now=timezone.now())
    submitted(village, "e")
    return timezone.localdate().replace(day=1)


def test_the_month_is_counted_beside_what_people_decided(month):
    tried = trying.try_rules(ITEM, None, month=month)
    assert (tried.cases, tried.with_facts) == (4, 3)
    assert (tried.approve, tried.pre_check, tried.nothing, tried.differ) == (2, 1, 1, 1)


def test_trying_leaves_no_trace(month):
    before = Ruling.objects.count()
    trying.try_rules(ITEM, None, month=month)
    assert Ruling.objects.count() == before


def rule_file(**changed):
    rule = {**item(ITEM).definition["rules"][0], "valid_from": "2030-01-01", **changed}
    return yaml.safe_dump({"item": ITEM, "rules": [rule]}, allow_unicode=True)


def test_a_rule_is_tried_before_it_is_valid(month):
    found = read_rule_file(rule_file(), "new.yaml")
    assert trying.try_rules(found.item, found.rules, month=month).pre_check == 3


def test_more_than_can_be_tried_at_once_is_said(month):
    assert trying.try_rules(ITEM, None, month=month, most=3).is_full
    assert not trying.try_rules(ITEM, None, month=month, most=4).is_full


def test_a_wrong_file_is_refused_with_the_place(month):
    text = "item: school-residence\nrules:\n  - {id: x1, version: 1, valid_from: '2026-01-01', outcome: approve,\n     facts: [{name: a, label: 甲, label_en: a, max_age_days: 1}],\n     conditions: [{say: 甲, say_en: a, is: a = 1}]}\n"
    with pytest.raises(DefinitionError) as refused:
        read_rule_file(text, "new.yaml")
    assert "line 5, column " in str(refused.value)
    assert "write == to compare" in str(refused.value)


@pytest.mark.parametrize("text", ["", "- a", "item: nothing\nrules: [1]", "item: [", "item: school-residence"])
def test_what_is_no_file_of_rules_is_refused(text, village):
    with pytest.raises(DefinitionError):
        read_rule_file(text, "new.yaml")


def test_the_command_tries_a_month_and_repeats_a_case(month, tmp_path):
    path = tmp_path / "new.yaml"
    path.write_text(rule_file(), encoding="utf-8")
    tried = CliRunner().invoke(rules, ["replay", "--month", f"{month:%Y-%m}", "--rule", str(path)])
    assert tried.exit_code == 0
    assert "4" in tried.output
    number = Ruling.objects.filter(outcome="approve").first().case.number
    assert CliRunner().invoke(rules, ["replay", number]).exit_code == 0
    assert CliRunner().invoke(rules, ["replay", f"--month={month:%Y-%m}"]).exit_code == 0
    assert CliRunner().invoke(rules, ["check", str(path)]).exit_code == 0


def test_the_command_says_when_a_receipt_does_not_come_out_the_same(month):
    made = Ruling.objects.filter(outcome="approve").first()
    Ruling.objects.filter(pk=made.pk).update(receipt={**made.receipt, "day": "2026-01-01"})
    assert CliRunner().invoke(rules, ["replay", made.case.number]).exit_code == 1


@pytest.mark.parametrize(
    "asked", [[], ["JB1", "--month", "2026-10"], ["--month", "2026-13"], ["--month", "now"], ["JB1"]]
)
def test_what_cannot_be_meant_is_refused(village, asked):
    assert CliRunner().invoke(rules, ["replay", *asked]).exit_code != 0
