import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

from jiban.standards.tlog.cosignature import Type
from jiban.witness.alone import become_server

from . import answering, folder
from .copying import Outcome
from .errors import MirrorError

FOLDER = click.argument("place", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def mirror() -> None:
    """A mirror of other cities' logs: every byte they signed, kept and served by somebody else."""


@mirror.command()
@FOLDER
@click.option("--name", required=True, help="Name of the mirror: an address without https://, such as east.example/m.")
@click.option("--log", "logs", multiple=True, nargs=2, metavar="KEY URL", help="A log to copy; may be given again.")
@click.option("--ml-dsa", is_flag=True, help="Sign with ML-DSA-44, which a quantum computer does not break.")
def init(place: Path, name: str, logs: tuple[tuple[str, str], ...], *, ml_dsa: bool) -> None:
    """Make a mirror in FOLDER and print its public key."""
    try:
        cosigner = folder.make(place, name=name, logs=logs, kind=Type.ML_DSA_44 if ml_dsa else Type.ED25519)
    except MirrorError as error:
        raise click.ClickException(str(error)) from error
    click.echo(cosigner.verifier.vkey)


@mirror.command()
@FOLDER
def copy(place: Path) -> None:
    """Look once at every log and copy what is new. Exit code 1 if a log is in trouble or was refused."""
    outcomes = _open(place).copier.look_at_all()
    for origin, outcome in outcomes.items():
        click.echo(f"{origin}: {_words(outcome)}")
    if any(outcome.is_trouble for outcome in outcomes.values()):
        sys.exit(1)


@mirror.command()
@FOLDER
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8732, show_default=True, type=click.IntRange(1, 65535))
@click.option("--every", default=10.0, show_default=True, type=click.FloatRange(0.1), help="Seconds between two looks.")
def serve(place: Path, host: str, port: int, every: float) -> None:
    """Copy what is new again and again, and serve the copies, until stopped."""
    _open(place)
    become_server(f"jiban.mirror.answering:application({str(place.resolve())!r}, {every})", host=host, port=port)


@mirror.command()
@FOLDER
def status(place: Path) -> None:
    """Print the key, the logs with the sizes of their copies, troubles, and how much evidence there is."""
    click.echo(_open(place).status(), nl=False)


@mirror.command()
@FOLDER
def evidence(place: Path) -> None:
    """Print every refused checkpoint beside the one copied before. Exit code 1 if a log is proved to have lied."""
    kept = _open(place).memory.evidence()
    for one in kept:
        click.echo(answering.written(one))
    if not kept:
        click.echo(_("Nothing was refused."))
    if any(one.kind.is_proof for one in kept):
        sys.exit(1)


def _words(outcome: Outcome) -> str:
    return {
        Outcome.COPIED: _("copied what is new"),
        Outcome.UNCHANGED: _("nothing new"),
        Outcome.UNAVAILABLE: _("does not answer, or lacks files that it signed: will be asked again"),
        Outcome.NOT_SIGNED: _("its checkpoint is not signed by the key that we know: nothing was taken"),
        Outcome.FALSE_TILE: _("its files are not the ones it signed: nothing of them was taken"),
        Outcome.FORK: _("REFUSED: it signed two histories of one size. See `jiban mirror evidence`"),
        Outcome.REWRITTEN: _("REFUSED: it does not go on from what it signed before. See `jiban mirror evidence`"),
        Outcome.SMALLER: _("shows a smaller log than before: nothing was taken, the copy stays"),
        Outcome.DISK: _("the copy cannot be written: look at disk and rights"),
    }[outcome]


def _open(place: Path) -> answering.Mirror:
    try:
        return answering.application(str(place))
    except MirrorError as error:
        raise click.ClickException(str(error)) from error
