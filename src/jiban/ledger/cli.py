import sys
from collections.abc import Callable

import click
from django.utils.translation import gettext as _

from jiban.standards.tlog.proof import LogProof

from . import keys, publish, questions
from .fsck import fsck
from .models import Line


@click.group()
def ledger() -> None:
    """The append-only log."""


@ledger.command("fsck")
def fsck_command() -> None:
    """Rebuild the log from its raw lines and compare with tiles, checkpoints and signatures. Exit code 1 for a fault."""
    report = fsck()
    click.echo(
        _("%(lines)d lines, %(tiles)d tiles, %(checkpoints)d checkpoints checked; %(waiting)d lines wait for a place")
        % {"lines": report.lines, "tiles": report.tiles, "checkpoints": report.checkpoints, "waiting": report.waiting}
    )
    if report.fault:
        click.echo(_("First fault: %(fault)s") % {"fault": report.fault}, err=True)
        sys.exit(1)
    click.echo(_("The log is whole."))


def print_proof(key: str, prove: Callable[[Line], LogProof | None]) -> None:
    """Of the line of that key, as `prove` makes it. Raises ClickException."""
    line = questions.find_line(key)
    if line is None:
        raise click.ClickException(_("The log has no such line."))
    found = prove(line)
    if found is None:
        raise click.ClickException(_("The line waits for its place. Try again in a few seconds."))
    click.echo(found.text, nl=False)


@ledger.command()
@click.argument("key")
def proof(key: str) -> None:
    """Print the proof that the line KEY is in the log (c2sp.org/tlog-proof)."""
    print_proof(key, questions.proof_of)


@ledger.command()
@click.option("--key", is_flag=True, help="Print the public key that verifies it instead.")
@click.option("--sm2-key", is_flag=True, help="Print the public key of its SM2 line instead.")
def checkpoint(*, key: bool, sm2_key: bool) -> None:
    """Print the newest signed head of the log (c2sp.org/tlog-checkpoint)."""
    if key:
        click.echo(questions.verifier_key())
        return
    if sm2_key:
        vkey = questions.sm2_verifier_key()
        if not vkey:
            raise click.ClickException(_("The log has no SM2 key yet: make one with `jiban ledger make-sm2-key`."))
        click.echo(vkey)
        return
    text = publish.checkpoint_text()
    if text is None:
        raise click.ClickException(_("The log is still empty."))
    click.echo(text, nl=False)


@ledger.command("make-sm2-key")
def make_sm2_key() -> None:
    """Make the log's SM2 key and print its public key; from the next head on, checkpoints carry a line of it."""
    click.echo(keys.make_sm2().vkey)


@ledger.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
def anchors(*, limit: int) -> None:
    """Print the newest receipts of checkpoints shown outside. Exit code 1 if one of them is a conflict."""
    rows = questions.anchor_receipts(limit=limit)
    if not rows:
        click.echo(_("No checkpoint was shown to an anchor yet."))
    for row in rows:
        moment = row.anchored_at or row.ended_at or row.submitted_at or row.created_at
        told = row.detail or row.reference
        click.echo(f"{moment:%Y-%m-%dT%H:%M:%SZ} {row.anchor} {row.size} {row.root_hex} {row.state} {told}".rstrip())
    if questions.newest_conflict():
        click.echo(_("An anchor names another root for this log: see /log/anchors."), err=True)
        sys.exit(1)
