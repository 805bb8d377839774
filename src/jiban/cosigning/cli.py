"""More of `jiban ledger`: witnesses, and proofs under their quorum."""

import sys
from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from jiban.ledger import publish
from jiban.ledger.cli import ledger, print_proof
from jiban.ledger.errors import LedgerDamagedError
from jiban.standards.gm.note_line import Sm2Verifier
from jiban.standards.tlog import policy, proof
from jiban.standards.tlog.errors import TlogError
from jiban.standards.tlog.merkle import check_inclusion, leaf_hash

from . import alarms, questions
from .audit_cli import FILE, KEY, POLICY, SM2_KEY, audit, trusted

ledger.add_command(audit)


@ledger.command("witness-status")
def witness_status() -> None:
    """Print how far each witness has cosigned. Exit code 1 without a quorum on the newest head, or with an open alarm."""
    head = questions.newest_head()
    for one in questions.standings():
        words = _("up to %(size)d, %(behind)d behind") % {"size": one.size, "behind": one.behind}
        click.echo(f"{one.name}: {words}{' · ' + one.trouble if one.trouble else ''}")
    if head is None:
        click.echo(_("The log is still empty."))
        return
    facts = {"size": head.size, "count": len(head.names), "of": head.of}
    click.echo(_("newest head: size %(size)d, co-signed by %(count)d of %(of)d") % facts)
    open_ones = questions.open_alarms()
    if open_ones:
        click.echo(_("%(count)d open alarms: see /log/alarms") % {"count": open_ones}, err=True)
    if open_ones or not head.is_met:
        sys.exit(1)


@ledger.command()
@click.argument("alarm", type=int)
@click.option("--because", required=True, help="What was found out; everybody can read it.")
def settle(alarm: int, because: str) -> None:
    """Close an alarm, by its number in the page of alarms. If it stopped the signing, signing goes on."""
    if not alarms.settle(alarm, because=because, now=timezone.now()):
        raise click.ClickException(_("There is no such open alarm."))


@ledger.command()
@click.argument("key")
def prove(key: str) -> None:
    """Print the proof of the line KEY under the newest head that enough witnesses cosigned."""
    print_proof(key, questions.proof_of)


@ledger.command()
@click.argument("proof_file", metavar="PROOF", type=FILE)
@click.option("--entry", required=True, type=FILE, help="The entry, byte for byte.")
@KEY
@POLICY
@SM2_KEY
def check(proof_file: Path, *, entry: Path, vkey: str | None, rules: Path | None, sm2_key: str | None) -> None:
    """Check a proof offline: is the entry in the log? Exit code 1 if it is not, or without the quorum of the policy."""
    try:
        found = proof.parse(proof_file.read_text(encoding="utf-8"))
        judged = policy.judge(trusted(vkey, rules), found.checkpoint)
        head = judged.checkpoint
        has_sm2 = sm2_key is None or Sm2Verifier.parse(sm2_key).check_line(found.checkpoint)
        leaf = leaf_hash(entry.read_bytes())
        check_inclusion(leaf, index=found.index, tree_size=head.size, proof=found.hashes, root=head.root)
    except (TlogError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    facts = {"index": found.index, "size": head.size, "count": len(judged.witnesses)}
    click.echo(_("entry %(index)d of %(size)d, co-signed by %(count)d") % facts)
    if not has_sm2:
        raise click.ClickException(_("The checkpoint has no SM2 line of that key."))
    if not judged.is_met:
        raise click.ClickException(_("Too few witnesses cosigned for the policy."))


@ledger.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write the log into FOLDER as static files that anyone may mirror, under the head that enough witnesses cosigned."""
    head = questions.published_head()
    try:
        count = publish.write_files(folder, size=head.size, note=head.note) if head else 0
    except LedgerDamagedError as damage:
        raise click.ClickException(str(damage)) from damage
    click.echo(_("%(count)d files written") % {"count": count})
