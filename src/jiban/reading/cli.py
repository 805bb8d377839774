"""`jiban ofd`: look into any OFD file without network and without a database."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from django.utils import translation

from jiban.reading.drawing import drawn_pages, write_whole
from jiban.reading.structure import finding_of, structure_of
from jiban.reading.survey import Line, files_of, plain_finding, read_package, readable, survey_file
from jiban.reading.tree import as_lines, finding_line, finding_lines, plain
from jiban.reading.verify_command import EXIT_CODES, Moment, as_json, as_words, verified
from jiban.standards.ofd.reading.findings import Severity
from jiban.standards.ofd.reading.model import Package
from jiban.standards.ofd.reading.page_text import page_text
from jiban.standards.ofd.rendering.pages import RenderedPage
from jiban.standards.ofd.rendering.raster import pages_to_pdf, svg_to_png
from jiban.standards.pki.errors import PkiError
from jiban.standards.pki.trust_list import TrustList
from jiban.standards.verifying.severity import Profile

WHOLE, PARTLY, UNREADABLE = 0, 1, 2
_EXIT_CODES = {"yes": WHOLE, "partly": PARTLY, "no": UNREADABLE}
_PATH_OF_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FILE = click.argument("file", type=_PATH_OF_FILE)
_JSON = click.option("--json", "for_machines", is_flag=True, help="JSON instead of words.")
_LANG = click.option("--lang", type=click.Choice(["zh-hans", "en"]), default="zh-hans", show_default=True)
_PAGE = click.option("--page", "only", type=click.IntRange(min=1), help="Only this page, counted from 1.")


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
@_PAGE
@click.option("--annotations", is_flag=True, help="With the text that annotations show.")
@_LANG
@click.pass_context
def text(context: click.Context, file: Path, *, only: int | None, annotations: bool, lang: str) -> None:
    """Print the text of a file in reading order, a form feed between pages."""
    package = read_package(file)
    pages = [(document, page) for document in package.documents for page in document.pages]
    _check_page(package, only)
    chosen = pages if only is None else pages[only - 1 : only]
    shown = (page_text(document, page, annotations=annotations) for document, page in chosen)
    click.echo("\n\f".join("\n".join(map(plain, one.split("\n"))) for one in shown))
    _tell_errors(package, lang)
    context.exit(_EXIT_CODES[readable(package)])


@ofd.command()
@_FILE
@_PAGE
@click.option("--svg", is_flag=True, help="A drawing a page.")
@click.option("--png", is_flag=True, help="A picture a page; this is done if nothing is asked for.")
@click.option("--pdf", is_flag=True, help="All pages in one PDF.")
@click.option("--dpi", type=click.IntRange(10, 600), default=150, show_default=True, help="Of pictures.")
@click.option("-o", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where to write.")
@_LANG
@click.pass_context
def render(
    context: click.Context,
    file: Path,
    *,
    only: int | None,
    svg: bool,
    png: bool,
    pdf: bool,
    dpi: int,
    folder: Path,
    lang: str,
) -> None:
    """Draw the pages of a file, with its seals, as SVG, PNG or PDF.

    Exit codes: 0 every page is as the file says, 1 part of one is missing, 2 there is no page to draw.
    """
    package = read_package(file)
    _check_page(package, only)
    folder.mkdir(parents=True, exist_ok=True)
    drawn: list[str] = []
    lost = False
    for number, page in drawn_pages(package, only):
        if svg:
            _write(folder / f"{file.stem}-{number}.svg", page.svg.encode())
        if png or not (svg or pdf):
            _write(folder / f"{file.stem}-{number}.png", svg_to_png(page.svg, dpi))
        if pdf:
            drawn.append(page.svg)
        lost |= _tell_lost(number, page, lang)
    if drawn:
        _write(folder / f"{file.stem}.pdf", pages_to_pdf(drawn))
    _tell_errors(package, lang)
    code = _EXIT_CODES[readable(package)]
    context.exit(max(code, PARTLY) if lost else code)


@ofd.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--trust", "trust_file", type=_PATH_OF_FILE, help="Trust list; without it no signature is genuine.")
@_JSON
@_LANG
@click.pass_context
def survey(context: click.Context, folder: Path, *, trust_file: Path | None, for_machines: bool, lang: str) -> None:
    """Tell of every OFD file in a folder, one line each.

    A line tells: readable, pages drawn of pages, seals, verdict, name, first finding. Exit codes: 0 every file was
    read, 1 part of one is lost, 2 one cannot be shown or there is none.
    """
    at = datetime.now(UTC)
    trust = _trust(trust_file, at)
    codes = []
    for path in files_of(folder):
        line = survey_file(path, folder, trust=trust, at=at)
        with translation.override(lang):
            click.echo(_as_json(line) if for_machines else _as_words(line))
        codes.append(UNREADABLE if line.failures else _EXIT_CODES[line.readable])
    context.exit(max(codes, default=UNREADABLE))


@ofd.command()
@_FILE
@click.option("--trust", "trust_file", type=_PATH_OF_FILE, help="Trust list; without it no signature is genuine.")
@click.option("--profile", type=click.Choice(["strict", "tolerant"]), default="strict", show_default=True)
@click.option("--crl", "crls", type=_PATH_OF_FILE, multiple=True, help="A revocation list (DER); may be repeated.")
@click.option("--ocsp", "answers", type=_PATH_OF_FILE, multiple=True, help="An OCSP answer (DER); may be repeated.")
@click.option("--at", type=Moment(), help="As of this moment instead of now, such as 2026-11-24T18:00:00+08:00.")
@_JSON
@_LANG
@click.pass_context
def verify(
    context: click.Context,
    file: Path,
    *,
    trust_file: Path | None,
    profile: Profile,
    crls: tuple[Path, ...],
    answers: tuple[Path, ...],
    at: datetime | None,
    for_machines: bool,
    lang: str,
) -> None:
    """Verify the seals and signatures of a file, whoever made it.

    Exit codes: 0 genuine, 1 not genuine, 2 cannot be told, or no signature.
    """
    trust = _trust(trust_file, datetime.now(UTC))
    report = verified(file, trust=trust, profile=profile, crls=crls, answers=answers, at=at)
    click.echo(as_json(report) if for_machines else "\n".join(as_words(report, english=lang == "en")))
    context.exit(EXIT_CODES[report.verdict])


def _check_page(package: Package, only: int | None) -> None:
    count = sum(len(document.pages) for document in package.documents)
    if only is not None and only > count > 0:
        raise click.BadParameter(f"the file has {count} pages", param_hint="--page")


def _tell_errors(package: Package, lang: str) -> None:
    with translation.override(lang):
        for line in finding_lines([finding_of(one) for one in package.findings if one.severity is Severity.ERROR]):
            click.echo(line, err=True)


def _tell_lost(number: int, page: RenderedPage, lang: str) -> bool:
    """Tell what is not on a page as it should be; gives whether any of it is missing altogether."""
    with translation.override(lang):
        for one in page.findings:
            if one.severity is not Severity.NOTE:
                click.echo(f"{number}: {finding_line(plain_finding(one))}", err=True)
    return any(one.severity is Severity.ERROR for one in page.findings)


def _write(path: Path, content: bytes) -> None:
    write_whole(path, content)
    click.echo(str(path))


def _trust(file: Path | None, at: datetime) -> TrustList:
    if file is None:
        return TrustList(name="", sequence=0, issued=at, entries=())
    try:
        return TrustList.load(file)
    except PkiError as error:
        raise click.BadParameter(str(error), param_hint="--trust") from error


def _as_json(line: Line) -> str:
    told = {name: getattr(line, name) for name in Line.__slots__ if name not in {"reading", "checking"}}
    told["reading"] = None if line.reading is None else finding_of(line.reading)
    told["checking"] = None if line.checking is None else plain_finding(line.checking)
    return json.dumps(told, ensure_ascii=False)


def _as_words(line: Line) -> str:
    first = "" if line.first is None else finding_line(plain_finding(line.first))
    pages = f"{line.drawn}/{line.pages}"
    words = f"{line.readable:6} {pages:>7} {line.stamps:3} {line.verdict:11} {plain(line.name)}  {first}"
    return " ".join([words.rstrip(), *map(plain, line.failures)])
