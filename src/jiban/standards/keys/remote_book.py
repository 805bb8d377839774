"""What a signing server remembers: which request got which signature, and a line for every act."""

import json
import os
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from jiban.standards.keys.remote_protocol import RequestDiffersError

KEPT = timedelta(days=7)
_TABLE = """
    CREATE TABLE IF NOT EXISTS requests (
        client TEXT NOT NULL, request_id TEXT NOT NULL, key_id TEXT NOT NULL, digest BLOB NOT NULL,
        signature BLOB, holder TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (client, request_id)
    ) WITHOUT ROWID
"""


class RequestBook:
    """Signatures by client and request id, for seven days, in one SQLite file. Safe between threads and restarts.

    A request is written down before the key is asked. One that a stopped server left unfinished is taken up by whoever
    sends it again: a second signature over the same digest does no harm, and the first was seen by nobody.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holder = f"{os.getpid()}-{id(self)}-{os.urandom(4).hex()}"
        self._lock = threading.Lock()
        with self._lock, closing(self._open()) as database, database:
            database.execute(_TABLE)

    def take(self, client: str, request_id: str, key_id: str, digest: bytes, now: datetime) -> bytes | bool:
        """The signature if there is one; else True for whoever is to sign, and False if somebody is about it.

        Raises RequestDiffersError if the id was used for another key or digest.
        """
        with self._lock, closing(self._open()) as database, database:
            database.execute("DELETE FROM requests WHERE at < ?", ((now - KEPT).timestamp(),))
            added = database.execute(
                "INSERT OR IGNORE INTO requests VALUES (?, ?, ?, ?, NULL, ?, ?)",
                (client, request_id, key_id, digest, self._holder, now.timestamp()),
            ).rowcount
            if added:
                return True
            known_key, known_digest, signature, holder = database.execute(
                "SELECT key_id, digest, signature, holder FROM requests WHERE client = ? AND request_id = ?",
                (client, request_id),
            ).fetchone()
            if (known_key, known_digest) != (key_id, digest):
                raise RequestDiffersError("this request id was used for another key or digest")
            if signature is not None:
                return bytes(signature)
            if holder == self._holder:
                return False
            where = (self._holder, client, request_id)
            database.execute("UPDATE requests SET holder = ? WHERE client = ? AND request_id = ?", where)
            return True

    def keep(self, client: str, request_id: str, signature: bytes) -> None:
        """Write the signature down."""
        with self._lock, closing(self._open()) as database, database:
            database.execute(
                "UPDATE requests SET signature = ? WHERE client = ? AND request_id = ?", (signature, client, request_id)
            )

    def forget(self, client: str, request_id: str) -> None:
        """The act failed: whoever sends the request again tries anew."""
        with self._lock, closing(self._open()) as database, database:
            database.execute(
                "DELETE FROM requests WHERE client = ? AND request_id = ? AND signature IS NULL", (client, request_id)
            )

    def find(self, client: str, request_id: str) -> tuple[str, bytes | None] | None:
        """Key and signature (None while somebody is about it); None for a request that nobody is about."""
        with self._lock, closing(self._open()) as database:
            row = database.execute(
                "SELECT key_id, signature, holder FROM requests WHERE client = ? AND request_id = ?",
                (client, request_id),
            ).fetchone()
        if row is None or (row[1] is None and row[2] != self._holder):
            return None
        return row[0], row[1]

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10)


class Audit:
    """A JSON line for every act, on the disk before the answer leaves. No PIN, no signature, nothing about persons."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def note(self, entry: Mapping[str, str | int | float]) -> None:
        """Append one line."""
        line = (json.dumps(entry, separators=(",", ":")) + "\n").encode()
        with self._lock:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
