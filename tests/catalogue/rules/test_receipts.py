"""A rule's receipt tells why, without telling what, and gives the same answer years later."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiban.catalogue import files, schema
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.rules import receipts
from jiban.catalogue.rules.receipts import Fact, Given
from jiban.catalogue.rules.rule import from_document, in_force

TODAY = date(2026, 11, 29)
SALT = "00112233445566778899aabbccddeeff"
SCHOOL = files.read_directory(files.SHIPPED).documents["school-residence"]
RULE = SCHOOL["rules"][1]
VALUES = {
    "lives-here-since.lives_here": True,
    "lives-here-since.since": "2009-02-11",
    "registered-here.registered_here": True,
}

SHORT = {fact["from"]: fact["name"] for fact in RULE["facts"]}


def facts(**changed):
    return tuple(
        Fact(name, value, "样例县公安局", TODAY - timedelta(days=3), f"answer-{name}", SALT)
        for name, value in {**VALUES, **changed}.items()
        if value is not None
    )


def receipt(*found, today=TODAY, since="2009-03"):
    return receipts.apply(from_document(RULE), Given(today, found, {"since": since}))


def test_when_all_is_confirmed_the_rule_does_what_it_may():
    assert receipt(*facts())["outcome"] == "approve"


@pytest.mark.parametrize("name", VALUES)
def test_a_missing_fact_lets_nothing_pass(name):
    found = receipt(*facts(**{name: None}))
    assert found["outcome"] == "nothing"
    assert [fact["name"] for fact in found["facts"] if fact["state"] == "missing"] == [SHORT[name]]


def test_a_fact_that_is_too_old_or_from_the_future_is_as_good_as_none():
    assert receipt(*facts(), today=TODAY + timedelta(days=398))["outcome"] == "nothing"
    assert receipt(*facts(), today=TODAY - timedelta(days=4))["outcome"] == "nothing"


def test_the_newest_answer_about_a_fact_counts():
    later = Fact("lives-here-since.lives_here", False, "样例县公安局", TODAY, "later", SALT)
    assert receipt(*facts(), later)["conditions"][0]["truth"] == "no"


def test_a_receipt_tells_sources_ages_and_hashes_but_no_value():
    found = receipt(*facts())
    assert {fact["source"] for fact in found["facts"]} == {"样例县公安局"}
    assert {fact["age_days"] for fact in found["facts"]} == {3}
    assert all(len(fact["hash"]) == 64 for fact in found["facts"])
    assert "2009-02-11" not in json.dumps(found)


def test_a_changed_value_or_salt_changes_the_hash():
    one = facts()[0]
    other = Fact(one.name, False, one.source, one.as_of, one.answer_id, SALT)
    assert one.hash != other.hash
    assert one.hash != Fact(one.name, True, one.source, one.as_of, one.answer_id, SALT[::-1]).hash


@given(
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.booleans(),
    st.dates(date(2026, 1, 1), date(2099, 1, 1)),
)
def test_the_same_receipt_comes_out_of_what_was_kept_whatever_was_given(lives, since, guards, today):
    changed = dict(zip(VALUES, (lives, since.isoformat(), guards), strict=True))
    found = facts(**changed)
    looked_at = Given(today, found, {"since": "2009-03"})
    made = receipts.apply(from_document(RULE), looked_at)
    kept, what = json.loads(json.dumps(made)), json.loads(json.dumps(looked_at.as_json()))
    assert receipts.replay(kept, receipts.given_from(what)) == made
    assert receipts.digest(kept) == receipts.digest(made)


def test_of_a_rule_the_highest_version_valid_on_the_day_is_in_force():
    later = {**RULE, "version": 2, "valid_from": "2026-12-01"}
    rules = [from_document(later), from_document(RULE)]
    assert [rule.version for rule in in_force(rules, date(2026, 11, 30))] == [1]
    assert [rule.version for rule in in_force(rules, date(2026, 12, 1))] == [2]
    assert in_force(rules, date(2026, 10, 31)) == []


def wrong(**changed):
    condition = {"say": "话", "say_en": "words", "is": "lives_here", **changed}
    return {**SCHOOL, "rules": [{**RULE, "conditions": [condition]}]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("since <= 3", "column 1: rule lives-and-registered-here v1: since is no fact of this rule"),
        ("known(lives_here) and said(colour) == 'red'", "column 28"),
        ("lives_here or", "column 14"),
    ],
)
def test_an_item_with_a_wrong_rule_is_refused_with_the_place(text, said):
    with pytest.raises(DefinitionError) as refused:
        schema.parse(wrong(**{"is": text}), "school.yaml")
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["is: lives_here &", "is: 'lives_here &'", "is: |\n          a and\n          &"])
def test_a_file_names_the_line_and_column_of_the_mistake(text, tmp_path):
    source = (files.SHIPPED / "school-residence.yaml").read_text(encoding="utf-8")
    block = text.replace("is: ", "- say: 话\n        say_en: words\n        is: ", 1)
    source = source[: source.rindex("      - {say: 户口在本村")] + f"      {block}\n"
    path = tmp_path / "school-residence.yaml"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        files.read_directory(tmp_path)
    lines = source.splitlines()
    line = next(number for number, words in enumerate(lines, 1) if "&" in words)
    assert f"line {line}, column {lines[line - 1].index('&') + 1}: " in str(refused.value)


def test_the_example_of_the_reference_is_a_rule_of_an_item():
    text = (Path(__file__).parents[3] / "docs/reference/rules.md").read_text(encoding="utf-8")
    example = yaml.safe_load(text.split("```yaml")[1].split("```")[0])
    assert schema.parse({**SCHOOL, **example}).rules[0]["outcome"] == "approve"
