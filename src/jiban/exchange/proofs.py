"""What the log says of a look-up, on the provider's and on the receiver's side, and how anyone checks it.

The statement of both lines is the same; each has a salt of its own, so that one side cannot show the other's line.
"""

import json
from collections.abc import Mapping
from typing import Any

import rfc8785
from django.db.models import QuerySet

from jiban.ledger import journal, questions
from jiban.ledger.commitments import Kind, commitment, entry_bytes, new_salt
from jiban.standards.gm.sm3 import sm3
from jiban.standards.tlog import proof as tlog_proof
from jiban.standards.tlog.errors import TlogError
from jiban.standards.tlog.note import Verifier

from .errors import RequestError
from .models import LookUp, Received

SIDES = {"shared": Kind.DATA_SHARED, "received": Kind.DATA_RECEIVED}


def write(look_up: LookUp) -> None:
    """Both lines, in the caller's transaction. Nothing of it stands in the log but two salted digests."""
    statement = _statement(look_up)
    look_up.statement = rfc8785.dumps(statement).decode()
    look_up.shared_salt, look_up.received_salt = new_salt(), new_salt()
    look_up.save(update_fields=["statement", "shared_salt", "received_salt"])
    for side, kind in SIDES.items():
        journal.append(kind, key=_key(look_up, side), commitment=commitment(statement, _salt(look_up, side)))


def write_received(received: Received) -> None:
    """Our line of what another city told us, in the caller's transaction."""
    statement = _statement_received(received)
    received.statement, received.salt = rfc8785.dumps(statement).decode(), new_salt()
    received.save(update_fields=["statement", "salt"])
    journal.append(
        Kind.DATA_RECEIVED, key=_key_received(received), commitment=commitment(statement, bytes(received.salt))
    )


def forget_received(rows: QuerySet[Received]) -> int:
    return rows.update(answer="", statement="", salt=b"")


def received_file(received: Received) -> str | None:
    """As `proof_file`, of what another city told us."""
    return _file(Kind.DATA_RECEIVED, _key_received(received), bytes(received.salt), received.statement)


def forget(look_ups: QuerySet[LookUp]) -> int:
    """Delete what gives the lines of these look-ups their meaning; how many. The log stays as it is."""
    return look_ups.update(answer="", statement="", shared_salt=b"", received_salt=b"")


def proof_file(look_up: LookUp, side: str) -> str | None:
    """For the resident alone: statement, salt and proof. None while the log has not placed the line, or once forgotten."""
    return _file(SIDES[side], _key(look_up, side), _salt(look_up, side), look_up.statement)


def _file(kind: Kind, key: str, salt: bytes, statement: str) -> str | None:
    line = questions.find_line(key)
    proof = questions.proof_of(line, extra=salt) if line is not None and salt else None
    if proof is None:
        return None
    content = {"kind": kind.value, "proof": proof.text, "statement": json.loads(statement), "v": 1}
    return rfc8785.dumps(content).decode()


def check_file(text: str, vkey: str) -> Mapping[str, Any]:
    """The statement of a proof file, if the log that this key belongs to holds it. Raises RequestError."""
    try:
        content = json.loads(text)
        statement, verifier = content["statement"], Verifier.parse(vkey)
        proof = tlog_proof.parse(content["proof"])
        entry = entry_bytes(Kind(content["kind"]), commitment(statement, proof.extra or b""))
        tlog_proof.check_proof(proof, entry=entry, origin=verifier.name, verifiers=[verifier])
    except (ValueError, KeyError, TypeError, AttributeError, TlogError, rfc8785.CanonicalizationError) as error:
        raise RequestError from error
    found: Mapping[str, Any] = statement
    return found


def _statement(look_up: LookUp) -> dict[str, Any]:
    return {
        "answer": _digest(look_up.answer),
        "at": look_up.at.isoformat(timespec="seconds"),
        "basis": look_up.basis,
        "case": look_up.case_number,
        "consent": look_up.consent.number if look_up.consent else "",
        "fact": look_up.fact,
        "fields": list(look_up.fields),
        "outcome": look_up.outcome,
        "post": look_up.post,
        "purpose": look_up.purpose,
        "receiver": look_up.receiver_name,
        "request": look_up.request,
        "resident": look_up.resident.identity_number if look_up.resident else "",
        "v": 1,
    }


def _statement_received(received: Received) -> dict[str, Any]:
    told: Mapping[str, Any] = json.loads(received.answer)["letter"] if received.answer else {}
    return {
        "answer": _digest(received.answer),
        "at": received.at.isoformat(timespec="seconds"),
        "basis": told.get("basis", ""),
        "case": received.case_number,
        "city": received.city,
        "consent": received.consent,
        "fact": received.fact,
        "fields": list(received.fields),
        "outcome": received.outcome,
        "purpose": received.purpose,
        "receiver": received.department,
        "request": received.request,
        "v": 1,
    }


def _digest(answer: str) -> str:
    return f"sm3:{sm3(answer.encode()).hex()}" if answer else ""


def _key_received(received: Received) -> str:
    return f"{Kind.DATA_RECEIVED.value}:elsewhere:{received.pk}"


def _key(look_up: LookUp, side: str) -> str:
    return f"{SIDES[side].value}:{look_up.pk}"


def _salt(look_up: LookUp, side: str) -> bytes:
    return bytes(look_up.shared_salt if side == "shared" else look_up.received_salt)
