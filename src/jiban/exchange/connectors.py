"""Where a fact comes from: a view in a database, a file dropped in a folder, or a department's own service.

Each is asked for one person and the fields that are needed, and for nothing else. The number never stands in an
address or in a log line.
"""

import csv
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import httpx
import psycopg

from .errors import SourceAnswerError, SourceAwayError

PERSON, AS_OF = "identity_number", "as_of"
LARGEST_ANSWER_BYTES = 64 * 1024
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?", re.ASCII)
SQLITE, POSTGRESQL = "sqlite:///", "postgresql://"


@dataclass(frozen=True, slots=True)
class Found:
    """What a department knows of a person, and the day as of which it says so. Not judged yet."""

    values: Mapping[str, object]
    as_of: date


class Connector(Protocol):
    """Raises SourceAwayError or SourceAnswerError; gives None if nothing is known of the person."""

    def fetch(self, identity_number: str, fields: Sequence[str]) -> Found | None: ...


@dataclass(frozen=True, slots=True)
class SqlView:
    """A view with the columns `identity_number`, `as_of` and one a field. Read-only, whatever the account may do."""

    url: str
    view: str
    timeout_seconds: int = 5

    def fetch(self, identity_number: str, fields: Sequence[str]) -> Found | None:
        if not all(map(NAME.fullmatch, [self.view, *fields])):
            raise SourceAnswerError
        columns = ", ".join([AS_OF, *fields])
        sql = f"SELECT {columns} FROM {self.view} WHERE {PERSON} = "  # noqa: S608 - names checked above
        try:
            row = self._row(sql, identity_number)
        except (sqlite3.Error, psycopg.Error) as error:
            raise SourceAwayError from error.with_traceback(None)
        return None if row is None else found(dict(zip([AS_OF, *fields], row, strict=True)))

    def _row(self, sql: str, identity_number: str) -> Sequence[Any] | None:
        if self.url.startswith(SQLITE):
            address = f"file:{self.url.removeprefix(SQLITE)}?mode=ro"
            with closing(sqlite3.connect(address, uri=True, timeout=self.timeout_seconds)) as database:
                row: Sequence[Any] | None = database.execute(f"{sql}? LIMIT 1", (identity_number,)).fetchone()
            return row
        limits = f"-c default_transaction_read_only=on -c statement_timeout={self.timeout_seconds * 1000}"
        with psycopg.connect(self.url, connect_timeout=self.timeout_seconds, options=limits) as server:
            return server.execute(f"{sql}%s LIMIT 1".encode(), (identity_number,)).fetchone()


@dataclass(frozen=True, slots=True)
class CsvDrop:
    """The newest `*.csv` of a folder, by name. Whoever drops it writes another name first and renames it then."""

    folder: Path

    def fetch(self, identity_number: str, fields: Sequence[str]) -> Found | None:
        newest = max(self.folder.glob("*.csv"), default=None) if self.folder.is_dir() else None
        if newest is None:
            raise SourceAwayError
        try:
            with newest.open(encoding="utf-8-sig", newline="") as file:
                rows = csv.DictReader(file)
                if not {PERSON, AS_OF, *fields} <= set(rows.fieldnames or ()):
                    raise SourceAnswerError
                for row in rows:
                    if row[PERSON] == identity_number:
                        return found({name: row[name] for name in [AS_OF, *fields]})
        except OSError as error:
            raise SourceAwayError from error
        except (csv.Error, UnicodeDecodeError) as error:
            raise SourceAnswerError from error
        return None


@dataclass(frozen=True, slots=True)
class RestService:
    """A service that takes `{"identity_number", "fields"}` and answers `{"as_of", "values"}`; 404 for nothing known."""

    url: str
    token: str
    timeout_seconds: float = 5

    def __repr__(self) -> str:
        return f"<RestService {self.url}>"

    def fetch(self, identity_number: str, fields: Sequence[str]) -> Found | None:
        body = {PERSON: identity_number, "fields": list(fields)}
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            answer = httpx.post(
                self.url, json=body, headers=headers, timeout=self.timeout_seconds, follow_redirects=False
            )
        except httpx.HTTPError as error:
            raise SourceAwayError from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.status_code != httpx.codes.OK:
            raise SourceAwayError
        if len(answer.content) > LARGEST_ANSWER_BYTES:
            raise SourceAnswerError
        try:
            told = answer.json()
            values = {name: told["values"][name] for name in fields}
            return found({AS_OF: told[AS_OF], **values})
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise SourceAnswerError from error


def found(row: Mapping[str, object]) -> Found:
    """Raises SourceAnswerError for a day that is none."""
    values = dict(row)
    try:
        as_of = date.fromisoformat(str(values.pop(AS_OF))[:10])
    except ValueError as error:
        raise SourceAnswerError from error
    return Found(values, as_of)
