"""What a witness remembers, in one SQLite file: every checkpoint that it cosigned, and what it refused.

The check against the newest checkpoint and the writing of the next one are one transaction that holds the file's
write lock, and it is on the disk before anybody is answered: a crash forgets nothing that was signed.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from jiban.jobs.crashpoints import reached
from jiban.standards.tlog.checkpoint import Checkpoint
from jiban.standards.tlog.witnessing import (
    AddCheckpoint,
    ConflictError,
    InconsistentError,
    Seen,
    add_lines,
    check_growth,
)

from .alone import opened

MOST_DOUBTS = 1000
"""Anybody can send a true checkpoint with a wrong proof. Of such doubts so many are kept a log; of proofs, all."""

_TABLES = """
CREATE TABLE IF NOT EXISTS cosigned (
    origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, seconds INTEGER NOT NULL,
    PRIMARY KEY (origin, size)
);
CREATE TABLE IF NOT EXISTS evidence (
    id INTEGER PRIMARY KEY, origin TEXT NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
    earlier TEXT NOT NULL, request TEXT NOT NULL, seconds INTEGER NOT NULL, UNIQUE (origin, kind, size, root)
);
"""


class Kind(StrEnum):
    """FORK proves that the log lied: two signed checkpoints of one size. The others are doubts to look into."""

    FORK = "fork"
    INCONSISTENT = "inconsistent"
    SMALLER = "smaller"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A refused request beside the checkpoint that the witness had cosigned before."""

    origin: str
    kind: Kind
    size: int
    earlier: str
    request: str
    seconds: int


class Memory:
    """One file; safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as file:
            file.executescript(_TABLES)

    def cosign(self, request: AddCheckpoint, head: Checkpoint, *, line: Callable[[], str], seconds: int) -> str:
        """Check growth, keep the checkpoint with the line that `line` makes, and give that line.

        Raises RefusedError as `check_growth` does; then what speaks against the log is kept.
        """
        with self._open() as file:
            file.execute("BEGIN IMMEDIATE")
            try:
                check_growth(request, head, _seen(file, head.origin))
            except (ConflictError, InconsistentError) as refusal:
                _keep_evidence(file, request, head, refusal, seconds)
                file.execute("COMMIT")
                raise
            made = line()
            values = (head.origin, head.size, head.root, add_lines(request.checkpoint, [made]), seconds)
            file.execute("INSERT OR REPLACE INTO cosigned VALUES (?, ?, ?, ?, ?)", values)
            reached("witness-written")
            file.execute("COMMIT")
        reached("witness-persisted")
        return made

    def newest(self, origin: str) -> tuple[int, str, int] | None:
        """Size, checkpoint with cosignature, and time of the newest checkpoint cosigned for a log."""
        with self._open() as file:
            found: tuple[int, str, int] | None = file.execute(
                "SELECT size, note, seconds FROM cosigned WHERE origin = ? ORDER BY size DESC LIMIT 1", (origin,)
            ).fetchone()
        return found

    def evidence(self) -> list[Evidence]:
        """Everything kept, the oldest first."""
        with self._open() as file:
            rows = file.execute("SELECT origin, kind, size, earlier, request, seconds FROM evidence ORDER BY id")
            return [Evidence(origin, Kind(kind), *rest) for origin, kind, *rest in rows]

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened(self._path)


def _seen(file: sqlite3.Connection, origin: str) -> Seen:
    row = file.execute(
        "SELECT size, root FROM cosigned WHERE origin = ? ORDER BY size DESC LIMIT 1", (origin,)
    ).fetchone()
    return Seen(row[0], bytes(row[1])) if row else Seen()


def _keep_evidence(
    file: sqlite3.Connection, request: AddCheckpoint, head: Checkpoint, refusal: Exception, seconds: int
) -> None:
    at_size = file.execute(
        "SELECT note, root FROM cosigned WHERE origin = ? AND size = ?", (head.origin, head.size)
    ).fetchone()
    newest = file.execute(
        "SELECT note, size FROM cosigned WHERE origin = ? ORDER BY size DESC LIMIT 1", (head.origin,)
    ).fetchone()
    if at_size and bytes(at_size[1]) != head.root:
        kind, earlier = Kind.FORK, at_size[0]
    elif isinstance(refusal, InconsistentError) and newest:
        kind, earlier = Kind.INCONSISTENT, newest[0]
    elif newest and head.size < newest[1] and not at_size:
        kind, earlier = Kind.SMALLER, newest[0]
    else:
        return
    if kind is not Kind.FORK:
        kept = file.execute("SELECT count(*) FROM evidence WHERE origin = ? AND kind = ?", (head.origin, kind))
        if kept.fetchone()[0] >= MOST_DOUBTS:
            return
    file.execute(
        "INSERT OR IGNORE INTO evidence (origin, kind, size, root, earlier, request, seconds)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (head.origin, kind, head.size, head.root, earlier, request.text, seconds),
    )
