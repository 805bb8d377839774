import os
import subprocess
import sys
from pathlib import Path

import click
from django.conf import settings

from jiban.ledger import keys

from . import demo as cities_demo
from . import folder as folders
from . import running
from .errors import NodeError
from .folder import Address, Node

FOLDER = click.argument("place", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def node() -> None:
    """A city's node: web, worker and its own witness, from one folder."""


@node.command()
@FOLDER
@click.option("--origin", required=True, help="Name of the log for good, such as city.example/log.")
@click.option("--site", required=True, help="Address that people open, such as https://city.example.")
@click.option("--listen", default="127.0.0.1:8000", show_default=True, help="Where the web server listens.")
@click.option("--witness", "witness_name", help="Name of the node's own witness; left out: ORIGIN with /witness.")
@click.option("--witness-listen", default="127.0.0.1:8731", show_default=True, help="Where the witness listens.")
@click.option("--watch", "watched", multiple=True, metavar="KEY", help="Key of a log to watch; may be given again.")
@click.option("--database", help="Address of the database; left out: SQLite in the folder.")
def init(
    *,
    place: Path,
    origin: str,
    site: str,
    listen: str,
    witness_name: str | None,
    witness_listen: str,
    watched: tuple[str, ...],
    database: str | None,
) -> None:
    """Make a node in FOLDER; print the key of its log, that of the log's SM2 line, and that of its witness."""
    try:
        made = Node(
            folder=place.resolve(),
            origin=origin,
            site=site.rstrip("/"),
            listen=Address.parse(listen),
            witness=Address.parse(witness_listen),
            settings={"JIBAN_DATABASE_URL": database} if database else {},
        )
        log, cosigner = folders.make(made, witness_name=witness_name or f"{origin}/witness", watched=watched)
    except NodeError as error:
        raise click.ClickException(str(error)) from error
    click.echo(log.vkey)
    click.echo(keys.make_sm2_beside(made.log_key, origin=origin).vkey)
    if cosigner:
        click.echo(cosigner.verifier.vkey)


@node.command()
@FOLDER
def run(place: Path) -> None:
    """Bring tables up to date, then run all parts until stopped; a part that ends by itself is started again.

    SIGTERM and Ctrl-C stop, SIGHUP starts all parts anew.
    """
    try:
        running.run(place)
    except NodeError as error:
        raise click.ClickException(str(error)) from error


@node.command("do", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@FOLDER
@click.argument("words", metavar="COMMAND...", nargs=-1, required=True, type=click.UNPROCESSED)
def do(place: Path, words: tuple[str, ...]) -> None:
    """Run a command of jiban with the settings of the node in FOLDER, such as: cities list."""
    try:
        environment = {**os.environ, **folders.read(place).environment}
    except NodeError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(subprocess.run([*running.COMMAND, *words], env=environment, check=False).returncode)  # noqa: S603 - our own


@node.command()
@click.argument("place", metavar="[FOLDER]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--port", default=8101, show_default=True, type=click.IntRange(1, 65000), help="First of eight ports.")
@click.option("--empty", is_flag=True, help="With empty databases: starts sooner.")
@click.option("--keep", is_flag=True, help="Go on with what an earlier run made; needs --server.")
@click.option("--server", help="A PostgreSQL server to use instead of one of its own.")
def demo(place: Path | None, *, port: int, empty: bool, keep: bool, server: str | None) -> None:
    """Run three invented cities and two departments that watch each other, until stopped. Begins afresh each time."""
    try:
        cities_demo.run(place or settings.VAR / "cities", first_port=port, empty=empty, keep=keep, server=server)
    except NodeError as error:
        raise click.ClickException(str(error)) from error
