from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.codes import identity_number
from jiban.standards.codes.errors import BirthDateError, CharacterError, CheckCharacterError, LengthError
from jiban.standards.codes.identity_number import Sex

EXAMPLE = "11010519491231002X"  # the worked example of GB 11643

births = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
numbers = st.builds(
    identity_number.make,
    region=st.integers(110000, 999999).map(str),
    birth=births,
    sequence=st.integers(0, 999),
)


def test_the_standards_own_example_is_read():
    number = identity_number.parse(EXAMPLE)
    assert (number.region, number.birth, number.sequence) == ("110105", date(1949, 12, 31), 2)
    assert number.sex is Sex.FEMALE
    assert not number.is_synthetic
    assert str(number) == EXAMPLE


def test_the_standards_own_example_is_made():
    assert identity_number.make(region="110105", birth=date(1949, 12, 31), sequence=2).text == EXAMPLE


@given(numbers)
def test_every_number_made_is_read_back(number):
    assert identity_number.parse(number.text) == number
    assert number.sex is (Sex.MALE if number.sequence % 2 else Sex.FEMALE)


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, place, shift):
    wrong = str((int(number.text[place]) + shift) % 10)
    with pytest.raises((CheckCharacterError, BirthDateError)):
        identity_number.parse(number.text[:place] + wrong + number.text[place + 1 :])


@given(numbers, st.integers(0, 15))
def test_two_swapped_digits_are_always_noticed(number, place):
    swapped = number.text[:place] + number.text[place + 1] + number.text[place] + number.text[place + 2 :]
    if swapped != number.text:
        with pytest.raises((CheckCharacterError, BirthDateError)):
            identity_number.parse(swapped)


@pytest.mark.parametrize(
    "typed", [" 110105 19491231 002x ", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002x"]
)
def test_what_people_type_is_forgiven(typed):
    assert identity_number.parse(typed).text == EXAMPLE


@pytest.mark.parametrize(
    ("lie", "refusal"),
    [
        ("", LengthError),
        ("110105491231002", LengthError),
        (EXAMPLE + "0", LengthError),
        ("X1010519491231002X", CharacterError),
        ("11010519491231002A", CharacterError),
        ("11010519491231002Ⅹ", CharacterError),
        ("٣1010519491231002X", CharacterError),
        ("110105194902300021", BirthDateError),
        ("110105000012310025", BirthDateError),
        ("110105194912310021", CheckCharacterError),
    ],
)
def test_each_mistake_has_its_own_name(lie, refusal):
    with pytest.raises(refusal):
        identity_number.parse(lie)


def test_nobody_is_born_tomorrow():
    number = identity_number.make(birth=date(2026, 11, 25), sequence=1).text
    assert identity_number.parse(number, today=date(2026, 11, 25)).is_synthetic
    with pytest.raises(BirthDateError):
        identity_number.parse(number, today=date(2026, 11, 24))


def test_a_year_of_age_is_completed_on_the_birthday():
    number = identity_number.make(birth=date(2000, 2, 29), sequence=1)
    assert number.age_on(date(2018, 2, 28)) == 17
    assert number.age_on(date(2018, 3, 1)) == 18
    assert number.age_on(date(2020, 2, 29)) == 20


@pytest.mark.parametrize(("region", "sequence"), [("99000", 1), ("990000", 1000), ("990000", -1)])
def test_a_number_cannot_be_made_of_parts_of_the_wrong_size(region, sequence):
    with pytest.raises(LengthError):
        identity_number.make(region=region, birth=date(2000, 1, 1), sequence=sequence)


def test_a_number_cannot_be_made_of_letters():
    with pytest.raises(CharacterError):
        identity_number.make(region="99000A", birth=date(2000, 1, 1), sequence=1)
    with pytest.raises(CharacterError):
        identity_number.make(birth=date(999, 1, 1), sequence=1)
