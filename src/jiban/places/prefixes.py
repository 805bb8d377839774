"""Searching by the beginning of a text so that every database uses its plain index."""

from typing import Any

from django.db.models import CharField
from django.db.models.lookups import StartsWith

LAST_CHARACTER = "\U0010ffff"


class Begins(StartsWith):
    """`name__begins="塔"`: as `startswith`, for text without wild cards of its own.

    A range, and no LIKE: for that SQLite never uses an index, and PostgreSQL only while it plans for this one value. It
    compares byte by byte there, as the second index does that Django makes for text, whatever the database's collation.
    """

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._within(compiler, connection, ">=", "<")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._within(compiler, connection, "~>=~", "~<~")

    def _within(self, compiler: Any, connection: Any, not_before: str, before: str) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        start = str(self.rhs)
        statement = f"({column} {not_before} %s AND {column} {before} %s)"
        return statement, [*parameters, start, *parameters, start + LAST_CHARACTER]


CharField.register_lookup(Begins, "begins")
