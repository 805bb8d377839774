"""What an operator can do who holds the log's key and its database: no code of the product stands in the way."""

import hashlib
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import psycopg

from jiban.ledger.commitments import Kind, entry_bytes
from jiban.standards.tlog import checkpoint, note
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import leaf_hash

COPIED = (
    "ledger_line",
    "ledger_waitingline",
    "ledger_run",
    "ledger_tile",
    "ledger_checkpoint",
    "cosigning_cosignature",
)


class Database:
    """SQLite and PostgreSQL in the words of both."""

    def __init__(self, url):
        self.is_sqlite = urlsplit(url).scheme == "sqlite"
        if self.is_sqlite:
            self.session = sqlite3.connect(urlsplit(url).path[1:], timeout=30, isolation_level=None)
            self.session.execute("PRAGMA synchronous=FULL")
        else:
            self.session = psycopg.connect(url, autocommit=True)

    def run(self, words, *values):
        return self.session.execute(words if self.is_sqlite else words.replace("?", "%s"), values)

    def all(self, words, *values):
        return self.run(words, *values).fetchall()

    def one(self, words, *values):
        return self.run(words, *values).fetchone()[0]

    @contextmanager
    def together(self):
        self.run("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    def close(self):
        self.session.close()

    def time(self, moment):
        return moment.replace(tzinfo=None).isoformat(sep=" ") if self.is_sqlite else moment


def entry(number):
    return entry_bytes(Kind.CERTIFICATE_ISSUED, hashlib.sha256(str(number).encode()).digest())


class Operator:
    def __init__(self, url, key_path):
        self.database = Database(url)
        self.signer = note.Signer.parse(key_path.read_text().strip())
        self.written = 0

    def write(self, count=1):
        """Lines as issuing writes them; the node's own worker gives them their places."""
        for _ in range(count):
            self.written += 1
            now = self.database.time(datetime.now(UTC))
            with self.database.together():
                words = "INSERT INTO ledger_line (key, entry, created_at) VALUES (?, ?, ?) RETURNING id"
                line = self.database.one(words, f"line-{self.written}", entry(self.written), now)
                self.database.run("INSERT INTO ledger_waitingline (line_id) VALUES (?)", line)

    def entries(self):
        placed = "SELECT entry FROM ledger_line JOIN ledger_run ON id >= first_line AND id < first_line + count ORDER BY first_index, id"
        return [bytes(row[0]) for row in self.database.all(placed)]

    def size(self):
        return self.database.all("SELECT coalesce(max(size), 0) FROM ledger_checkpoint")[0][0]

    def alarms(self):
        return self.database.all("SELECT id, kind, is_proved FROM cosigning_alarm WHERE settled_at IS NULL")

    def cosigned(self):
        """How many witnesses have cosigned the newest head."""
        return self.database.one("SELECT count(*) FROM cosigning_cosignature WHERE size = ?", self.size())

    @contextmanager
    def history_kept(self):
        """Whatever is done inside, the true history stands again afterwards, and the alarms are settled."""
        kept = {table: self.database.all(f"SELECT * FROM {table}") for table in COPIED}  # noqa: S608 - our own names
        try:
            yield
        finally:
            with self.database.together():
                for table, rows in kept.items():
                    self.database.run(f"DELETE FROM {table}")  # noqa: S608 - as above
                    for row in rows:
                        places = ", ".join("?" * len(row))
                        self.database.run(f"INSERT INTO {table} VALUES ({places})", *row)  # noqa: S608 - as above
                settled = (
                    "UPDATE cosigning_alarm SET settled_at = ?, settled_because = 'a drill' WHERE settled_at IS NULL"
                )
                self.database.run(settled, self.database.time(datetime.now(UTC)))
                self.ask_at_once()

    def rewrite(self, index):
        placed = "SELECT first_line + ? - first_index FROM ledger_run WHERE first_index <= ? ORDER BY first_index DESC LIMIT 1"
        line = self.database.one(placed, index, index)
        self.database.run("UPDATE ledger_line SET entry = ? WHERE id = ?", entry("forged"), line)

    def sign_anew(self):
        """Make all tiles anew from the lines, and sign the root as the one head of that size."""
        builder = TileBuilder()
        for one in self.entries():
            builder.append(leaf_hash(one))
        self.database.run("DELETE FROM ledger_tile")
        for tile, data in builder.take_changed():
            words = "INSERT INTO ledger_tile (level, number, data) VALUES (?, ?, ?)"
            self.database.run(words, tile.level, tile.number, data)
        head = checkpoint.Checkpoint(self.signer.verifier.name, builder.size, builder.root())
        self.database.run("DELETE FROM ledger_checkpoint WHERE size >= ?", builder.size)
        words = "INSERT INTO ledger_checkpoint (size, root, note, created_at) VALUES (?, ?, ?, ?)"
        signed = checkpoint.sign(head, [self.signer])
        self.database.run(words, builder.size, head.root, signed, self.database.time(datetime.now(UTC)))

    def cut(self, size):
        run = self.database.run
        run("DELETE FROM ledger_run WHERE first_index >= ?", size)
        run("UPDATE ledger_run SET count = ? - first_index WHERE first_index + count > ?", size, size)
        run("DELETE FROM ledger_waitingline")
        run(
            "DELETE FROM ledger_line WHERE NOT EXISTS (SELECT 1 FROM ledger_run WHERE id >= first_line AND id < first_line + count)"
        )

    def forget_cosignatures(self):
        """So that the witnesses are asked about this head again."""
        self.database.run("DELETE FROM cosigning_cosignature")
        self.ask_at_once()

    def ask_at_once(self):
        earlier = self.database.time(datetime.now(UTC) - timedelta(seconds=1))
        self.database.run("UPDATE cosigning_witnessstate SET due_at = ?", earlier)
