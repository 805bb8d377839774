"""Lines as whole sets, in the databases' own words: the ORM would compose them row by row at ten times the price.

Nothing here begins or ends a transaction. On SQLite who has written holds the only lock there is until the commit, so
that a second statement sees what the first one saw; on PostgreSQL what must be one is one statement.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString

import psycopg
from django.db import connection

_INSERT = """
INSERT INTO ledger_line (key, entry, created_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
_LET_NEWEST_WAIT = """
INSERT INTO ledger_waitingline (line_id) SELECT id FROM ledger_line ORDER BY id DESC LIMIT %s
"""
_INSERT_POSTGRESQL: LiteralString = """
WITH written AS (
    INSERT INTO ledger_line (key, entry, created_at)
    SELECT key, entry, %s FROM unnest(%b::text[], %b::bytea[]) AS line (key, entry) ON CONFLICT DO NOTHING
    RETURNING id
)
INSERT INTO ledger_waitingline (line_id) SELECT id FROM written
"""
_READ_OLDEST = """
SELECT id, entry FROM ledger_line
WHERE id IN (SELECT line_id FROM ledger_waitingline ORDER BY line_id LIMIT %s) ORDER BY id
"""
_FORGET_OLDEST = """
DELETE FROM ledger_waitingline
WHERE line_id IN (SELECT line_id FROM ledger_waitingline ORDER BY line_id LIMIT %s)
"""
# Arrays, not joins: the planner takes a queue that was full a moment ago for a full one, and would read all lines there are.
_TAKE_POSTGRESQL: LiteralString = """
WITH taken AS (
    DELETE FROM ledger_waitingline
    WHERE line_id = ANY (ARRAY(SELECT line_id FROM ledger_waitingline ORDER BY line_id LIMIT %s))
    RETURNING line_id
)
SELECT id, entry FROM ledger_line WHERE id = ANY (ARRAY(SELECT line_id FROM taken)) ORDER BY id
"""


def insert_lines(entries: Mapping[str, bytes], *, now: datetime) -> int:
    """Write entries by key, which then wait for a place; how many were new. A key that is there already keeps what it has."""
    if connection.vendor == "postgresql":
        with _binary_cursor() as cursor:
            cursor.execute(_INSERT_POSTGRESQL, [now, list(entries), list(entries.values())])
            return cursor.rowcount
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [(key, entry, moment) for key, entry in entries.items()])
        count = max(int(cursor.rowcount), 0)
        # Theirs are the highest keys: until the commit nobody else writes.
        cursor.execute(_LET_NEWEST_WAIT, [count])
        return count


def take_waiting(most: int) -> list[tuple[int, bytes]]:
    """Primary keys and entries of the oldest waiting lines, up to `most`, in the order of writing; they wait no longer."""
    if connection.vendor == "postgresql":
        with _binary_cursor() as cursor:
            return cursor.execute(_TAKE_POSTGRESQL, [most], binary=True).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(_READ_OLDEST, [most])
        taken = [(key, bytes(entry)) for key, entry in cursor.fetchall()]
        cursor.execute(_FORGET_OLDEST, [most])
        return taken


def _binary_cursor() -> "psycopg.Cursor[tuple[int, bytes]]":
    """Not Django's cursor, which writes every byte into the statement's text as hex, and reads hex again."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)
