from pathlib import Path

import click
from django.utils.translation import gettext as _

from jiban.catalogue import actions, files, forms, questions
from jiban.catalogue.errors import CatalogueError
from jiban.catalogue.models import Item

DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def catalogue() -> None:
    """The items residents can ask for."""


@catalogue.command()
@click.argument("directory", type=DIRECTORY, default=files.SHIPPED)
@click.option("--draft", is_flag=True, help="Load new versions without offering them.")
def load(directory: Path, *, draft: bool) -> None:
    """Load the items of DIRECTORY (the shipped ones if left out). All of them or none."""
    try:
        count = actions.load(directory, publishing=not draft)
    except CatalogueError as refusal:
        raise click.ClickException(f"{refusal}\n" + _("Nothing was loaded.")) from refusal
    for item in count.added:
        click.echo(f"{item}  {item.title}")
    click.echo(
        _("%(added)d new, %(unchanged)d unchanged, %(refused)d refused kinds")
        % {"added": len(count.added), "unchanged": count.unchanged, "refused": count.refused_kinds}
    )


@catalogue.command("list")
def list_items() -> None:
    """List every version of every item, then the refused kinds."""
    for item in Item.objects.all():
        state = _("offered") if item.current else _("withdrawn") if item.withdrawn_at else _("not offered")
        click.echo(f"{item.code}\tv{item.version}\t{state}\t{item.title}")
    for kind in questions.refused_kinds():
        click.echo(f"{kind.code}\t-\t{_('refused')}\t{kind.title.zh}")


@catalogue.command()
@click.argument("directory", type=DIRECTORY, default=files.SHIPPED)
def check(directory: Path) -> None:
    """Check the files of DIRECTORY without loading them: schema, legal basis, refuse list, sample text."""
    try:
        shelf = files.read_directory(directory)
        refused = files.read_directory(files.SHIPPED).refused if shelf.refused is None else shelf.refused
        for item in shelf.items.values():
            actions.check_publishable(item, refused or [])
            forms.sample(item)
    except CatalogueError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(_("%(count)d items are in order") % {"count": len(shelf.items)})
