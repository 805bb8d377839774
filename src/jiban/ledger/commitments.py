"""What the log holds: salted commitments, never data. Pure, so that anyone can repeat it offline.

Example of an entry (RFC 8785 canonical JSON):

    {"commitment":"sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0","kind":"certificate-issued","v":1}

The commitment is SM3 over a 16-byte salt and the record in canonical JSON. Who has record and salt can show that
the log names the record; without the salt nobody can guess it, and once the salt is deleted it names nothing.
"""

import json
import re
import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import rfc8785

from jiban.standards.gm.sm3 import DIGEST_BYTES, sm3

from .errors import UnknownKindError

SALT_BYTES = 16
VERSION = 1
_COMMITMENT = re.compile(r"sm3:([0-9a-f]{64})", re.ASCII)


class Kind(StrEnum):
    CERTIFICATE_ISSUED = "certificate-issued"
    CERTIFICATE_REVOKED = "certificate-revoked"
    DATA_SHARED = "data-shared"
    DATA_RECEIVED = "data-received"


_KINDS = frozenset(Kind)


def new_salt() -> bytes:
    """128 random bits: a bare digest of a record with an identity number in it could be guessed."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(record: Mapping[str, Any], salt: bytes) -> bytes:
    """SM3(salt || RFC 8785 form of the record), 32 bytes. Raises ValueError for a salt that is not 16 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return sm3(salt + rfc8785.dumps(dict(record)))


def entry_bytes(kind: str, commitment: bytes) -> bytes:
    """The entry as it is hashed into the tree.

    Raises UnknownKindError, or ValueError for a commitment that is not 32 bytes.
    """
    if kind not in _KINDS:
        raise UnknownKindError(f"the log takes no {kind!r}")
    if len(commitment) != DIGEST_BYTES:
        raise ValueError(f"a commitment has {DIGEST_BYTES} bytes")
    # RFC 8785 leaves no choice for three members of plain ASCII; a test holds it against the library, which takes longer.
    return b'{"commitment":"sm3:%b","kind":"%b","v":%d}' % (commitment.hex().encode(), str(kind).encode(), VERSION)


def parse_entry(entry: bytes) -> tuple[Kind, bytes]:
    """Kind and commitment of an entry. Raises ValueError for any bytes that `entry_bytes` would not write."""
    try:
        fields = json.loads(entry)
        match = _COMMITMENT.fullmatch(fields["commitment"])
        kind = Kind(fields["kind"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not an entry of this log") from error
    digest = bytes.fromhex(match[1]) if match else b""
    if not match or entry_bytes(kind, digest) != entry:
        raise ValueError("not an entry of this log")
    return kind, digest
