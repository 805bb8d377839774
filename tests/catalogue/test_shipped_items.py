from itertools import product

import pytest

from jiban.catalogue import files, forms
from jiban.catalogue.definition import SLOT
from jiban.catalogue.refusal import refused_as
from jiban.standards.codes import identity_number

SHELF = files.read_directory(files.SHIPPED)
ITEMS = pytest.mark.parametrize("item", SHELF.items.values(), ids=SHELF.items)
CODES = {
    "residence",
    "school-residence",
    "household-economy",
    "farming",
    "villager-status",
    "litigation-representative",
    "self-built-house",
    "guardianship-opinion",
}


def test_the_eight_items_are_there_each_with_its_own_type_code():
    assert set(SHELF.items) == CODES
    assert len({item.type_code for item in SHELF.items.values()}) == 8
    assert all("测试" in item.defining_authority for item in SHELF.items.values())


@ITEMS
def test_every_item_renders_its_text_with_its_example_values(item):
    texts = forms.sample(item)
    assert texts[-1] == item.closing
    body = "".join(texts)
    assert "{" not in body
    assert forms.SAMPLE_HOLDER["holder_name"] in body
    assert "。。" not in body


@ITEMS
def test_every_choice_of_every_item_renders(item):
    choices = {each.name: [choice.code for choice in each.choices] for each in item.fields if each.choices}
    choices["purpose"] = [purpose.code for purpose in item.purposes]
    for chosen in product(*choices.values()):
        assert forms.sample(item, **dict(zip(choices, chosen, strict=True)), purpose_text="申请公租房")


@ITEMS
def test_every_text_is_careful_about_what_the_committee_knows(item):
    whole = "".join(part.text for part in item.text)
    assert "产权" not in whole + item.summary.zh + item.title.zh
    assert any(word in whole for word in ("据申请人提供", "据申请人申报", "会议研究"))
    assert any(word in whole for word in ("核实", "走访了解"))
    assert {"holder_name", "holder_id_number", "purpose", "validity_days"} <= set(SLOT.findall(whole))


@ITEMS
def test_every_item_has_a_basis_costs_nothing_and_promises_thirty_minutes(item):
    assert item.legal_basis or "依据待本省清单核定" in item.local_basis_note
    assert item.fee.zh == "不收费"
    assert (item.promise_minutes, item.validity_days) == (30, 30)
    assert item.handling == "online"
    assert item.reviewer_notes
    assert refused_as(item.code, item.title, SHELF.refused) is None


@ITEMS
def test_every_example_identity_number_belongs_to_nobody(item):
    numbers = [each.example for each in item.fields if each.kind == "identity_number"]
    assert all(identity_number.parse(number).is_synthetic for number in numbers)


@ITEMS
def test_every_question_says_the_same_in_both_languages(item):
    for each in item.fields:
        assert each.label.en
        assert bool(each.hint.zh) == bool(each.hint.en)


def test_only_the_guardianship_opinion_needs_two_reviewers():
    assert [code for code, item in SHELF.items.items() if item.two_person] == ["guardianship-opinion"]
