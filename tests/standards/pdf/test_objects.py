"""Objects as other readers understand them: pyHanko's parser is the judge."""

import re
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import Reference, parse_pdf_date, read_object

from jiban.standards.pdf.errors import PageError
from jiban.standards.pdf.objects import date, name, number, text_string

texts = st.text(st.characters(exclude_categories=["Cs"]))


def read(written: bytes):
    return read_object(BytesIO(written + b" "), Reference(1, 0))


@given(texts)
def test_every_text_comes_back_from_a_text_string(text):
    assert str(read(text_string(text))) == text


@given(texts)
def test_no_text_can_end_its_string_early(text):
    written = text_string(text)
    literal = re.fullmatch(rb"\((?:[^()\\]|\\[()\\])*\)", written)
    hexadecimal = re.fullmatch(rb"<FEFF(?:[0-9A-F]{4})*>", written)
    assert literal or hexadecimal


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30))
def test_every_name_comes_back(text):
    written = name(text)
    assert re.fullmatch(rb"/(?:[!-~])*", written)
    assert not set(written[1:]) & set(b"()<>[]{}/%")
    assert str(read(written)) == "/" + text


@given(st.floats(-1e6, 1e6))
def test_a_number_has_no_exponent_and_keeps_a_ten_thousandth(value):
    assert re.fullmatch(r"-?\d+(\.\d*[1-9])?", number(value))
    assert float(number(value)) == pytest.approx(value, abs=0.00006)


@given(
    st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.integers(-12 * 60, 14 * 60),
)
def test_every_moment_comes_back_with_its_offset(moment, minutes):
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_pdf_date(date(moment)[1:-1].decode()) == moment


def test_a_date_is_written_as_the_standard_shows_it():
    assert date(datetime(1998, 12, 23, 19, 52, tzinfo=timezone(timedelta(hours=-8)))) == b"(D:19981223195200-08'00')"
    assert date(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == b"(D:20260102030405+00'00')"


def test_half_a_surrogate_pair_is_no_text():
    with pytest.raises(PageError):
        text_string("\ud800")


def test_a_date_without_a_zone_is_refused():
    with pytest.raises(PageError):
        date(datetime(2026, 1, 1))
