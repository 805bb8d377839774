from pathlib import Path

import click
from django.utils.translation import gettext as _

from jiban.places.actions import ImportCount
from jiban.places.errors import ImportRefusedError, RowProblem, SheetRefusedError
from jiban.places.sheets import exchange, sheet
from jiban.places.sheets.ground import Area

MOST_PROBLEMS_SHOWN = 20
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_NEW_FILE = click.Path(exists=False, dir_okay=False, path_type=Path)
KIND = click.option(
    "--kind", type=click.Choice(list(exchange.KINDS)), default="divisions", help="What the file lists; divisions."
)


@click.group()
def places() -> None:
    """The division tree and its offices."""


@places.command("import")
@click.argument("file", type=A_FILE)
@KIND
@click.option("--source", default="", help="Where the file comes from and of which date; the file name if left out.")
def import_file(file: Path, kind: str, source: str) -> None:
    """Add and update what FILE lists (CSV or XLSX). All of it or nothing."""
    try:
        count = exchange.import_sheet(
            exchange.KINDS[kind], file.read_bytes(), area=Area(), source=(source or file.name)[:200]
        )
    except ImportRefusedError as refusal:
        _tell(file, refusal.problems[:MOST_PROBLEMS_SHOWN])
        hidden = len(refusal.problems) - MOST_PROBLEMS_SHOWN
        if hidden > 0:
            click.echo(_("… and %(count)d more") % {"count": hidden}, err=True)
        raise click.ClickException(_("Nothing was imported. Please correct these lines and import again.")) from refusal
    except SheetRefusedError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(_in_words(count))


@places.command("check")
@click.argument("file", type=A_FILE)
@KIND
@click.option("--correction", type=A_NEW_FILE, help="Write the same file with a column of faults; must not exist yet.")
def check_file(file: Path, kind: str, correction: Path | None) -> None:
    """Tell every fault of FILE and what an import would do, and change nothing."""
    chosen = exchange.KINDS[kind]
    try:
        finding = exchange.try_import(chosen, file.read_bytes(), area=Area())
    except SheetRefusedError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if finding.count is not None:
        click.echo(_in_words(finding.count))
        return
    _tell(file, finding.problems)
    if correction is not None:
        _write_new(correction, exchange.correction_sheet(finding.sheet, finding.problems, chosen.columns))
    raise click.ClickException(
        _("%(count)d faults. An import would refuse this file.") % {"count": len(finding.problems)}
    )


@places.command("export")
@click.argument("file", type=A_NEW_FILE)
@KIND
def export_file(file: Path, kind: str) -> None:
    """Write what is known into FILE, as CSV or XLSX by its ending. It must not exist yet."""
    form = file.suffix.removeprefix(".").lower()
    if form not in sheet.MEDIA_TYPES:
        raise click.ClickException(_("The file must end with .csv or .xlsx."))
    _write_new(file, exchange.export_sheet(exchange.KINDS[kind], form, area=Area()))


def _tell(file: Path, problems: tuple[RowProblem, ...]) -> None:
    for problem in problems:
        click.echo(f"{file.name}: {problem}", err=True)


def _in_words(count: ImportCount) -> str:
    values = {"added": count.added, "changed": count.changed, "unchanged": count.unchanged}
    return _("%(added)d added, %(changed)d changed, %(unchanged)d unchanged") % values


def _write_new(file: Path, data: bytes) -> None:
    try:
        with file.open("xb") as out:
            out.write(data)
    except FileExistsError as error:
        raise click.ClickException(_("%(name)s exists already.") % {"name": file.name}) from error
