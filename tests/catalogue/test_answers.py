import contextlib
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jiban.catalogue import answers
from jiban.catalogue.answers import AdviceError
from jiban.standards.codes import identity_number

from .items import one_field

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def read(kind: str, text: str, **about) -> str:
    return answers.read(answers.tidy(text), one_field(kind, **about).fields[0], TODAY)


@pytest.mark.parametrize(
    "text", ["2009-03", "2009年3月", "2009/3", "200903", "2009.03", " 2009 年 3 月 ", "２００９年３月"]
)
def test_a_month_is_understood_however_it_is_written(text):
    assert read("month", text) == "2009-03"


@pytest.mark.parametrize("text", ["2026-11-02", "2026年11月2日", "2026/11/2", "20261102", "2026.11.02"])
def test_a_day_is_understood_however_it_is_written(text):
    assert read("date", text) == "2026-11-02"


@pytest.mark.parametrize(
    ("kind", "text"), [("month", "2009-13"), ("month", "去年"), ("date", "2026-02-30"), ("date", "2")]
)
def test_a_day_that_does_not_exist_is_refused(kind, text):
    with pytest.raises(AdviceError, match="please enter the year"):
        read(kind, text)


def test_a_day_to_come_or_long_gone_is_refused_where_the_item_says_so():
    checks = {"not_future": True, "earliest": "1920-01-01"}
    assert read("date", "2026-11-24", checks=checks) == "2026-11-24"
    with pytest.raises(AdviceError, match="not come yet"):
        read("date", "2026-11-25", checks=checks)
    with pytest.raises(AdviceError, match="not come yet"):
        read("month", "2026-12", checks=checks)
    with pytest.raises(AdviceError, match="too early"):
        read("month", "1919-12", checks=checks)
    assert read("date", "2030-01-01") == "2030-01-01"


@pytest.mark.parametrize(
    "text", ["13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678", "１３８１２３４５６７８"]
)
def test_a_mobile_number_is_understood_however_it_is_grouped(text):
    assert read("mobile", text) == "13812345678"


@pytest.mark.parametrize("text", ["12812345678", "1381234567", "138123456789", "0311-88012345", "电话"])
def test_what_is_no_mobile_number_is_refused(text):
    with pytest.raises(AdviceError, match="11-digit"):
        read("mobile", text)


@pytest.mark.parametrize(
    ("text", "kept"), [("6.50", "6.5"), ("007", "7"), ("1,200", "1200"), ("１２", "12"), ("0", "0"), ("100", "100")]
)
def test_a_number_is_kept_in_one_form(text, kept):
    assert read("number", text, checks={"decimals": 2}) == kept


@pytest.mark.parametrize(
    ("text", "checks", "words"),
    [
        ("-1", {}, "digits only"),
        ("1e3", {}, "digits only"),
        ("NaN", {}, "digits only"),
        ("六", {}, "digits only"),
        ("", {}, "digits only"),
        ("1.5", {}, "whole number"),
        ("1.555", {"decimals": 2}, "at most 2 decimals"),
        ("0", {"minimum": 1}, "1 or more"),
        ("31", {"maximum": 30}, "30 or less"),
        ("2027", {"not_future": True, "maximum": 2100}, "2026 or less"),
    ],
)
def test_a_number_that_does_not_fit_is_refused_with_the_limit(text, checks, words):
    with pytest.raises(AdviceError, match=words):
        read("number", text, checks=checks)


@pytest.mark.parametrize("text", ["王秀兰", "欧阳娜娜", "阿依古丽·买买提", "阿依古丽•买买提", "John Smith", "𠮷田"])
def test_names_of_every_people_are_accepted(text):
    assert read("person_name", text) == text.replace("•", "·")


@pytest.mark.parametrize("text", ["王", "王2", "<b>王</b>", "王秀兰！", "·", "{王}兰"])
def test_what_is_no_name_is_refused(text):
    with pytest.raises(AdviceError, match="full name"):
        read("person_name", text)


NUMBER = str(identity_number.make(birth=date(2012, 6, 8), sequence=44))


def test_an_identity_number_is_forgiven_its_blanks_and_its_small_x():
    with_x = next(
        str(number)
        for number in (identity_number.make(birth=date(1990, 1, 1), sequence=serial) for serial in range(100))
        if str(number).endswith("X")
    )
    assert read("identity_number", f" {with_x[:6]} {with_x[6:14]} {with_x[14:].lower()}") == with_x


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NUMBER[:-1], "all 18 characters; you entered 17"),
        (NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), "one character is not right"),
        (NUMBER[:5] + "A" + NUMBER[6:], "digits only"),
        (NUMBER[:10] + "1332" + NUMBER[14:], "birth date"),
        (str(identity_number.make(birth=date(2026, 11, 25), sequence=1)), "birth date"),
    ],
)
def test_a_mistyped_identity_number_is_refused_without_repeating_it(text, words):
    with pytest.raises(AdviceError, match=words) as refused:
        read("identity_number", text)
    assert text not in str(refused.value)


def test_a_text_too_long_too_short_or_unreadable_is_refused():
    with pytest.raises(AdviceError, match="at most 10 characters; you entered 11"):
        read("text", "字" * 11, max_length=10)
    with pytest.raises(AdviceError, match="at least 5 characters"):
        read("text", "短", checks={"min_length": 5})
    with pytest.raises(AdviceError, match="another way"):
        read("address", "2组\ue000号")


def test_what_cannot_be_seen_is_dropped():
    assert answers.tidy("王\u200b秀\u202e兰\x00 \u3000 号\t") == "王秀兰 号"
    assert answers.tidy("一\r\n\r\n 二  三 ", lines=True) == "一\n二 三"
    assert answers.tidy("一\n二") == "一 二"


@given(st.text(), st.booleans())
def test_tidying_twice_changes_nothing_more(text, lines):
    once = answers.tidy(text, lines=lines)
    assert answers.tidy(once, lines=lines) == once


@given(st.sampled_from(sorted(answers.READERS)), st.text(min_size=1))
def test_whatever_is_typed_gives_an_answer_or_advice(kind, text):
    field = one_field(kind).fields[0]
    text = answers.tidy(text)
    if not text:
        return
    with contextlib.suppress(AdviceError):
        kept = answers.read(text, field, TODAY)
        assert answers.read(kept, field, TODAY) == kept
