import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.codes import credit_code
from jiban.standards.codes.errors import CharacterError, CheckCharacterError, LengthError

# Codes of ministries and provincial departments, as they print them themselves.
PUBLISHED = [
    "11100000000013338W",
    "11430000006122244L",
    "11100000MB03271699",
    "11330105002500287C",
    "113700000045046442",
]

letters = st.sampled_from(credit_code.ALPHABET)
codes = st.builds(
    credit_code.make,
    registrar=letters,
    kind=letters,
    division=st.integers(0, 999999).map("{:06d}".format),
    organisation=st.text(letters, min_size=8, max_size=8),
)


@pytest.mark.parametrize("published", PUBLISHED)
def test_published_codes_are_read_and_made_again(published):
    code = credit_code.parse(published)
    made = credit_code.make(
        registrar=code.registrar, kind=code.kind, division=code.division, organisation=code.organisation[:8]
    )
    assert made.text == published


def test_the_parts_stand_where_the_standard_says():
    code = credit_code.parse("11430000006122244L")
    assert (code.registrar, code.kind, code.division, code.organisation) == ("1", "1", "430000", "006122244")


def test_blanks_and_small_letters_are_forgiven():
    assert str(credit_code.parse(" 11430000 006122244l ")) == "11430000006122244L"


@given(codes)
def test_every_code_made_is_read_back(code):
    assert credit_code.parse(code.text) == code


@given(codes, st.integers(0, 17), st.integers(1, 30))
def test_one_wrong_character_is_always_noticed(code, place, shift):
    alphabet = credit_code.ALPHABET
    wrong = alphabet[(alphabet.index(code.text[place]) + shift) % 31]
    with pytest.raises((CheckCharacterError, CharacterError)):
        credit_code.parse(code.text[:place] + wrong + code.text[place + 1 :])


@pytest.mark.parametrize(
    ("lie", "refusal"),
    [
        ("", LengthError),
        ("11430000006122244", LengthError),
        ("1143000000612224400", LengthError),
        ("1143000000612224OL", CharacterError),
        ("1143A000006122244L", CharacterError),
        ("11430000006122244中", CharacterError),
        ("11430000006122244M", CheckCharacterError),
    ],
)
def test_each_mistake_has_its_own_name(lie, refusal):
    with pytest.raises(refusal):
        credit_code.parse(lie)


def test_a_wrong_organisation_code_is_noticed_even_under_a_fitting_last_character():
    body = "11430000006122245"
    with pytest.raises(CheckCharacterError, match="organisation"):
        credit_code.parse(body + credit_code.check_character(body))


def test_a_code_cannot_be_made_of_wrong_parts():
    with pytest.raises(LengthError):
        credit_code.make(division="13012", organisation="00000001")
    with pytest.raises(CharacterError):
        credit_code.make(division="13012A", organisation="00000001")
    with pytest.raises(CharacterError):
        credit_code.make(division="130123", organisation="0000000I")
