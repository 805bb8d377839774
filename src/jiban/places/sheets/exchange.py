"""Sheets in and out: try an import without keeping it, import all or nothing, export, give a sheet back with its faults."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from jiban.places.actions import ImportCount
from jiban.places.errors import ImportRefusedError, RowProblem

from . import committee_sheet, division_sheet, liaison_sheet, office_sheets, sheet
from .ground import Area, Ground, SheetKind, Write
from .sheet import Sheet

KINDS: dict[str, SheetKind] = {
    kind.name: kind
    for kind in (
        division_sheet.KIND,
        committee_sheet.KIND,
        office_sheets.DEPARTMENTS,
        office_sheets.SERVICE_POINTS,
        liaison_sheet.KIND,
    )
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What an import would do, or every fault that stands against it."""

    sheet: Sheet
    problems: tuple[RowProblem, ...]
    count: ImportCount | None


def try_import(kind: SheetKind, data: bytes, *, area: Area) -> Finding:
    """A dry run: the import is carried out and taken back. Raises SheetRefusedError for what is no sheet."""
    written = sheet.read(data)
    with transaction.atomic():
        problems, write = _check(kind, written, area, "")
        count = None if problems else write()
        transaction.set_rollback(True)
    return Finding(written, problems, count)


@transaction.atomic
def import_sheet(kind: SheetKind, data: bytes, *, area: Area, source: str) -> ImportCount:
    """All of it or nothing. Raises ImportRefusedError with every fault, SheetRefusedError for what is no sheet."""
    problems, write = _check(kind, sheet.read(data), area, source)
    if problems:
        raise ImportRefusedError(problems)
    return write()


def export_sheet(kind: SheetKind, form: str, *, area: Area) -> bytes:
    headings = [column.shown() for column in kind.columns]
    return sheet.write(headings, kind.export(Ground.read(area)), form)


def correction_sheet(written: Sheet, problems: Iterable[RowProblem], kind: SheetKind) -> bytes:
    """The same file, in the same form, with a column of faults; read again, that column is passed over."""
    faults: dict[int, list[str]] = {}
    shown = {column.name: column.shown() for column in kind.columns}
    for problem in problems:
        faults.setdefault(problem.line, []).append(f"{shown.get(problem.column, problem.column)}: {problem.message}")
    kept = [place for place, heading in enumerate(written.headings) if heading not in sheet.FAULTS_HEADINGS]
    last = shown_faults_heading()
    headings = [*(written.headings[place] for place in kept), last]
    rows = (
        [*(cells[place] if place < len(cells) else "" for place in kept), "; ".join(faults.get(line, []))]
        for line, cells in written.lines
    )
    return sheet.write(headings, rows, written.form)


def shown_faults_heading() -> str:
    english, chinese = sheet.FAULTS_HEADINGS
    return sheet.Column(english, chinese).shown()


def _check(kind: SheetKind, written: Sheet, area: Area, source: str) -> tuple[tuple[RowProblem, ...], Write]:
    ground = Ground.read(area)
    write = kind.check(written.rows(kind.columns), ground, source)
    order = {column.name: place for place, column in enumerate(kind.columns)}
    problems = sorted(ground.problems, key=lambda problem: (problem.line, order.get(problem.column, 0)))
    return tuple(problems), write
