import base64
import secrets
from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from jiban.ledger.questions import verifier_key

from . import actions, answers, asking, proofs, questions, retaining
from .connected import connected
from .errors import ExchangeError, words
from .models import LookUp, Received

DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def exchange() -> None:
    """Facts that departments share, instead of asking residents for certificates."""


@exchange.command()
@click.argument("directory", type=DIRECTORY, default=actions.SHIPPED)
def check(directory: Path) -> None:
    """Check the files of DIRECTORY (the shipped ones if left out), and what is connected, without loading them."""
    try:
        entries = actions.read_directory(directory)
        known = connected().connectors
    except ExchangeError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for name in sorted({str(entry["connector"]) for entry in entries if "connector" in entry} - set(known)):
        click.echo(_("%(name)s is not connected yet: name it in the file of JIBAN_EXCHANGE") % {"name": name})
    click.echo(_("%(count)d facts are in order") % {"count": len(entries)})


@exchange.command()
@click.argument("directory", type=DIRECTORY, default=actions.SHIPPED)
def load(directory: Path) -> None:
    """Make the data catalogue what the files of DIRECTORY say (the shipped ones if left out). All of them or none."""
    try:
        count = actions.load(directory)
    except ExchangeError as refusal:
        raise click.ClickException(f"{refusal}\n" + _("Nothing was loaded.")) from refusal
    click.echo(_("%(count)d facts loaded") % {"count": count})


@exchange.command("list")
def list_facts() -> None:
    """List the data catalogue: code, level, department, title."""
    for fact in questions.catalogue():
        click.echo(f"{fact.code}\t{fact.level}\t{fact.department}\t{fact.title.zh}")


@exchange.command()
@click.argument("code")
def key(code: str) -> None:
    """Print the public key that answers of department CODE are signed with."""
    click.echo(base64.b64encode(answers.department_key(code).spki).decode())


@exchange.command()
@click.argument("city")
@click.argument("fact")
@click.option("--field", "fields", multiple=True, required=True, help="What is needed; may be given again.")
@click.option("--purpose", required=True)
@click.option("--case", "case_number", required=True, help="Our own file number; it names no person.")
@click.option("--consent", required=True, help="The number that the resident handed over.")
@click.option("--as", "department", default=asking.OUR_OWN, show_default=True, help="Which office of ours asks.")
@click.option("--request", default="", help="To ask the same again; left out: a new question.")
def ask(
    *,
    city: str,
    fact: str,
    fields: tuple[str, ...],
    purpose: str,
    case_number: str,
    consent: str,
    department: str,
    request: str,
) -> None:
    """Ask the city CITY for FACT instead of asking the resident for a certificate. Exit code 1 if it is refused."""
    wanted = asking.Wanted(
        city, request or secrets.token_hex(16), fact, fields, purpose, case_number, consent, department
    )
    try:
        found = asking.ask(wanted, now=timezone.now())
    except ExchangeError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(_("Request %(number)s: %(outcome)s") % {"number": found.request, "outcome": found.outcome})
    if found.outcome != LookUp.ANSWERED:
        raise click.ClickException(words(found.outcome))
    for name, value in asking.values_of(found).items():
        click.echo(f"{name}: {value}")


@exchange.command()
@click.argument("request")
def received(request: str) -> None:
    """Print the proof that our log holds what another city answered to REQUEST. `jiban exchange verify` checks it."""
    found = Received.objects.filter(request=request).first()
    if found is None:
        raise click.ClickException(_("There is no such request."))
    text = proofs.received_file(found)
    if text is None:
        raise click.ClickException(_("The line waits for its place. Try again in a few seconds."))
    click.echo(text)


@exchange.command()
@click.option("--dry-run", is_flag=True, help="Only tell how many.")
def forget(*, dry_run: bool) -> None:
    """Delete answers and salts of look-ups that are older than JIBAN_LOOK_UP_DAYS. The worker does so every hour."""
    now = timezone.now()
    count = retaining.due(now).count() + retaining.received_due(now).count() if dry_run else retaining.forget_due(now)
    click.echo(_("%(count)d look-ups are past their time") % {"count": count})


@exchange.command()
@click.argument("file", type=FILE)
@click.option("--key", "vkey", help="The log's key, as at /log/key. Left out: the key of this log.")
def verify(file: Path, vkey: str | None) -> None:
    """Check the proof of a look-up that a resident has downloaded."""
    try:
        statement = proofs.check_file(file.read_text(encoding="utf-8"), vkey or verifier_key())
    except (ExchangeError, UnicodeDecodeError) as refusal:
        raise click.ClickException(_("This proof does not hold.")) from refusal
    click.echo(_("The log holds this look-up:"))
    for name in ("at", "receiver", "fact", "fields", "purpose", "basis", "case", "outcome"):
        value = statement[name]
        click.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
