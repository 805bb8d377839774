import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.codes import certificate_identifier
from jiban.standards.codes.errors import CharacterError, CheckCharacterError, CodeError, LengthError, StructureError

EXAMPLE = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
# Identifiers printed in published interface documents; the second carries a division code as issuer.
PUBLISHED = [
    EXAMPLE,
    "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
    "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
]

serials = st.text(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=1, max_size=32)
identifiers = st.builds(
    certificate_identifier.compose,
    type_code=st.just("11100000000013338W011"),
    issuer=st.just("11430000006122244L"),
    serial=serials,
    version=st.integers(1, 999),
)


@pytest.mark.parametrize("published", PUBLISHED)
def test_published_identifiers_are_read_and_written_again(published):
    assert str(certificate_identifier.parse(published)) == published


def test_an_identifier_is_composed_of_its_parts():
    identifier = certificate_identifier.compose(
        type_code="11100000000013338W011", issuer="11430000006122244L", serial="20230000403"
    )
    assert str(identifier) == EXAMPLE
    assert identifier.check == "U"
    assert identifier.file_name == EXAMPLE + ".OFD"


def test_a_reissue_counts_the_version_and_takes_a_new_check_character():
    again = certificate_identifier.parse(EXAMPLE).next_version()
    assert again.version == 2
    assert certificate_identifier.parse(str(again)) == again


def test_the_versions_end_at_999():
    last = certificate_identifier.compose(
        type_code="11100000000013338W011", issuer="11430000006122244L", serial="1", version=999
    )
    with pytest.raises(LengthError):
        last.next_version()


@given(identifiers)
def test_every_identifier_composed_is_read_back(identifier):
    assert certificate_identifier.parse(str(identifier)) == identifier


@given(identifiers, st.data())
def test_one_wrong_character_is_always_noticed(identifier, data):
    text = str(identifier)
    place = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.").filter(lambda c: c != text[place]))
    with pytest.raises(CodeError):
        certificate_identifier.parse(text[:place] + wrong + text[place + 1 :])


@given(identifiers, st.data())
def test_two_swapped_neighbours_in_the_serial_are_always_noticed(identifier, data):
    serial = identifier.serial
    place = data.draw(st.integers(0, max(0, len(serial) - 2)))
    swapped = serial[:place] + serial[place : place + 2][::-1] + serial[place + 2 :]
    if swapped != serial:
        lie = str(identifier).replace(f".{serial}.{identifier.version:03d}.", f".{swapped}.{identifier.version:03d}.")
        with pytest.raises(CheckCharacterError):
            certificate_identifier.parse(lie)


@pytest.mark.parametrize(
    ("lie", "refusal"),
    [
        ("", StructureError),
        ("1.2.156.3005.3." + EXAMPLE[15:], StructureError),
        (EXAMPLE + ".1", StructureError),
        (EXAMPLE.removesuffix(".U"), StructureError),
        (EXAMPLE.replace(".001.", ".1."), CharacterError),
        (EXAMPLE.replace(".001.", ".000."), LengthError),
        (EXAMPLE.replace(".001.", ".٠٠١."), CharacterError),
        (EXAMPLE.replace("W011", "W01"), LengthError),
        (EXAMPLE.replace("W011", "W01A"), CharacterError),
        (EXAMPLE.replace("20230000403", "2023-000403"), CharacterError),
        (EXAMPLE.replace("20230000403", "a"), CharacterError),
        (EXAMPLE.replace("20230000403", ""), LengthError),
        (EXAMPLE.replace("20230000403", "1" * 33), LengthError),
        (EXAMPLE.replace("11430000006122244L", "11430"), LengthError),
        (EXAMPLE[:-1] + "V", CheckCharacterError),
        (EXAMPLE[:-1], CheckCharacterError),
    ],
)
def test_each_mistake_has_its_own_name(lie, refusal):
    with pytest.raises(refusal):
        certificate_identifier.parse(lie)


def test_an_identifier_is_not_composed_over_a_mistyped_credit_code():
    with pytest.raises(CheckCharacterError):
        certificate_identifier.compose(type_code="11100000000013338W011", issuer="11430000006122244M", serial="1")
    with pytest.raises(CheckCharacterError):
        certificate_identifier.compose(type_code="11100000000013338X011", issuer="11430000006122244L", serial="1")
