import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

from jiban.standards.tlog.cosignature import Type

from . import answering, folder
from .alone import become_server
from .errors import WitnessError
from .memory import Kind

FOLDER = click.argument("place", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def witness() -> None:
    """A witness of logs: run by one department alone, with its own key and its own file."""


@witness.command()
@FOLDER
@click.option(
    "--name", required=True, help="Name of the witness: an address without https://, such as police.example/w."
)
@click.option("--log", "vkeys", multiple=True, metavar="KEY", help="Key of a log to watch; may be given again.")
@click.option("--ml-dsa", is_flag=True, help="Sign with ML-DSA-44, which a quantum computer does not break.")
def init(place: Path, name: str, vkeys: tuple[str, ...], *, ml_dsa: bool) -> None:
    """Make a witness in FOLDER and print its public key."""
    try:
        cosigner = folder.make(place, name=name, vkeys=vkeys, kind=Type.ML_DSA_44 if ml_dsa else Type.ED25519)
    except WitnessError as error:
        raise click.ClickException(str(error)) from error
    click.echo(cosigner.verifier.vkey)


@witness.command()
@FOLDER
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8731, show_default=True, type=click.IntRange(1, 65535))
def serve(place: Path, host: str, port: int) -> None:
    """Answer logs until stopped."""
    _open(place)
    become_server(f"jiban.witness.answering:application({str(place.resolve())!r})", host=host, port=port)


@witness.command()
@FOLDER
def status(place: Path) -> None:
    """Print the key, the logs with the sizes that were cosigned, and how much evidence there is."""
    click.echo(_open(place).status(), nl=False)


@witness.command()
@FOLDER
def evidence(place: Path) -> None:
    """Print every refused checkpoint beside the one cosigned before. Exit code 1 if a log is proved to have lied."""
    kept = _open(place).memory.evidence()
    for one in kept:
        click.echo(answering.written(one))
    if not kept:
        click.echo(_("Nothing was refused."))
    if any(one.kind is Kind.FORK for one in kept):
        sys.exit(1)


def _open(place: Path) -> answering.Witness:
    try:
        return answering.application(str(place))
    except WitnessError as error:
        raise click.ClickException(str(error)) from error
