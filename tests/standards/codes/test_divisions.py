import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.codes import divisions
from jiban.standards.codes.divisions import Kind, Level
from jiban.standards.codes.errors import CharacterError, LengthError, StructureError

VILLAGE = "130123100242"

codes = st.builds(
    "{:02d}{:02d}{:02d}{:03d}{:03d}".format,
    st.integers(11, 82),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(0, 999),
    st.integers(0, 999),
)


def test_a_village_knows_everything_above_it():
    place, walk = divisions.parse(VILLAGE), []
    while place:
        walk.append((place.level, place.short, place.code))
        place = place.parent
    assert walk == [
        (Level.VILLAGE, "130123100242", "130123100242"),
        (Level.TOWNSHIP, "130123100", "130123100000"),
        (Level.COUNTY, "130123", "130123000000"),
        (Level.CITY, "1301", "130100000000"),
        (Level.PROVINCE, "13", "130000000000"),
    ]


@pytest.mark.parametrize("short", ["13", "1301", "130123", "130123100", VILLAGE])
def test_short_and_full_codes_are_the_same_place(short):
    assert divisions.parse(short) == divisions.parse(short.ljust(12, "0"))
    assert divisions.parse(short).short == short


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("130123001", Kind.STREET),
        ("130123100", Kind.TOWN),
        ("130123201", Kind.RURAL_TOWNSHIP),
        ("130123500", Kind.LIKE_TOWNSHIP),
        ("130123600", Kind.OTHER),
        ("130123100001", Kind.RESIDENTS_COMMITTEE),
        ("130123100199", Kind.RESIDENTS_COMMITTEE),
        (VILLAGE, Kind.VILLAGERS_COMMITTEE),
        ("130123100400", Kind.LIKE_RESIDENTS_COMMITTEE),
        ("130123100598", Kind.LIKE_VILLAGERS_COMMITTEE),
        ("130123100998", Kind.OTHER),
        ("130123", None),
    ],
)
def test_the_last_digits_tell_the_kind(code, kind):
    assert divisions.parse(code).kind == kind


def test_a_city_without_counties_is_the_parent_of_its_townships():
    township = divisions.parse("441900003")
    assert township.level is Level.TOWNSHIP
    assert township.parent == divisions.parse("4419")


def test_a_village_is_within_its_county_but_not_in_the_next():
    village = divisions.parse(VILLAGE)
    assert village.is_within(divisions.parse("130123"))
    assert village.is_within(village)
    assert not village.is_within(divisions.parse("130124"))
    assert not divisions.parse("130123").is_within(village)


@given(codes)
def test_every_place_lies_within_its_parent_and_one_province_ends_the_walk(code):
    place = divisions.parse(code)
    while parent := place.parent:
        assert parent.level < place.level
        assert place.is_within(parent)
        place = parent
    assert place.level is Level.PROVINCE


@pytest.mark.parametrize(
    ("lie", "refusal"),
    [
        ("", LengthError),
        ("130", LengthError),
        ("1301231002420", LengthError),
        ("13012310024A", CharacterError),
        ("１３", CharacterError),
        ("000123100242", StructureError),
    ],
)
def test_each_mistake_has_its_own_name(lie, refusal):
    with pytest.raises(refusal):
        divisions.parse(lie)
