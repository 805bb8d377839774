"""The SM3 digest (GB/T 32905-2016, GM/T 0004): 32 bytes, by the OpenSSL that Python is built on."""

import hashlib
from typing import TYPE_CHECKING

from jiban.standards.gm.errors import LibraryMissingError

if TYPE_CHECKING:
    from hashlib import _Hash

DIGEST_BYTES = 32


def sm3(data: bytes) -> bytes:
    """The 32 byte digest of `data`. Raises LibraryMissingError if this Python has no SM3."""
    return new(data).digest()


def new(data: bytes = b"") -> "_Hash":
    """A hashlib object (update, copy, digest) that has taken in `data`. Raises LibraryMissingError without SM3."""
    try:
        return hashlib.new("sm3", data)
    except ValueError as missing:
        raise LibraryMissingError(
            "this Python's OpenSSL has no SM3; a build against OpenSSL 1.1.1 or later does"
        ) from missing
