"""A process with a log of its own: `python -m jiban.bench.ledger_process appends,BATCH,LINES | proofs,LEAVES | sparse,LEAVES ...`."""

import json
import sys
from collections.abc import Callable

import click

from jiban.starting import start_django


def main(*words: str) -> None:
    start_django()
    from jiban.bench import ledger  # noqa: PLC0415 - after start_django

    _make_tables()
    ways: dict[str, Callable[..., dict[str, float]]] = {
        "appends": ledger.appends,
        "proofs": ledger.proofs,
        "sparse": ledger.sparse_proofs,
    }
    found = {}
    for word in words:
        act, *figures = word.split(",")
        found[f"{act}_{figures[0]}"] = ways[act](*map(int, figures))
    click.echo(json.dumps(found))


def _make_tables() -> None:
    """Of two rooms alone and from their models: letting all migrations run takes longer than what is measured."""
    from django.apps import apps  # noqa: PLC0415 - after start_django
    from django.db import connection  # noqa: PLC0415

    there = set(connection.introspection.table_names())
    # Whether heads may be signed is asked of the room that keeps what witnesses objected to.
    models = [model for room in ("ledger", "cosigning") for model in apps.get_app_config(room).get_models()]
    with connection.schema_editor() as editor:
        for model in models:
            if model._meta.db_table not in there:  # noqa: SLF001 - Django's documented name
                editor.create_model(model)


if __name__ == "__main__":
    main(*sys.argv[1:])
