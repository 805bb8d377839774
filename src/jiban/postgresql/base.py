from typing import Any

from django.db.backends.postgresql import base

# All statements of all pages and jobs, and some lengths of their lists. psycopg's own 100 would forget and prepare in turn.
STATEMENTS_KEPT = 400


class DatabaseWrapper(base.DatabaseWrapper):
    def _configure_connection(self, connection: Any) -> bool:
        connection.prepared_max = STATEMENTS_KEPT
        return bool(super()._configure_connection(connection))  # type: ignore[misc]  # the stubs leave it out
