"""`jiban ofd`: look into any OFD file without network and without a database."""

import json
from pathlib import Path

import click
from django.utils import translation

from jiban.reading.structure import finding_of, structure_of
from jiban.reading.survey import Line, files_of, read_package, readable, survey_file
from jiban.reading.tree import as_lines, finding_lines, plain
from jiban.standards.ofd.reading.model import Package
from jiban.standards.ofd.reading.page_text import page_text

WHOLE, PARTLY, UNREADABLE = 0, 1, 2
_EXIT_CODES = {"yes": WHOLE, "partly": PARTLY, "no": UNREADABLE}
_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_JSON = click.option("--json", "for_machines", is_flag=True, help="JSON instead of words.")
_LANG = click.option("--lang", type=click.Choice(["zh-hans", "en"]), default="zh-hans", show_default=True)


@click.group()
def ofd() -> None:
    """Look into any OFD file (GB/T 33190-2016), whoever made it.

    Exit codes: 0 all of it was read, 1 part of it is lost (the findings tell what), 2 nothing of it can be shown.
    """


@ofd.command()
@_FILE
@_JSON
@_LANG
@click.pass_context
def show(context: click.Context, file: Path, *, for_machines: bool, lang: str) -> None:
    """Show what a file consists of, as a tree."""
    package = read_package(file)
    structure = structure_of(package)
    with translation.override(lang):
        text = json.dumps(structure, ensure_ascii=False, indent=2) if for_machines else "\n".join(as_lines(structure))
    click.echo(text)
    context.exit(_EXIT_CODES[readable(package)])


@ofd.command()
@_FILE
@click.option("--page", "only", type=click.IntRange(min=1), help="Only this page, counted from 1.")
@click.option("--annotations", is_flag=True, help="With the text that annotations show.")
@_LANG
@click.pass_context
def text(context: click.Context, file: Path, *, only: int | None, annotations: bool, lang: str) -> None:
    """Print the text of a file in reading order, a form feed between pages."""
    package = read_package(file)
    pages = [(document, page) for document in package.documents for page in document.pages]
    if only is not None and only > len(pages) > 0:
        raise click.BadParameter(f"the file has {len(pages)} pages", param_hint="--page")
    chosen = pages if only is None else pages[only - 1 : only]
    shown = (page_text(document, page, annotations=annotations) for document, page in chosen)
    click.echo("\n\f".join("\n".join(map(plain, one.split("\n"))) for one in shown))
    with translation.override(lang):
        _tell_errors(package)
    context.exit(_EXIT_CODES[readable(package)])


@ofd.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_JSON
@_LANG
@click.pass_context
def survey(context: click.Context, folder: Path, *, for_machines: bool, lang: str) -> None:
    """Tell of every OFD file in a folder, one line each: readable, pages, seals, verdict, first finding.

    Exit codes: 0 every file was read, 1 part of one is lost, 2 one cannot be shown or there is none.
    """
    worst = UNREADABLE
    for number, path in enumerate(files_of(folder)):
        line = survey_file(path, folder)
        with translation.override(lang):
            click.echo(_as_json(line) if for_machines else _as_words(line))
        worst = _EXIT_CODES[line.readable] if number == 0 else max(worst, _EXIT_CODES[line.readable])
    context.exit(worst)


def _tell_errors(package: Package) -> None:
    findings = [finding_of(one) for one in package.findings]
    for line in finding_lines([one for one in findings if one["severity"] == "error"]):
        click.echo(line, err=True)


def _as_json(line: Line) -> str:
    told = {name: getattr(line, name) for name in Line.__slots__ if name != "finding"}
    told["finding"] = None if line.finding is None else finding_of(line.finding)
    return json.dumps(told, ensure_ascii=False)


def _as_words(line: Line) -> str:
    first = "" if line.finding is None else next(finding_lines([finding_of(line.finding)]))
    return f"{line.readable:7} {line.pages:4} {line.signatures:3} {plain(line.name)}  {first}".rstrip()
