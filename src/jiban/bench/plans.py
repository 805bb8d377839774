"""How PostgreSQL carries out a page's queries: EXPLAIN (ANALYZE, BUFFERS), told in a line a node.

A page's connection keeps its statements prepared, and PostgreSQL may come to carry one out by a plan for any value. So each
is prepared here too, and told as it is carried out after that has been decided.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import connection
from psycopg import ClientCursor

Plan = Mapping[str, Any]
READING = ("SELECT", "WITH")
PLACEHOLDER = re.compile("%[s%]")
PLANNED_FOR_THE_VALUES = 5
"""So many times, before PostgreSQL compares what those plans cost with one for any value (PREPARE, its notes)."""
SMALL_TABLE_ROWS = 20_000
"""A table of places or officers does not grow with the years: reading it whole is no fault."""


@dataclass(slots=True)
class Heard:
    """What was asked of the database while a page was made."""

    queries: list[tuple[str, Any]] = field(default_factory=list)

    def __call__(self, execute: Any, statement: str, params: Any, many: Any, context: Any) -> Any:
        if statement.lstrip("( ").startswith(READING):
            self.queries.append((statement, params))
        return execute(statement, params, many, context)


@contextmanager
def heard() -> Iterator[Heard]:
    ear = Heard()
    with connection.execute_wrapper(ear):
        yield ear


@dataclass(frozen=True, slots=True)
class Cost:
    """One query: what it is called here, its nodes, and what it touched."""

    query: str
    nodes: tuple[str, ...]
    rows: int
    """Rows that any node read or gave, those it threw away included."""
    pages: int
    """Pages of 8 KiB looked at."""
    ms: float
    whole_tables: tuple[str, ...]
    """Tables beyond SMALL_TABLE_ROWS rows that were read from end to end."""


def explain(statement: str, params: Sequence[Any]) -> Cost:
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE of_a_page AS {_numbered(statement)}")
        carry_out = _with_values(params)
        for _time in range(PLANNED_FOR_THE_VALUES):
            cursor.execute(carry_out)
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {carry_out}")
        told = cursor.fetchone()[0]
        cursor.execute("DEALLOCATE of_a_page")
    read = (json.loads(told) if isinstance(told, str) else told)[0]
    nodes = list(_nodes(read["Plan"]))
    sizes = _sizes({plan["Relation Name"] for plan, _depth in nodes if plan["Node Type"] == "Seq Scan"})
    return Cost(
        query=_name(statement),
        nodes=tuple("  " * depth + _line(plan) for plan, depth in nodes),
        rows=sum(_rows(plan) for plan, _depth in nodes),
        pages=read["Plan"]["Shared Hit Blocks"] + read["Plan"]["Shared Read Blocks"],
        ms=read["Execution Time"],
        whole_tables=tuple(table for table, rows in sizes.items() if rows > SMALL_TABLE_ROWS),
    )


def _numbered(statement: str) -> str:
    """With PostgreSQL's own placeholders, $1 and on."""
    numbers = count(1)
    return PLACEHOLDER.sub(lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", statement)


def _with_values(params: Sequence[Any]) -> str:
    values = f"({', '.join(['%s'] * len(params))})" if params else ""
    return ClientCursor(connection.connection).mogrify(f"EXECUTE of_a_page{values}", params)


def _nodes(plan: Plan, depth: int = 0) -> Iterator[tuple[Plan, int]]:
    yield plan, depth
    for below in plan.get("Plans", ()):
        yield from _nodes(below, depth + 1)


def _rows(plan: Plan) -> int:
    loops = plan["Actual Loops"]
    thrown = sum(plan.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck", "Join Filter"))
    return int((plan["Actual Rows"] + thrown) * loops)


def _line(plan: Plan) -> str:
    what = plan["Node Type"]
    where = plan.get("Index Name") or plan.get("Relation Name") or ""
    thrown = plan.get("Rows Removed by Filter", 0) * plan["Actual Loops"]
    told = f"{what} {where}".rstrip() + f": {plan['Actual Rows'] * plan['Actual Loops']:.0f} rows"
    return told + (f", {thrown:.0f} thrown away" if thrown else "")


def _sizes(tables: set[str]) -> dict[str, int]:
    if not tables:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relname = ANY(%s)", [sorted(tables)])
        return dict(cursor.fetchall())


def _name(statement: str) -> str:
    """The table it is about and what it is narrowed by: enough to find it again."""
    table = statement.partition(" FROM ")[2].split(" ", 1)[0].strip('"')
    narrowed = statement.partition(" WHERE ")[2].partition(" ORDER BY ")[0].replace('"', "")
    return f"{table} where {narrowed}"[:160] if narrowed else table
