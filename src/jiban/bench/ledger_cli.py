"""`jiban bench ledger`: the log alone."""

import json

import click

from . import ledger_speed


@click.command()
@click.option("--leaves", default="100000,1000000", show_default=True, help="Sizes of real logs, separated by commas.")
@click.option(
    "--sparse", default=100_000_000, show_default=True, type=click.IntRange(min=1000), help="Of the sparse one."
)
@click.option("--server", default="", help="A PostgreSQL server to use instead of an own one, postgresql://...")
@click.option("--quick", is_flag=True, help="One batch of each size: to see that it works.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object of all that was measured.")
def ledger(*, leaves: str, sparse: int, server: str, quick: bool, as_json: bool) -> None:
    """How fast the log takes lines, by batch, and how long a proof takes and is, by the log's size."""
    try:
        sizes = sorted({int(size) for size in leaves.split(",")})
    except ValueError as wrong:
        raise click.BadParameter("numbers separated by commas, for example 100000,1000000") from wrong
    found = ledger_speed.measure(leaves=sizes, sparse=sparse, server=server, quick=quick)
    click.echo(json.dumps(found) if as_json else "\n".join(ledger_speed.lines(found)))
