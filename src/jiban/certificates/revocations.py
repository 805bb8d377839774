"""The published list of revoked certificates: a signed note that a checker can keep and use offline.

Example (identifiers appear as SHA-256 of the text, in hex; an identifier holds 122 random bits):

    jiban.example/demo-county/revocations
    2026-11-24T10:15:00+08:00
    1
    5f0c…e1 2026-11-24

    — jiban.example/demo-county 8x3k…
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from jiban.standards.tlog import note
from jiban.standards.tlog.errors import TlogError

LOCAL = ZoneInfo("Asia/Shanghai")


class RevocationListError(Exception):
    """The list of revoked certificates is not signed as it must be, or cannot be read."""


@dataclass(frozen=True, slots=True)
class RevocationList:
    made_at: datetime
    revoked: Mapping[str, date]

    def revoked_on(self, identifier: str) -> date | None:
        return self.revoked.get(fingerprint(identifier))


def fingerprint(identifier: str) -> str:
    return hashlib.sha256(identifier.encode("ascii")).hexdigest()


def origin_of(log_origin: str) -> str:
    return f"{log_origin}/revocations"


def write(revoked: Iterable[tuple[str, date]], *, log_origin: str, made_at: datetime) -> str:
    """The text to sign: origin, time, count, then one line a certificate, sorted."""
    lines = sorted(f"{fingerprint(identifier)} {day.isoformat()}" for identifier, day in revoked)
    head = [origin_of(log_origin), made_at.astimezone(LOCAL).isoformat(timespec="seconds"), str(len(lines))]
    return "\n".join([*head, *lines]) + "\n"


def parse(signed: str, *, vkey: str) -> RevocationList:
    """Check the signature of the log's key and read the list. Raises RevocationListError."""
    try:
        verifier = note.Verifier.parse(vkey)
        lines = note.open_note(signed, [verifier]).text.splitlines()
        origin, made_at, count, *rows = lines
        if origin != origin_of(verifier.name) or int(count) != len(rows):
            raise RevocationListError("not the list of this log")
        pairs = (row.split(" ") for row in rows)
        revoked = {name: date.fromisoformat(day) for name, day in pairs}
        return RevocationList(datetime.fromisoformat(made_at), revoked)
    except (TlogError, ValueError) as error:
        raise RevocationListError("the list of revoked certificates cannot be trusted") from error
