from datetime import date

import pytest
from django.utils import translation

from jiban.people.details import read_details, read_name, same_name
from jiban.people.errors import InvalidDetailsError
from jiban.standards.codes import identity_number
from tests.people.builders import LI_MING_NUMBER

TODAY = date(2026, 11, 24)


def read(name="李明", number=LI_MING_NUMBER, mobile="13800001234"):
    return read_details(name=name, identity_number=number, mobile=mobile, today=TODAY)


def problems(**typed):
    with translation.override("en"), pytest.raises(InvalidDetailsError) as refusal:
        read(**typed)
    return refusal.value.problems


def test_what_people_type_is_forgiven():
    details = read(name="  李明 ", number=f" {LI_MING_NUMBER[:6]} {LI_MING_NUMBER[6:]}", mobile="+86 138-0000-1234")
    assert (details.name, details.identity_number, details.mobile) == ("李明", LI_MING_NUMBER, "13800001234")
    assert read(mobile="１３８０００01234").mobile == "13800001234"


def test_every_problem_is_told_at_once():
    assert set(problems(name="", number="12", mobile="123")) == {"name", "identity_number", "mobile"}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "all 18 characters"),
        (LI_MING_NUMBER[:-1], "all 18 characters"),
        (LI_MING_NUMBER[:-1] + "Y", "the last one may be an X"),
        (LI_MING_NUMBER[:-2] + "9" + LI_MING_NUMBER[-1], "one character is wrong"),
        ("990000199013010012", "birth date"),
        (identity_number.make(birth=date(2026, 11, 25), sequence=1).text, "birth date"),
    ],
)
def test_a_wrong_identity_number_is_told_by_what_is_wrong(number, words):
    assert words in problems(number=number)["identity_number"]


@pytest.mark.parametrize("mobile", ["", "12800001234", "138000012345", "1380000123x", "03110000000"])
def test_a_wrong_mobile_number_is_refused(mobile):
    assert set(problems(mobile=mobile)) == {"mobile"}


@pytest.mark.parametrize("name", ["", "李", "李明1", "<b>李明</b>", "李" * 51])
def test_what_is_no_name_is_refused(name):
    assert set(problems(name=name)) == {"name"}


def test_middle_dots_of_every_keyboard_are_one():
    for dot in "·•・":
        assert read_name(f"阿依古丽 {dot} 买买提") == "阿依古丽·买买提"
    assert same_name("John Smith", "JOHN SMITH")
    assert not same_name("李明", "李铭")
