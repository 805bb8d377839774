"""Sheets in and out: try an import without keeping it, import all or nothing, export, give a sheet back with its faults."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiban.places.actions import ImportCount
from jiban.places.errors import ImportRefusedError, RowProblem
from jiban.places.models import SheetUpload

from . import committee_sheet, division_sheet, liaison_sheet, office_sheets, sheet
from .ground import Area, Ground, SheetKind, Write
from .sheet import Column, Sheet

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


@transaction.atomic
def import_upload(upload: SheetUpload, *, area: Area, source: str) -> ImportCount:
    """As `import_sheet`, once: the upload goes with the import, so a second tap raises SheetUpload.DoesNotExist."""
    taken, _rows = SheetUpload.objects.filter(pk=upload.pk).delete()
    if not taken:
        raise SheetUpload.DoesNotExist
    return import_sheet(KINDS[upload.kind], bytes(upload.data), area=area, source=source)


def export_sheet(kind: SheetKind, form: str, *, area: Area) -> bytes:
    headings = [column.shown() for column in kind.columns]
    return sheet.write(headings, kind.export(Ground.read(area)), form)


def correction_sheet(written: Sheet, problems: Iterable[RowProblem], columns: Sequence[Column]) -> bytes:
    """The same file, in the same form, with a column of faults; read again, that column is passed over."""
    faults: dict[int, list[str]] = {}
    shown = {column.name: column.shown() for column in columns}
    for problem in problems:
        told = shown.get(problem.column, problem.column) + _(": ") + problem.message
        faults.setdefault(problem.line, []).append(told)
    kept = [place for place, heading in enumerate(written.headings) if heading not in sheet.FAULTS_HEADINGS]
    last = shown_faults_heading()
    headings = [*(written.headings[place] for place in kept), last]
    rows = (
        [*(cells[place] if place < len(cells) else "" for place in kept), _("; ").join(faults.get(line, []))]
        for line, cells in ((line, _rejoined(cells, len(written.headings))) for line, cells in written.lines)
    )
    return sheet.write(headings, rows, written.form)


def shown_faults_heading() -> str:
    english, chinese = sheet.FAULTS_HEADINGS
    return sheet.Column(english, chinese).shown()


def _check(kind: SheetKind, written: Sheet, area: Area, source: str) -> tuple[tuple[RowProblem, ...], Write]:
    ground = Ground.read(area)
    write = kind.check(written.rows(kind.columns), ground, source)
    ground.problems += sheet.overflowing(written)
    order = {column.name: place for place, column in enumerate(kind.columns)}
    problems = sorted(ground.problems, key=lambda problem: (problem.line, order.get(problem.column, 0)))
    return tuple(problems), write


def _rejoined(cells: Sequence[str], width: int) -> Sequence[str]:
    """What stands beyond the last column stays with the last cell: nothing of a row is lost."""
    return cells if len(cells) <= width else [*cells[: width - 1], ",".join(cells[width - 1 :])]
