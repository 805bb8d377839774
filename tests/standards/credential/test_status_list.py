"""Status lists: the draft's own example, every index, and lies."""

import zlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.credential import base64url, jws, status_list
from jiban.standards.credential.errors import (
    ForgedError,
    MalformedError,
    NotInForceError,
    StatusUnknownError,
    TooLargeError,
)
from jiban.standards.credential.sd_jwt_vc import StatusReference
from tests.standards.credential.conftest import NOW

URI = "https://example.cn/status/1"


def test_the_example_of_the_draft():
    """Section 4.1: sixteen statuses of one bit are the bytes B9 A3; section 4.2 prints their compressed form."""
    statuses = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    listed = status_list.pack(dict(enumerate(statuses)), bits=1, length=16)
    assert listed.packed.hex() == "b9a3"
    assert listed.compressed() == "eNrbuRgAAhcBXQ"
    assert status_list.unpack(1, "eNrbuRgAAhcBXQ") == listed


@given(st.data(), st.sampled_from([1, 2, 4, 8]))
def test_every_status_of_every_list_is_read_as_written(data, bits):
    statuses = data.draw(st.lists(st.integers(0, (1 << bits) - 1), min_size=1, max_size=60))
    listed = status_list.pack(dict(enumerate(statuses)), bits=bits, length=len(statuses))
    read = status_list.unpack(bits, listed.compressed())
    assert [read.status(index) for index in range(len(statuses))] == statuses


@pytest.fixture(scope="module")
def token(issuer):
    listed = status_list.pack({5: status_list.INVALID}, bits=1, length=8)
    return status_list.sign(listed, uri=URI, signer=issuer, now=NOW, ttl=timedelta(minutes=5))


def test_a_signed_list_tells_who_is_revoked(token, roots):
    assert status_list.status_of(StatusReference(URI, 5), token, roots=roots, now=NOW) == status_list.INVALID
    assert status_list.status_of(StatusReference(URI, 4), token, roots=roots, now=NOW) == status_list.VALID


def test_a_list_does_not_speak_of_others_nor_after_its_time(token, roots):
    with pytest.raises(StatusUnknownError):
        status_list.status_of(StatusReference(URI, 8), token, roots=roots, now=NOW)
    with pytest.raises(ForgedError):
        status_list.status_of(StatusReference(URI + "1", 5), token, roots=roots, now=NOW)
    with pytest.raises(NotInForceError):
        status_list.status_of(StatusReference(URI, 5), token, roots=roots, now=NOW + timedelta(hours=2))


def test_a_changed_list_is_forged(token, issuer, roots):
    header, _, signature = token.split(".")
    other = jws.sign({**jws.read(token, typ=status_list.TYPE).payload, "ttl": 1}, typ=status_list.TYPE, signer=issuer)
    forged = ".".join([header, other.split(".")[1], signature])
    with pytest.raises(ForgedError):
        status_list.status_of(StatusReference(URI, 5), forged, roots=roots, now=NOW)


@pytest.mark.parametrize(
    ("bits", "lst", "error"),
    [
        (3, "eNrbuRgAAhcBXQ", MalformedError),
        (1, "eNrbuRgA", MalformedError),
        (1, base64url.encode(zlib.compress(b"1") + b"more"), MalformedError),
        (1, base64url.encode(zlib.compress(bytes(5_000_000))), TooLargeError),
    ],
)
def test_broken_lists_and_bombs_are_refused(bits, lst, error):
    with pytest.raises(error):
        status_list.unpack(bits, lst)
