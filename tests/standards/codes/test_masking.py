import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.codes.masking import mask_identity_number, mask_mobile, mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("张小小三", "张**三"),
        ("欧阳修", "欧阳*"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿***·买**"),
        ("阿依努尔古丽", "阿*****"),
        ("John Smith", "J*** S****"),
        ("王", "*"),
        ("J. Smith", "*. S****"),
        (" 张小三 ", "张*三"),
        ("", ""),
    ],
)
def test_a_name_keeps_only_what_its_owner_needs(name, masked):
    assert mask_name(name) == masked


def test_an_identity_number_loses_its_birth_date():
    assert mask_identity_number("99000019900307123X") == "9900**********123X"


@pytest.mark.parametrize(("number", "masked"), [("E12345678", "E*******8"), ("M12", "***"), ("", "")])
def test_other_papers_keep_only_their_ends(number, masked):
    assert mask_identity_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"), [("13800001234", "138****1234"), ("0311-88001234", "*********1234"), ("12345", "*****")]
)
def test_a_telephone_number_keeps_its_last_four(number, masked):
    assert mask_mobile(number) == masked


@given(st.text())
def test_a_mask_keeps_the_length_and_always_hides_something(name):
    masked = mask_name(name)
    assert len(masked) == len(name.strip())
    assert "*" in masked or not name.strip().strip("·•・. ")


@given(st.text(min_size=1))
def test_a_mask_hides_at_least_half_of_any_number_it_does_not_know(number):
    if len(number) not in {11, 18}:
        assert mask_identity_number(number).count("*") * 2 >= len(number)
        assert mask_mobile(number).count("*") * 2 >= len(number)
