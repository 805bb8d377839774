"""`jiban bench desk` and `jiban bench season`: a whole city, and its busiest morning."""

import json

import click

from . import desk as desk_speed
from .cluster import NoServerError


@click.command()
@click.option(
    "--cases", default="10000,100000,1000000", show_default=True, help="Sizes of cities, separated by commas."
)
@click.option("--server", default="", help="A PostgreSQL server to use, postgresql://...: what is made there stays.")
@click.option("--plans/--no-plans", default=True, show_default=True, help="How the database carried out each query.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object of all that was measured.")
def desk(*, cases: str, server: str, plans: bool, as_json: bool) -> None:
    """How long the office's pages take in cities of growing size, and which of their queries grow with the table."""
    try:
        sizes = sorted({int(size) for size in cases.split(",")})
    except ValueError as wrong:
        raise click.BadParameter("numbers separated by commas, for example 10000,1000000") from wrong
    try:
        found = desk_speed.measure(sizes, server=server)
    except NoServerError as missing:
        raise click.ClickException(str(missing)) from missing
    if as_json:
        click.echo(json.dumps(found))
        return
    lines = [*desk_speed.table(found), *(desk_speed.nodes(found) if plans else ())]
    faults = list(desk_speed.grown(found))
    click.echo("\n".join([*lines, "", f"{len(faults)} queries grow with the table", *faults]))
