from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import DerError, encode, parse

whole_seconds = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
arcs = st.lists(st.integers(min_value=0, max_value=2**70), max_size=8)
leaves = st.one_of(
    st.integers().map(encode.integer),
    st.binary(max_size=300).map(encode.octet_string),
    st.text(max_size=40).map(encode.utf8_string),
    st.booleans().map(encode.boolean),
)
trees = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.lists(below, max_size=5).map(lambda parts: encode.sequence(*parts)),
        st.lists(below, max_size=5).map(lambda parts: encode.set_of(*parts)),
        st.lists(below, max_size=3).map(lambda parts: encode.explicit(3, *parts)),
    ),
    max_leaves=20,
)


@given(st.integers())
def test_every_integer_is_read_back(value):
    assert parse(encode.integer(value)).integer() == value


@given(st.booleans())
def test_every_boolean_is_read_back(value):
    assert parse(encode.boolean(value)).boolean() is value


@given(st.binary(max_size=70_000))
def test_octets_and_bits_of_any_size_are_read_back(data):
    assert parse(encode.octet_string(data)).octets() == data
    assert parse(encode.bit_string(data)).bits() == data


@given(st.integers(0, 1), st.integers(0, 39), arcs)
def test_every_object_identifier_is_read_back(first, second, rest):
    dotted = ".".join(map(str, [first, second, *rest]))
    assert parse(encode.oid(dotted)).oid() == dotted


@given(arcs.filter(len))
def test_object_identifiers_below_joint_iso_itu_are_read_back(rest):
    dotted = ".".join(map(str, [2, *rest]))
    assert parse(encode.oid(dotted)).oid() == dotted


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_every_text_is_read_back(text):
    assert parse(encode.utf8_string(text)).text() == text


@given(whole_seconds)
def test_every_second_is_read_back(moment):
    assert parse(encode.generalized_time(moment)).time() == moment


@given(whole_seconds.filter(lambda moment: 1950 <= moment.year <= 2049))
def test_every_second_of_a_century_is_read_back_from_utc_time(moment):
    assert parse(encode.utc_time(moment)).time() == moment


def test_a_local_time_is_written_as_the_same_moment_in_utc():
    beijing = datetime(2026, 3, 1, 7, 30, tzinfo=timezone(timedelta(hours=8)))
    assert encode.generalized_time(beijing) == b"\x18\x0f20260228233000Z"


@given(st.sets(st.integers(0, 40)))
def test_every_named_bit_list_is_read_back(positions):
    assert parse(encode.named_bits(*positions)).named_bits() == positions


@given(st.integers(0, 30), leaves)
def test_tags_wrap_and_replace(number, leaf):
    assert parse(encode.explicit(number, leaf)).only_child().raw == leaf
    replaced = parse(encode.implicit(number, leaf))
    assert replaced.tag == 0x80 | number
    assert replaced.retagged(leaf[0]).content == parse(leaf).content


def rebuild(node):
    if not node.tag & 0x20:
        return encode.tlv(node.tag, node.content)
    return encode.tlv(node.tag, b"".join(map(rebuild, node.children)))


@given(trees)
def test_what_is_read_and_written_again_is_the_same_bytes(der):
    assert rebuild(parse(der)) == der


@given(st.one_of(trees, st.binary(max_size=64)), st.data())
def test_whatever_is_accepted_has_one_encoding_only(der, data):
    """Change a byte: either it is refused, or writing what was read gives exactly the changed bytes."""
    changed = bytearray(der)
    for _ in range(min(len(changed), 3)):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        again = rebuild(parse(bytes(changed)))
    except DerError:
        return
    assert again == bytes(changed)
