"""The office's pages in cities of growing size, each in a database of its own on one PostgreSQL server."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .cluster import cluster, database

SEED = 7
# What may grow beside the table: a few rows more on a page that is not full yet.
GROWS_TIMES, GROWS_ROWS = 2, 200
Found = Mapping[str, Any]


def measure(sizes: Sequence[int], *, server: str = "") -> dict[int, Found]:
    """By number of cases. Databases on a `server` that was named stay, and are used again the next time."""
    with ExitStack() as stack:
        address = server or stack.enter_context(cluster(durable=False))
        return {cases: _in_a_city(cases, database(address, f"jiban_city_{cases}")) for cases in sizes}


def _in_a_city(cases: int, url: str) -> Found:
    with tempfile.TemporaryDirectory(prefix="jiban-bench-") as folder:
        environment = {
            **os.environ,
            "JIBAN_VAR": folder,
            "JIBAN_KEYRING_DIR": str(Path(folder) / "keys"),
            "JIBAN_TRUST_DIR": str(Path(folder) / "trust"),
            "JIBAN_DATABASE_URL": url,
            "JIBAN_DATABASE_STATEMENT_SECONDS": "0",
            "JIBAN_LOG_LEVEL": "WARNING",
        }
        command = [sys.executable, "-m", "jiban.bench.desk_process", str(SEED), str(cases)]
        told = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    found: Found = json.loads(told)
    return found


def grown(found: Mapping[int, Found]) -> Iterator[str]:
    """Queries of the largest city that read a table whole, or more rows than in the smallest city."""
    smallest, largest = found[min(found)]["pages"], found[max(found)]["pages"]
    for page, at in largest.items():
        before = _by_name(smallest.get(page, {"costs": []})["costs"])
        for (query, turn), cost in _by_name(at["costs"]).items():
            for table in cost["whole_tables"]:
                yield f"{page}: reads all of {table}: {query}"
            known = before.get((query, turn))
            if known is not None and cost["rows"] > GROWS_TIMES * known["rows"] + GROWS_ROWS:
                yield f"{page}: {known['rows']} rows became {cost['rows']}: {query}"


def _by_name(costs: Sequence[Found]) -> dict[tuple[str, int], Found]:
    """A page may ask the same of a table more than once: each is known by its turn."""
    named: dict[tuple[str, int], Found] = {}
    for cost in costs:
        turn = 0
        while (cost["query"], turn) in named:
            turn += 1
        named[cost["query"], turn] = cost
    return named


def table(found: Mapping[int, Found]) -> Iterator[str]:
    """Milliseconds side by side."""
    sizes = sorted(found)
    yield f"{'cases':<18}" + "".join(f"{cases:>32,}" for cases in sizes)
    yield f"{'generated, s':<18}" + "".join(f"{found[cases]['generated_seconds']:>32.1f}" for cases in sizes)
    yield f"{'database, MiB':<18}" + "".join(f"{found[cases]['database_bytes'] / 2**20:>32.0f}" for cases in sizes)
    yield f"{'page':<18}" + "  p50 ms  p95 ms  cpu ms  queries" * len(sizes)
    for page in found[sizes[-1]]["pages"]:
        cells = [found[cases]["pages"].get(page) for cases in sizes]
        yield f"{page:<18}" + "".join(_cell(cell) for cell in cells)


def _cell(at: Found | None) -> str:
    return f"{at['p50_ms']:>8.1f}{at['p95_ms']:>8.1f}{at['cpu_ms']:>8.1f}{at['queries']:>8}" if at else f"{'-':>32}"


def nodes(found: Mapping[int, Found]) -> Iterator[str]:
    """How each query was carried out, city beside city."""
    sizes = sorted(found)
    for page in found[sizes[-1]]["pages"]:
        yield f"\n{page}"
        for place, cost in enumerate(found[sizes[-1]]["pages"][page]["costs"]):
            yield f"  {place + 1}. {cost['query']}"
            for cases in sizes:
                costs = found[cases]["pages"].get(page, {"costs": []})["costs"]
                at = costs[place] if place < len(costs) and costs[place]["query"] == cost["query"] else None
                yield f"     {cases:>9,}  " + (_told(at) if at else "asked otherwise")


def _told(cost: Found) -> str:
    nodes = " ← ".join(node.strip() for node in cost["nodes"])
    return f"{cost['rows']} rows, {cost['pages']} pages, {cost['ms']:.2f} ms: {nodes}"
