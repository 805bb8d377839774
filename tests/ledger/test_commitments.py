import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from jiban.ledger.commitments import Kind, commitment, entry_bytes, new_salt, parse_entry
from jiban.ledger.errors import UnknownKindError
from jiban.standards.gm.sm3 import sm3

SALT = bytes(range(16))

records = st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(-(2**53) + 1, 2**53 - 1), max_size=5)


def test_a_commitment_is_sm3_over_salt_and_canonical_record():
    record = {"title": "居住证明", "a": 1, "A": [True, None]}
    assert commitment(record, SALT) == sm3(SALT + '{"A":[true,null],"a":1,"title":"居住证明"}'.encode())


def test_an_entry_is_canonical_json_and_says_nothing_but_the_commitment():
    # GB/T 32905 annex A, example 1: SM3("abc").
    digest = bytes.fromhex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
    assert entry_bytes("certificate-issued", digest) == (
        b'{"commitment":"sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",'
        b'"kind":"certificate-issued","v":1}'
    )


@given(records, st.data())
def test_the_order_in_which_a_record_is_written_does_not_matter(record, data):
    shuffled = dict(data.draw(st.permutations(list(record.items()))))
    assert commitment(shuffled, SALT) == commitment(record, SALT)


@given(records, st.binary(min_size=16, max_size=16))
def test_another_salt_gives_another_commitment(record, salt):
    assert (commitment(record, salt) == commitment(record, SALT)) == (salt == SALT)


@given(st.sampled_from(Kind), st.binary(min_size=32, max_size=32))
def test_every_entry_is_read_back(kind, digest):
    assert parse_entry(entry_bytes(kind, digest)) == (kind, digest)


def test_salts_are_sixteen_bytes_and_do_not_repeat():
    assert len({new_salt() for _ in range(100)}) == 100
    assert len(new_salt()) == 16


def test_a_kind_outside_the_closed_set_is_refused():
    with pytest.raises(UnknownKindError):
        entry_bytes("name-of-a-resident", bytes(32))


@pytest.mark.parametrize("size", [0, 15, 17])
def test_a_salt_of_another_size_is_refused(size):
    with pytest.raises(ValueError, match="salt"):
        commitment({}, bytes(size))


def test_a_commitment_of_another_size_is_refused():
    with pytest.raises(ValueError, match="commitment"):
        entry_bytes("certificate-issued", bytes(31))


GOOD = json.loads(entry_bytes("certificate-issued", bytes(32)))


@pytest.mark.parametrize(
    "lie",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        json.dumps(GOOD).encode(),  # blanks after colons: not canonical
        json.dumps(GOOD | {"name": "张三"}, separators=(",", ":"), sort_keys=True).encode(),
        json.dumps(GOOD | {"v": 2}, separators=(",", ":"), sort_keys=True).encode(),
        json.dumps(GOOD | {"kind": "x"}, separators=(",", ":"), sort_keys=True).encode(),
        json.dumps(GOOD | {"commitment": "sm3:00"}, separators=(",", ":"), sort_keys=True).encode(),
        json.dumps(GOOD | {"commitment": 1}, separators=(",", ":"), sort_keys=True).encode(),
        json.dumps(GOOD, separators=(",", ":"), sort_keys=True).encode() + b"\n",
    ],
)
def test_what_this_log_would_not_write_is_no_entry(lie):
    with pytest.raises(ValueError, match="not an entry"):
        parse_entry(lie)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_entry_is_what_the_library_for_canonical_json_writes(kind):
    fields = {"commitment": f"sm3:{bytes(range(32)).hex()}", "kind": str(kind), "v": 1}
    assert entry_bytes(kind, bytes(range(32))) == rfc8785.dumps(fields)
