import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.catalogue.errors import MissingFactError
from jiban.catalogue.wording import facts_of, paragraphs

from .items import HOLDER, hens, one_field

ANSWERS = {"purpose": "sale", "receiving_unit": "县农贸市场", "hens": "12", "breed": "local"}


def texts(**changes) -> list[str]:
    answers = ANSWERS | changes
    return paragraphs(hens(), facts_of(hens(), answers, **HOLDER))


def test_slots_are_filled_and_paragraphs_without_occasion_left_out():
    assert texts() == ["兹证明王秀兰养鸡12只，品种为本地土鸡。", "仅用于卖鸡蛋，由县农贸市场使用。", "特此证明。"]


def test_paragraphs_appear_by_the_answers():
    assert texts(breed="bought", seller="县种禽场", since="2026-01-05")[1:3] == [
        "据申请人提供，购自县种禽场。",
        "自2026年1月5日起养。",
    ]


def test_a_free_purpose_is_printed_in_the_persons_words():
    assert "仅用于办展览，" in texts(purpose="other", purpose_text="办展览")[1]


@pytest.mark.parametrize("gone", ["hens", "breed", "receiving_unit", "purpose"])
def test_a_missing_fact_stops_the_text_and_is_named(gone):
    with pytest.raises(MissingFactError) as missing:
        texts(**{gone: ""})
    assert missing.value.slot == gone


def test_an_empty_holder_is_a_missing_fact():
    with pytest.raises(MissingFactError, match="holder_name"):
        paragraphs(hens(), facts_of(hens(), ANSWERS, **(HOLDER | {"holder_name": " "})))


@pytest.mark.parametrize(
    "tricky", ["{holder_id_number}", "{0.__class__}", "{", "}}", "%s %(x)s", r"\1\g<0>", "{village}{purpose}"]
)
def test_what_a_person_typed_is_printed_literally(tricky):
    item = one_field("text")
    facts = facts_of(item, ANSWERS | {"asked": tricky}, **HOLDER)
    assert paragraphs(item, facts)[0] == f"王秀兰：{tricky}。"


@given(st.text(min_size=1).filter(str.strip))
def test_every_fact_is_printed_whole_and_once(fact):
    item = one_field("text")
    assert paragraphs(item, HOLDER | {"asked": fact})[0] == f"王秀兰：{fact}。"


def test_a_long_answer_is_printed_as_one_sentence():
    item = one_field("long_text")
    facts = facts_of(item, ANSWERS | {"asked": "收成不好。\n孩子上学。"}, **HOLDER)
    assert paragraphs(item, facts)[0] == "王秀兰：收成不好。 孩子上学。"
