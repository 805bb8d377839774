"""A process with a log of its own: `python -m jiban.bench.ledger_process appends BATCH LINES | proofs LEAVES | sparse LEAVES`."""

import json
import sys

import click

from jiban.starting import start_django


def main(act: str, *figures: str) -> None:
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 - after start_django

    from jiban.bench import ledger  # noqa: PLC0415

    # Whether heads may be signed is asked of the room that keeps what witnesses objected to.
    for room in ("ledger", "cosigning"):
        call_command("migrate", room, verbosity=0, skip_checks=True)
    numbers = [int(figure) for figure in figures]
    if act == "appends":
        found = ledger.appends(*numbers)
    else:
        found = {"proofs": ledger.proofs, "sparse": ledger.sparse_proofs}[act](*numbers)
    click.echo(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
