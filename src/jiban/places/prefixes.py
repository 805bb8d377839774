"""Searching by the beginning of a text so that every database uses its plain index."""

from typing import Any

from django.db.models import CharField
from django.db.models.lookups import StartsWith

LAST_CHARACTER = "\U0010ffff"


class Begins(StartsWith):
    """`name__begins="塔"`: as `startswith`, for text without wild cards of its own.

    PostgreSQL serves LIKE 'x%' from the second index that Django makes for text. SQLite reads LIKE without regard to
    case and so never uses an index for it: there it is a range.
    """

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        start = str(self.rhs)
        return f"({column} >= %s AND {column} < %s)", [*parameters, *parameters, start, start + LAST_CHARACTER]


CharField.register_lookup(Begins, "begins")
