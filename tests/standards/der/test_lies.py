import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import DerError, Fields, encode, parse

READERS = ("integer", "boolean", "null", "oid", "octets", "bits", "named_bits", "text", "time", "only_child")


@pytest.mark.parametrize(
    ("what", "der"),
    [
        ("nothing", ""),
        ("a tag alone", "30"),
        ("bytes after the value", "0500 00"),
        ("content cut off", "0403 0102"),
        ("an indefinite length", "3080 0000"),
        ("a length in long form that fits the short form", "0481 01 00"),
        ("a length with a leading zero", "0482 0080" + "00" * 128),
        ("a length of five octets", "0485 0000000001 00"),
        ("a length cut off", "0482 01"),
        ("the reserved length octet", "04ff 00"),
        ("a length far beyond the input", "0484 ffffffff 00"),
        ("the end-of-contents tag", "0000"),
        ("a high tag number", "1f81 0100"),
        ("a SEQUENCE marked primitive", "1000"),
        ("a SET marked primitive", "1100"),
        ("an OCTET STRING in pieces", "2403 040100"),
        ("an INTEGER marked constructed", "2203 020100"),
    ],
)
def test_a_wrong_header_is_refused(what, der):
    with pytest.raises(DerError):
        parse(bytes.fromhex(der))


@pytest.mark.parametrize(
    ("reader", "der"),
    [
        ("integer", "0200"),
        ("integer", "0202 007f"),
        ("integer", "0202 ff80"),
        ("integer", "0401 01"),
        ("boolean", "0101 01"),
        ("boolean", "0100"),
        ("boolean", "0102 ffff"),
        ("null", "0501 00"),
        ("oid", "0600"),
        ("oid", "0602 2a80"),
        ("oid", "0603 2a8001"),
        ("oid", "0601 80"),
        ("oid", "0681 82" + "2a" * 130),
        ("bits", "0300"),
        ("bits", "0301 01"),
        ("bits", "0302 0800"),
        ("bits", "0302 0780"),
        ("named_bits", "0302 0600"),
        ("named_bits", "0302 06a1"),
        ("named_bits", "0303 008000"),
        ("text", "0c01 ff"),
        ("text", "0c02 c080"),
        ("text", "0c03 eda080"),
        ("text", "1601 80"),
        ("text", "1301 40"),
        ("text", "1201 41"),
        ("text", "1e01 00"),
        ("text", "1e02 d800"),
        ("text", "0401 41"),
        ("time", "170b " + b"2601010000Z".hex()),
        ("time", "1711 " + b"260101000000+0800".hex()),
        ("time", "170d " + b"260230000000Z".hex()),
        ("time", "170d " + b"260101006000Z".hex()),
        ("time", "170d " + b"26010100000 Z".hex()),
        ("time", "180f " + b"20260101000060Z".hex()),
        ("time", "180f " + b"20260101240000Z".hex()),
        ("time", "180f " + b"00000101000000Z".hex()),
        ("time", "180e " + b"20260101000000".hex()),
        ("time", "1811 " + b"20260101000000.0Z".hex()),
        ("time", "1811 " + b"20260101000000,5Z".hex()),
        ("time", "1810 " + b"20260101000000.Z".hex()),
        ("octets", "0c01 41"),
        ("only_child", "3000"),
        ("only_child", "3004 0500 0500"),
        ("only_child", "0500"),
    ],
)
def test_a_wrong_value_is_refused(reader, der):
    node = parse(bytes.fromhex(der))
    with pytest.raises(DerError):
        getattr(node, reader)()


def test_a_fraction_of_a_second_without_a_trailing_zero_is_read():
    stored = encode.tlv(0x18, b"20201010065840.923Z")
    assert parse(stored).time() == datetime(2020, 10, 10, 6, 58, 40, 923_000, tzinfo=UTC)


def test_a_set_out_of_order_is_refused():
    with pytest.raises(DerError, match="out of order"):
        _ = parse(bytes.fromhex("3106 020102 020101")).children


def test_nesting_is_bounded():
    der = encode.null()
    for _ in range(40):
        der = encode.sequence(der)
    with pytest.raises(DerError, match="nested too deep"):
        descend(parse(der))


def descend(node):
    while node.tag == 0x30:
        node = node.only_child()


def test_size_is_bounded():
    with pytest.raises(DerError, match=re.escape("more than the 8 accepted")):
        parse(encode.octet_string(b"123456789"), max_size_bytes=8)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_but_never_crash(data):
    try:
        node = parse(data)
    except DerError:
        return
    for reader in READERS:
        try:
            getattr(node, reader)()
        except DerError:
            continue


@given(st.integers(0, 255), st.binary(max_size=24))
def test_any_content_under_any_tag_is_read_or_refused_but_never_crashes(tag, content):
    try:
        node = parse(encode.tlv(tag, content))
    except DerError:
        return
    for reader in READERS:
        try:
            getattr(node, reader)()
        except DerError:
            continue


@pytest.mark.parametrize(
    "dotted", ["", "1", "3.1", "1.40", "1.02", "1.-2", "1..2", "1.2.x", "1.²", " 1.2", "1." + "9" * 5000]
)
def test_what_is_no_object_identifier_is_not_written(dotted):
    with pytest.raises(DerError):
        encode.oid(dotted)


def test_text_and_time_that_a_type_cannot_carry_are_not_written():
    for attempt in (
        lambda: encode.ia5_string("村"),
        lambda: encode.printable_string("a@b"),
        lambda: encode.utf8_string("\ud800"),
        lambda: encode.utc_time(datetime(2050, 1, 1, tzinfo=UTC)),
        lambda: encode.generalized_time(datetime(2026, 1, 1)),
        lambda: encode.implicit(31, encode.null()),
        lambda: encode.implicit(0, b""),
        lambda: encode.explicit(-1),
    ):
        with pytest.raises(DerError):
            attempt()


def test_fields_are_read_in_their_order_and_none_is_left_over():
    fields = Fields(parse(encode.sequence(encode.integer(1), encode.explicit(0, encode.null()), encode.boolean(True))))
    assert fields.take(0x02).integer() == 1
    assert fields.optional(0xA1) is None
    with pytest.raises(DerError, match="2 elements too many"):
        fields.end()
    assert fields.optional(0xA1, 0xA0) is not None
    with pytest.raises(DerError, match="0x02 belongs"):
        fields.take(0x02)
    assert fields.take().boolean() is True
    fields.end()
    with pytest.raises(DerError, match="missing"):
        fields.take()
    assert fields.peek() is None


def test_an_element_that_is_not_there_is_an_error_of_der():
    with pytest.raises(DerError):
        parse(encode.sequence())[0]
