from time import monotonic
from typing import Any

from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

# All statements of all pages and jobs, and some lengths of their lists. psycopg's own 100 would forget and prepare in turn.
STATEMENTS_KEPT = 400
# A connection that was in use a moment ago is there: asking it first would cost every page a twentieth of its time.
RESTED_SECONDS = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    @property
    def pool(self) -> Any:
        """Django's, which would ask every connection before each use whether it is still there."""
        found: Any = super().pool
        if found is not None and found._check is not None:  # noqa: SLF001 - Django gives no other way to say how
            found._check = check_if_rested  # noqa: SLF001
        return found

    def _configure_connection(self, connection: Any) -> bool:
        connection.prepared_max = STATEMENTS_KEPT
        return bool(super()._configure_connection(connection))  # type: ignore[misc]  # the stubs leave it out


def check_if_rested(connection: Any) -> None:
    """Ask a connection that nobody used for a while whether the server is still there. Raises psycopg.OperationalError."""
    now = monotonic()
    if now - getattr(connection, "jiban_last_used", 0.0) > RESTED_SECONDS:
        ConnectionPool.check_connection(connection)
    connection.jiban_last_used = now
