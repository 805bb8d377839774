"""What a mirror remembers, in one SQLite file: the checkpoints it cosigned, the one it is copying, and evidence.

A checkpoint is cosigned only when all its tiles are on the disk, in one transaction that holds the file's write lock and
looks once more that nothing goes back.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from jiban.jobs.crashpoints import reached
from jiban.standards.tlog.checkpoint import Checkpoint
from jiban.standards.tlog.witnessing import add_lines
from jiban.witness.alone import opened

MOST_DOUBTS = 1000

_TABLES = """
CREATE TABLE IF NOT EXISTS mirrored (
    origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, seconds INTEGER NOT NULL,
    PRIMARY KEY (origin, size)
);
CREATE TABLE IF NOT EXISTS pending (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, seconds INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS rounds (origin TEXT PRIMARY KEY, seconds INTEGER NOT NULL, trouble TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS evidence (
    id INTEGER PRIMARY KEY, origin TEXT NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
    earlier TEXT NOT NULL, later TEXT NOT NULL, proof TEXT NOT NULL, seconds INTEGER NOT NULL,
    UNIQUE (origin, kind, size, root)
);
"""


class Kind(StrEnum):
    """FORK and REWRITTEN prove by the log's own signatures that it lied. SMALLER is a doubt to look into."""

    FORK = "fork"
    REWRITTEN = "rewritten"
    SMALLER = "smaller"

    @property
    def is_proof(self) -> bool:
        return self is not Kind.SMALLER


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it is kept: `note` is what the public gets, with all signature lines."""

    size: int
    root: bytes
    note: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two signed checkpoints that do not go together, and what shows it."""

    origin: str
    kind: Kind
    earlier: str
    later: str
    proof: str
    seconds: int


class Memory:
    """One file; safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as file:
            file.executescript(_TABLES)

    def newest(self, origin: str) -> Kept | None:
        """The mirror checkpoint: the newest one whose tiles are all here, with our cosignature."""
        return self._one("SELECT size, root, note, seconds FROM mirrored WHERE origin = ? ORDER BY size DESC", origin)

    def pending(self, origin: str) -> Kept | None:
        """The newest one that was found to go on from all before; its tiles may not be here yet."""
        return self._one("SELECT size, root, note, seconds FROM pending WHERE origin = ?", origin)

    def seen_at(self, origin: str, size: int) -> Kept | None:
        """What was kept of this very size."""
        kept = self._one("SELECT size, root, note, seconds FROM mirrored WHERE origin = ? AND size = ?", origin, size)
        pending = self.pending(origin)
        return kept or (pending if pending and pending.size == size else None)

    def keep_pending(self, head: Checkpoint, signed: str, *, seconds: int) -> None:
        """From now on the log must go on from this one. A smaller one changes nothing."""
        with self._writing() as file:
            file.execute(
                "INSERT INTO pending VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET size = excluded.size,"
                " root = excluded.root, note = excluded.note, seconds = excluded.seconds"
                " WHERE excluded.size >= pending.size",
                (head.origin, head.size, head.root, signed, seconds),
            )
        reached("mirror-pending")

    def cosign(self, head: Checkpoint, signed: str, *, line: Callable[[], str], seconds: int) -> None:
        """Keep the checkpoint as mirrored, with the line that `line` makes. One that is not larger changes nothing."""
        with self._writing() as file:
            row = file.execute("SELECT max(size) FROM mirrored WHERE origin = ?", (head.origin,)).fetchone()
            if row[0] is not None and row[0] >= head.size:
                return
            values = (head.origin, head.size, head.root, add_lines(signed, [line()]), seconds)
            file.execute("INSERT INTO mirrored VALUES (?, ?, ?, ?, ?)", values)
            reached("mirror-signed")
        reached("mirror-persisted")

    def add_signatures(self, origin: str, size: int, note: str) -> None:
        """The same checkpoint, with more lines than it had."""
        with self._writing() as file:
            file.execute("UPDATE mirrored SET note = ? WHERE origin = ? AND size = ?", (note, origin, size))

    def keep_evidence(
        self, kind: Kind, head: Checkpoint, *, earlier: str, later: str, proof: str, seconds: int
    ) -> None:
        """Once for each root that the log signs. Of proofs all are kept, of doubts the first thousand a log."""
        with self._writing() as file:
            count = file.execute("SELECT count(*) FROM evidence WHERE origin = ? AND kind = ?", (head.origin, kind))
            if not kind.is_proof and count.fetchone()[0] >= MOST_DOUBTS:
                return
            file.execute(
                "INSERT OR IGNORE INTO evidence (origin, kind, size, root, earlier, later, proof, seconds)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (head.origin, kind, head.size, head.root, earlier, later, proof, seconds),
            )

    def evidence(self) -> list[Evidence]:
        """Everything kept, the oldest first."""
        with self._open() as file:
            rows = file.execute("SELECT origin, kind, earlier, later, proof, seconds FROM evidence ORDER BY id")
            return [Evidence(origin, Kind(kind), *rest) for origin, kind, *rest in rows]

    def keep_round(self, origin: str, *, trouble: str, seconds: int) -> None:
        with self._writing() as file:
            file.execute("INSERT OR REPLACE INTO rounds VALUES (?, ?, ?)", (origin, seconds, trouble))

    def last_round(self, origin: str) -> tuple[int, str] | None:
        """When the log was last looked at, and what went wrong then; empty if nothing did."""
        with self._open() as file:
            found: tuple[int, str] | None = file.execute(
                "SELECT seconds, trouble FROM rounds WHERE origin = ?", (origin,)
            ).fetchone()
        return found

    def _one(self, statement: str, *values: object) -> Kept | None:
        with self._open() as file:
            row = file.execute(f"{statement} LIMIT 1", values).fetchone()
        return Kept(row[0], bytes(row[1]), row[2], row[3]) if row else None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as file:
            file.execute("BEGIN IMMEDIATE")
            try:
                yield file
            except BaseException:
                file.execute("ROLLBACK")
                raise
            file.execute("COMMIT")

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened(self._path)
