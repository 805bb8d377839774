"""`jiban bench desk` and `jiban bench season`: a whole city, and its busiest morning."""

import json
import sys
from typing import Any

import click

from . import desk as desk_speed
from . import season as season_speed
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


@click.command()
@click.option("--villages", default=40, show_default=True, type=click.IntRange(1, 4753))
@click.option("--per-village", default=10, show_default=True, type=click.IntRange(1, 900))
@click.option("--speed", default=30.0, show_default=True, type=click.FloatRange(0.1), help="Times faster than an hour.")
@click.option("--known", default=0.5, show_default=True, type=click.FloatRange(0, 1), help="Share fit for a batch.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1, 64), help="Threads of a web process.")
@click.option("--job-workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Workers that seal.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object of all that was measured.")
def season(*, as_json: bool, **asked_for: Any) -> None:
    """A school-season morning over HTTP: every case must be issued, none twice, and the promise kept."""
    asked = season_speed.Season(**asked_for)
    try:
        found = season_speed.measure(asked)
    except NoServerError as missing:
        raise click.ClickException(str(missing)) from missing
    wrong = list(season_speed.faults(found, asked))
    if as_json:
        click.echo(json.dumps({**found, "wrong": wrong}))
    else:
        click.echo(
            "\n".join([*season_speed.lines(found, asked), *(wrong or ["every case issued, none twice, promise kept"])])
        )
    sys.exit(1 if wrong else 0)
