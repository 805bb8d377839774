from pathlib import Path

import click
from django.utils.translation import gettext as _

from jiban.places import actions, division_rows
from jiban.places.errors import ImportRefusedError

MOST_PROBLEMS_SHOWN = 20


@click.group()
def places() -> None:
    """The division tree."""


@places.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Where the file comes from and of which date; the file name if left out.")
def import_file(file: Path, source: str) -> None:
    """Add and update divisions from FILE (CSV: code,name,level). All of it or nothing."""
    try:
        count = actions.import_divisions(division_rows.read_csv(file.read_bytes()), source or file.name)
    except ImportRefusedError as refusal:
        for problem in refusal.problems[:MOST_PROBLEMS_SHOWN]:
            click.echo(f"{file.name}: {problem}", err=True)
        hidden = len(refusal.problems) - MOST_PROBLEMS_SHOWN
        if hidden > 0:
            click.echo(_("… and %(count)d more") % {"count": hidden}, err=True)
        raise click.ClickException(_("Nothing was imported. Please correct these lines and import again.")) from refusal
    click.echo(
        _("%(added)d added, %(changed)d changed, %(unchanged)d unchanged")
        % {"added": count.added, "changed": count.changed, "unchanged": count.unchanged}
    )
