"""Checking a proof without the log, the database or the network."""

from collections.abc import Mapping
from typing import Any

from jiban.standards.tlog import proof as tlog_proof
from jiban.standards.tlog.checkpoint import Checkpoint
from jiban.standards.tlog.errors import ProofFormatError
from jiban.standards.tlog.note import Verifier

from .commitments import SALT_BYTES, commitment, entry_bytes


def check_proof(text: str, *, entry: bytes, vkey: str) -> Checkpoint:
    """Prove that the log of that key holds `entry`; the signed head that says so.

    Raises one of the errors of `jiban.standards.tlog.errors`. The log is named by its key's name.
    """
    verifier = Verifier.parse(vkey)
    return tlog_proof.check_proof(text, entry=entry, origin=verifier.name, verifiers=[verifier])


def check_record(text: str, *, kind: str, record: Mapping[str, Any], vkey: str) -> Checkpoint:
    """Prove that the log holds the commitment to `record`, with the salt that the proof carries as its extra data.

    Raises as `check_proof`, and ProofFormatError for a proof without a salt.
    """
    salt = tlog_proof.parse(text).extra
    if salt is None or len(salt) != SALT_BYTES:
        raise ProofFormatError(f"the proof carries no salt of {SALT_BYTES} bytes")
    return check_proof(text, entry=entry_bytes(kind, commitment(record, salt)), vkey=vkey)
