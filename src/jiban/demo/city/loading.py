"""Rows into tables by the fastest path a database has: COPY on PostgreSQL, executemany elsewhere.

Tables that take millions of rows are loaded bare: PostgreSQL builds an index in a tenth of the time it needs to keep
one up to date row by row. All of it in the caller's transaction, so that an interruption leaves the tables as they were.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import NOT_PROVIDED, Field, Model
from django.db.models.options import Options

Row = tuple[Any, ...]
BUILDING_MEMORY = "256MB"


class Loader:
    """Writes rows of one table. Columns that are not named take the default of their field."""

    def __init__(self, model: type[Model], named: Sequence[str]) -> None:
        self.model = model
        fields = {field.attname: field for field in _meta(model).concrete_fields if not field.generated}
        others = [field for name, field in fields.items() if name not in named and not _set_by_database(field)]
        self._columns = [fields[name].column for name in named] + [field.column for field in others]
        self._rest = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)

    def write(self, rows: Iterable[Row]) -> None:
        """`rows` hold the named columns in their order. JSON comes as text."""
        table, columns = connection.ops.quote_name(_meta(self.model).db_table), self._columns
        names = ", ".join(connection.ops.quote_name(str(column)) for column in columns)
        rest = self._rest
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row + rest)
            else:
                places = ", ".join(["%s"] * len(columns))
                statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of our own models
                cursor.executemany(statement, [_plain(row + rest) for row in rows])


def _meta(model: type[Model]) -> "Options[Model]":
    return model._meta  # noqa: SLF001 - Django's documented way to ask a model about its table


def _set_by_database(field: "Field[Any, Any]") -> bool:
    return field.primary_key or field.db_default is not NOT_PROVIDED


def _plain(row: Row) -> Row:
    """As a database without types of its own for times wants them."""
    return tuple(_adapted(value) if isinstance(value, date | time) else value for value in row)


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, time):
        return connection.ops.adapt_timefield_value(value)
    return connection.ops.adapt_datefield_value(value)


@contextmanager
def bare(*tables: type[Model]) -> Iterator[None]:
    """Take indexes, unique rules and references off these tables, and put them back at the end."""
    if connection.vendor != "postgresql":
        yield
        return
    names = [_meta(model).db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        # References that were put off are looked at now: a table cannot be changed while some of its rows wait for that.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        restoring = [*_take_constraints(cursor, names), *_take_indexes(cursor, names)]
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{BUILDING_MEMORY}'")
        # Indexes first: a unique one serves the checks of references that point at its table.
        for statement in sorted(restoring, key=lambda said: "FOREIGN KEY" in said):
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _take_constraints(cursor: Any, tables: Sequence[str]) -> list[str]:
    cursor.execute(
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY conname""",
        [list(tables)],
    )
    restoring = []
    for table, name, said in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        restoring.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {said}')
    return restoring


def _take_indexes(cursor: Any, tables: Sequence[str]) -> list[str]:
    cursor.execute(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
           WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary ORDER BY 1""",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _said in found:
        cursor.execute(f"DROP INDEX {name}")
    return [said for _name, said in found]


def settle(*tables: type[Model]) -> None:
    """Primary keys were given out here: let the database's own counters go on after them, and know the new sizes."""
    for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(_meta(model).db_table) for model in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {names}")


def in_batches(make: Callable[[], Iterator[Row]], loader: Loader, size: int) -> Iterator[int]:
    """Write what `make` yields so many at a time; tell after each how many were written."""
    batch: list[Row] = []
    for row in make():
        batch.append(row)
        if len(batch) == size:
            loader.write(batch)
            yield size
            batch = []
    loader.write(batch)
    yield len(batch)
