"""`jiban bench ledger`: the log on SQLite and on PostgreSQL, each in a temporary database of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from . import cluster, database_speed

BATCHES = (1, 16, 256, 1000, 4000)
BATCHES_COUNTED = 200
MOST_LINES = 40_000
APPENDS = {
    "written a second": ("written_per_second", 0),
    "sequenced a second": ("sequenced_per_second", 0),
    "appends a second, both": ("appends_per_second", 0),
    "the same tree in memory, lines a second": ("tree_alone_per_second", 0),
    "a batch, ms": ("batch_ms", 1),
    "edge read and root, ms": ("root_ms", 2),
}
PROOFS = {
    "lines a second while growing": ("grown_per_second", 0),
    "proof made, ms": ("proof_ms", 2),
    "the slowest, ms": ("proof_worst_ms", 2),
    "proof with salt, bytes": ("proof_bytes", 0),
    "proof checked, ms": ("check_ms", 2),
    "edge read and root, ms": ("root_ms", 2),
}
Found = dict[str, dict[str, dict[str, float]]]
Act = tuple[str, *tuple[int, ...]]
"""What is done, and its figures; the first of them tells it from others of its kind."""


def measure(*, leaves: Sequence[int], sparse: int, server: str, quick: bool = False) -> Found:
    """By database, then by what was done (`appends_256`, `proofs_100000`, `sparse_100000000`)."""
    found = {"sqlite": _measured("", leaves, sparse, quick=quick)}
    with ExitStack() as stack:
        try:
            address = server or stack.enter_context(cluster.cluster(durable=True))
        except cluster.NoServerError:
            return found
        found["postgresql"] = _measured(address, leaves, sparse, quick=quick)
    return found


def _measured(server: str, leaves: Sequence[int], sparse: int, *, quick: bool) -> dict[str, dict[str, float]]:
    acts: dict[str, list[Act]] = {
        "appends": [("appends", batch, _lines(batch, quick=quick)) for batch in BATCHES],
        "proofs": [("proofs", count) for count in sorted(leaves)],
        "sparse": [("sparse", sparse)],
    }
    found: dict[str, dict[str, float]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jiban-bench-")))
        for name, all_of_one_log in acts.items():
            environment = _environment(folder / name, server, stack)
            # What is measured begins in a fresh process; only to see that it works, that is not worth its time.
            for together in [all_of_one_log] if quick else [[act] for act in all_of_one_log]:
                found |= _run(folder / name, environment, together)
    return found


def _environment(folder: Path, server: str, stack: ExitStack) -> dict[str, str]:
    database = stack.enter_context(database_speed.temporary_database(server)) if server else ""
    own = database_speed.own_settings(folder, database or f"sqlite:///{folder / 'jiban.sqlite3'}")
    return {**os.environ, **own, "JIBAN_LOG_LEVEL": "WARNING"}


def _lines(batch: int, *, quick: bool) -> int:
    """Enough batches to be told from chance; whole batches."""
    return batch if quick else batch * max(min(BATCHES_COUNTED, MOST_LINES // batch), 5)


def _run(folder: Path, environment: Mapping[str, str], acts: Sequence[Act]) -> dict[str, dict[str, float]]:
    folder.mkdir(exist_ok=True)
    words = [",".join(map(str, act)) for act in acts]
    command = [sys.executable, "-m", "jiban.bench.ledger_process", *words]
    told = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    found: dict[str, dict[str, float]] = json.loads(told)
    return found


def lines(found: Found) -> Iterator[str]:
    """Tables for people, the databases one after the other."""
    for database, acts in found.items():
        yield f"\n{database}"
        yield from _table("lines in a batch", acts, "appends_", APPENDS)
        yield from _table("leaves in the log (the last one sparse)", acts, ("proofs_", "sparse_"), PROOFS)


def _table(
    title: str,
    acts: Mapping[str, Mapping[str, float]],
    prefix: str | tuple[str, ...],
    rows: Mapping[str, tuple[str, int]],
) -> Iterator[str]:
    columns = {name.rpartition("_")[2]: figures for name, figures in acts.items() if name.startswith(prefix)}
    yield f"  {title:<40}" + "".join(f"{int(name):>14,}" for name in columns)
    for words, (key, digits) in rows.items():
        cells = (figures.get(key) for figures in columns.values())
        yield f"  {words:<40}" + "".join(f"{'-':>14}" if cell is None else f"{cell:>14,.{digits}f}" for cell in cells)
