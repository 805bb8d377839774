"""Rules of items from the command line: repeat a receipt, try rules on a month that is over."""

import re
import sys
from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _

from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.models import Item
from jiban.catalogue.rule_files import RuleFile, read_rule_file

from . import trying
from .models import Case, Ruling, RulingOutcome
from .ruling import repeats

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@click.group()
def rules() -> None:
    """The rules by which items are pre-checked and approved."""


@rules.command()
@click.argument("number", required=False, metavar="CASE")
@click.option("--month", help="Try on the cases handed in this month, for example 2026-10.")
@click.option("--rule", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Rules to try.")
def replay(number: str | None, month: str | None, file: Path | None) -> None:
    """Repeat the receipts of CASE, or try rules on a month. Exit code 1 if a receipt does not come out the same."""
    if (number is None) == (month is None):
        raise click.UsageError(_("Name a case, or a month with --month."))
    if number is not None:
        _repeat(number)
        return
    _try(_month(month or ""), file)


@rules.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a file of rules without trying it."""
    found = _read(file)
    click.echo(_("%(count)d rules of %(item)s are in order") % {"count": len(found.rules), "item": found.item})


def _repeat(number: str) -> None:
    found = list(Ruling.objects.filter(case__number=number).order_by("id"))
    if not found:
        known = Case.objects.filter(number=number).exists()
        raise click.ClickException(_("No rule has looked at this case.") if known else _("There is no such case."))
    same = True
    for ruling in found:
        repeated = repeats(ruling)
        same = same and repeated
        word = _("the same again") if repeated else _("NOT the same")
        outcome = str(RulingOutcome(ruling.outcome).label)
        click.echo(f"{ruling.at:%Y-%m-%d %H:%M}\t{ruling.rule} v{ruling.rule_version}\t{outcome}\t{word}")
    sys.exit(0 if same else 1)


def _try(month: date, file: Path | None) -> None:
    if file is not None:
        found = _read(file)
        _tell(found.item, trying.try_rules(found.item, found.rules, month=month))
        return
    with_rules = [item for item in Item.objects.filter(current=True) if item.definition.get("rules")]
    for item in with_rules:
        _tell(item.code, trying.try_rules(item.code, None, month=month))


def _tell(item: str, tried: trying.Tried) -> None:
    words = _(
        "%(cases)d decided cases, %(facts)d with confirmed facts: %(approve)d approved, %(pre)d pre-checked, "
        "%(nothing)d for a person; %(differ)d differ from what people decided"
    )
    numbers = {"cases": tried.cases, "facts": tried.with_facts, "approve": tried.approve, "pre": tried.pre_check}
    click.echo(f"{item}\t" + words % {**numbers, "nothing": tried.nothing, "differ": tried.differ})
    if tried.is_full:
        click.echo(_("These are the first %(most)d; there are more.") % {"most": trying.MOST_CASES})


def _read(file: Path) -> RuleFile:
    try:
        return read_rule_file(file.read_text(encoding="utf-8"), file.name)
    except (DefinitionError, UnicodeDecodeError) as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _month(text: str) -> date:
    found = MONTH.fullmatch(text)
    if not found or int(found[1]) < 2000:
        raise click.UsageError(_("Write the month like this: 2026-10."))
    return date(int(found[1]), int(found[2]), 1)
