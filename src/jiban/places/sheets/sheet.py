"""A spreadsheet as values: CSV or XLSX, read with limits, and written so that no cell can run as a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from jiban.places.errors import RowProblem, SheetRefusedError

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LARGEST_FILE_BYTES = 8 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 80 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 50
# Blank rows between others count for nothing; a page that goes on beyond this is not searched for the next one.
LAST_LINE = 100_000
LONGEST_CELL = 1000
# A spreadsheet takes a cell that begins like this for a formula; a quotation mark before it keeps it text.
FORMULA = re.compile(r"[=+\-@\t\r]")
QUOTED = re.compile(r"'[=+\-@\t\r]")
FAULTS_HEADINGS = ("faults", "问题")
RED = PatternFill("solid", fgColor="FDE7E9")


@dataclass(frozen=True, slots=True)
class Column:
    """`name` in English files, `heading` in Chinese ones; both are read."""

    name: str
    heading: str
    required: bool = False

    def shown(self) -> str:
        return self.heading if (get_language() or "zh").startswith("zh") else self.name


@dataclass(frozen=True, slots=True)
class Row:
    """`line` counts from 1, with the heading; `cells` by the column's name, those left out are empty."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    headings: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    form: str

    def rows(self, columns: Sequence[Column]) -> list[Row]:
        """By the names of the columns. Raises SheetRefusedError if a required one is missing or one stands twice."""
        known = {each: column.name for column in columns for each in (column.name, column.heading)}
        names = [known.get(heading.lower(), known.get(heading, "")) for heading in self.headings]
        missing = [column.shown() for column in columns if column.required and column.name not in names]
        if missing:
            words = _("The first line must name the columns. Missing: %(names)s")
            raise SheetRefusedError(words % {"names": listed(missing)})
        given = [name for name in names if name]
        if len(given) != len(set(given)):
            raise SheetRefusedError(_("A column stands twice in the first line."))
        return [Row(line, {n: cell for n, cell in zip(names, cells, strict=False) if n}) for line, cells in self.lines]


def read(data: bytes) -> Sheet:
    """Raises SheetRefusedError for what is no sheet, or too large."""
    if len(data) > LARGEST_FILE_BYTES:
        raise SheetRefusedError(_("The file is larger than %(limit)d MB.") % {"limit": LARGEST_FILE_BYTES // 2**20})
    form = XLSX if data.startswith(b"PK\x03\x04") else CSV
    written = _xlsx_lines(data) if form == XLSX else _csv_lines(data)
    lines: list[tuple[int, tuple[str, ...]]] = []
    for line, cells in written:
        plain = [_plain(cell) for cell in cells[:MOST_COLUMNS]]
        while plain and not plain[-1]:
            plain.pop()
        if plain:
            lines.append((line, tuple(plain)))
        if len(lines) > MOST_ROWS + 1:
            raise SheetRefusedError(_("The file has more than %(limit)d rows.") % {"limit": MOST_ROWS})
    if len(lines) < 2:
        raise SheetRefusedError(_("The file is empty: it needs a first line with headings, and rows below."))
    return Sheet(headings=lines[0][1], lines=tuple(lines[1:]), form=form)


def overflowing(written: Sheet) -> list[RowProblem]:
    """A comma inside a cell that no quotation marks hold together cuts it in two, and the rest would be lost."""
    if written.form != CSV:
        return []
    last, width = written.headings[-1], len(written.headings)
    message = _("more cells than columns: put a cell that has a comma in quotation marks")
    return [RowProblem(line, message, last) for line, cells in written.lines if len(cells) > width]


def as_text(written: Sheet) -> str:
    """The same rows as CSV to look at and correct, each in the line where it stood."""
    rows: list[Sequence[str]] = []
    for line, cells in written.lines:
        rows += [()] * (line - 2 - len(rows))
        rows.append(cells)
    return write(written.headings, rows, CSV).decode("utf-8-sig")


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as the language puts them."""
    return pgettext("between the parts of a list", ", ").join(words)


def write(headings: Sequence[str], rows: Iterable[Sequence[str]], form: str) -> bytes:
    """A file of the form that opens in any office program."""
    return _write_xlsx(headings, rows) if form == XLSX else _write_csv(headings, rows)


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    # A spreadsheet keeps a typed code as a number: 130123100242.0; and a typed day as its first moment.
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    text = str(cell).strip()
    if len(text) > LONGEST_CELL:
        raise SheetRefusedError(_("A cell is longer than %(limit)d characters.") % {"limit": LONGEST_CELL})
    return text[1:] if QUOTED.match(text) else text


def _csv_lines(data: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    # Strict: an open quotation mark would take the rest of the file into one cell.
    reader = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
    try:
        # As a spreadsheet counts, also where a cell goes over several lines.
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise SheetRefusedError(_("Line %(line)d cannot be read as CSV.") % {"line": reader.line_num}) from error


def _text(data: bytes) -> str:
    """UTF-8, or the GB 18030 of older spreadsheets."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SheetRefusedError(_("This is no CSV or XLSX file. Please save the sheet as one of them."))


def _xlsx_lines(data: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    broken = _("This XLSX file cannot be read. Please open it in your office program and save it again.")
    try:
        _refuse_bombs(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            rows = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS)
            for line, cells in enumerate(rows, 1):
                if line > LAST_LINE:
                    raise SheetRefusedError(_("The file has more than %(limit)d rows.") % {"limit": MOST_ROWS})
                yield line, cells
        finally:
            book.close()
    except SheetRefusedError:
        raise
    # openpyxl lets the errors of its parts through: any of them means a broken file, never a fault of ours.
    except Exception as error:
        raise SheetRefusedError(broken) from error


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED_BYTES:
            raise SheetRefusedError(_("The file is too large when unpacked."))
        for entry in archive.infolist():
            with archive.open(entry) as part:
                if b"<!DOCTYPE" in part.read(1024).upper():
                    raise SheetRefusedError(_("The file has parts that no spreadsheet needs."))


def _write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([f"'{cell}" if FORMULA.match(cell) else cell for cell in row] for row in rows)
    # With the byte order mark older spreadsheets read it as UTF-8.
    return out.getvalue().encode("utf-8-sig")


def _write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    page: Any = book.create_sheet("jiban")
    page.freeze_panes = "A2"
    for place in range(len(headings)):
        page.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place % 26]].width = 22
    page.append([_text_cell(page, heading, bold=True) for heading in headings])
    is_fault = [heading in FAULTS_HEADINGS for heading in headings]
    for row in rows:
        cells = [_text_cell(page, cell) for cell in row]
        for cell, marked in zip(cells, is_fault, strict=False):
            if marked and cell.value:
                cell.fill = RED
        page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(page: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    cell: Cell = WriteOnlyCell(page, value=text)
    # Text, whatever it begins with; and twelve digits stay twelve digits.
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
