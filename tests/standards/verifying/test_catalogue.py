"""Every code has words in both languages, is documented, and is used."""

import re
from pathlib import Path

import pytest

import jiban.standards.verifying.verify as door
from jiban.standards.verifying.findings import CATALOGUE, MAX_FINDINGS, Finding, Findings
from tests.standards.verifying.code_table import table

DOCUMENT = Path(__file__).parents[3] / "docs/reference/verifying-ofd.md"
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted(Path(door.__file__).parent.glob("*.py")))
PLACE = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_code_says_the_same_in_both_languages(code):
    meaning = CATALOGUE[code]
    assert set(PLACE.findall(meaning.zh)) == set(PLACE.findall(meaning.en))
    assert re.search("[一-鿿]", meaning.zh)
    assert meaning.en.endswith(".")
    assert not re.search("[一-鿿]", meaning.en)
    assert 1 <= meaning.step <= 13
    assert meaning.clause


def test_the_documented_table_is_that_of_the_code():
    assert table() in DOCUMENT.read_text("utf-8"), "print it anew: python -m tests.standards.verifying.code_table"


def test_strict_is_never_milder_than_tolerant():
    order = ["ok", "note", "warn", "unknown", "fail"]
    assert all(order.index(one.strict) >= order.index(one.tolerant) for one in CATALOGUE.values())


def test_texts_from_a_file_are_shown_without_control_characters_and_not_without_end():
    found = Findings("strict")
    found.add("digest-differs", entry="a\x1b[2Jb" + "c" * 1000)
    (finding,) = found
    assert "\x1b" not in finding.en
    assert len(finding.params["entry"]) == 201


def test_a_percent_sign_in_a_name_is_no_placeholder():
    assert "50%(x)s.xml" in Finding("digest-differs", "fail", {"entry": "50%(x)s.xml"}).zh


def test_a_hostile_file_cannot_make_the_list_endless():
    found = Findings("strict")
    for number in range(MAX_FINDINGS * 3):
        found.add("location-case", location=str(number))
    assert len(list(found)) == MAX_FINDINGS
    found = Findings("tolerant")
    for number in range(MAX_FINDINGS + 1):
        found.add("location-case", location=str(number))
    found.add("digest-differs", entry="a")
    found.add("digest-differs", entry="b")
    assert len(list(found)) == MAX_FINDINGS + 1
    assert found.has("fail")
