"""Lines as whole sets: two statements in the databases' own words, which the ORM would compose row by row at ten times the price.

Both are one statement each, whatever the number of lines: nothing here begins or ends a transaction.
"""

from collections.abc import Mapping
from datetime import datetime

import psycopg
from django.db import connection

_INSERT = """
INSERT INTO ledger_line (key, entry, created_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
_INSERT_POSTGRESQL = """
INSERT INTO ledger_line (key, entry, created_at)
SELECT key, entry, %s FROM unnest(%s::text[], %b::bytea[]) AS line (key, entry) ON CONFLICT DO NOTHING
"""
_NUMBER = """
UPDATE ledger_line SET "index" = placed.place
FROM (
    SELECT id, %s + row_number() OVER (ORDER BY id) - 1 AS place
    FROM (SELECT id FROM ledger_line WHERE "index" IS NULL ORDER BY id LIMIT %s) AS waiting
) AS placed
WHERE ledger_line.id = placed.id
RETURNING ledger_line."index", ledger_line.entry
"""


def insert_lines(entries: Mapping[str, bytes], *, now: datetime) -> int:
    """Write entries by key; how many were new. A key that is there already keeps what it has."""
    if connection.vendor == "postgresql":
        return _insert_as_arrays(entries, now=now)
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [(key, entry, moment) for key, entry in entries.items()])
        return int(cursor.rowcount)


def _insert_as_arrays(entries: Mapping[str, bytes], *, now: datetime) -> int:
    connection.ensure_connection()
    # Not Django's cursor, which writes every byte into the statement's text as hex.
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(_INSERT_POSTGRESQL, [now, list(entries), list(entries.values())])
        return cursor.rowcount


def number_waiting(*, first: int, most: int) -> list[bytes]:
    """Give the oldest waiting lines, up to `most`, the indices from `first` on; their entries in that order.

    The caller holds the sequencer's lease in this transaction: two at once would give an index twice, and fail.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [first, most])
        return [bytes(entry) for _, entry in sorted(cursor.fetchall())]
