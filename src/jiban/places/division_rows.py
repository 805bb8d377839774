"""Read a file of divisions: code,name,level and optionally is_statistical_only. Every mistake by its line."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jiban.places.errors import ImportRefusedError, RowProblem
from jiban.standards.codes import divisions
from jiban.standards.codes.errors import CodeError

COLUMNS = ("code", "name", "level")
LONGEST_NAME = 100
YES_NO = {"": None, "0": False, "1": True}
# Units that exist in the statistics alone, by the published numbering: counties 71 to 79 are development zones,
# and so are the "like" kinds below. A file may say otherwise in its own column.
STATISTICAL_COUNTIES = range(71, 80)
STATISTICAL_KINDS = {
    divisions.Kind.LIKE_TOWNSHIP,
    divisions.Kind.LIKE_RESIDENTS_COMMITTEE,
    divisions.Kind.LIKE_VILLAGERS_COMMITTEE,
}


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One place of a file; `code` is full (12 digits)."""

    line: int
    code: str
    name: str
    level: int
    is_statistical_only: bool


def read_csv(data: bytes) -> list[DivisionRow]:
    """Read the whole file, UTF-8 or the GB 18030 of older spreadsheets. Raises ImportRefusedError."""
    reader = csv.reader(io.StringIO(_text(data), newline=""))
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        problem = RowProblem(reader.line_num, _("this line cannot be read as CSV"))
        raise ImportRefusedError([problem]) from error
    if not lines:
        raise ImportRefusedError([RowProblem(1, _("the file is empty"))])
    heading = [cell.strip().lower() for cell in lines[0][1]]
    missing = [column for column in COLUMNS if column not in heading]
    if missing:
        message = _("the first line must name the columns code,name,level; missing: %(names)s")
        raise ImportRefusedError([RowProblem(lines[0][0], message % {"names": ", ".join(missing)})])
    return read_rows((line, dict(zip(heading, cells, strict=False))) for line, cells in lines[1:])


def read_rows(lines: Iterable[tuple[int, dict[str, str]]]) -> list[DivisionRow]:
    """Check each line by itself and against the others. Raises ImportRefusedError with all that is wrong."""
    rows, problems = check_rows(lines)
    if problems:
        raise ImportRefusedError(problems)
    return rows


def check_rows(lines: Iterable[tuple[int, dict[str, str]]]) -> tuple[list[DivisionRow], list[RowProblem]]:
    """The rows without a fault, and every fault of the others by line and column."""
    rows: list[DivisionRow] = []
    problems: list[RowProblem] = []
    for line, cells in lines:
        row, found = _row(line, {name: (cell or "").strip() for name, cell in cells.items()})
        problems += [RowProblem(line, message, column) for column, message in found]
        if row is not None:
            rows.append(row)
    problems += _repeated(rows)
    return rows, sorted(problems, key=lambda problem: problem.line)


def _row(line: int, cells: dict[str, str]) -> tuple[DivisionRow | None, list[tuple[str, str]]]:
    name, said = cells.get("name", ""), cells.get("is_statistical_only", "")
    division, faults = _code(cells)
    faults += [("name", message) for message in _name_faults(name)]
    if said not in YES_NO:
        message = _("is_statistical_only must be 0, 1 or empty; found “%(stated)s”")
        faults.append(("is_statistical_only", message % {"stated": said}))
    if division is None or faults:
        return None, faults
    stated = YES_NO[said]
    is_statistical_only = _is_statistical(division) if stated is None else stated
    return DivisionRow(line, division.code, name, int(division.level), is_statistical_only), []


def _code(cells: dict[str, str]) -> tuple[divisions.DivisionCode | None, list[tuple[str, str]]]:
    code, stated = cells.get("code", ""), cells.get("level", "")
    try:
        division = divisions.parse(code)
    except CodeError:
        message = _("the code must have 4, 6, 9 or 12 digits, for example 130123100242; found “%(code)s”")
        return None, [("code", message % {"code": code})]
    if division.level < divisions.Level.CITY:
        return None, [("code", _("code %(code)s is a province; divisions begin with the city") % {"code": code})]
    if stated != str(int(division.level)):
        message = _("code %(code)s is of level %(level)d, but the line says “%(stated)s”")
        return division, [("level", message % {"code": code, "level": division.level, "stated": stated})]
    return division, []


def _name_faults(name: str) -> list[str]:
    if not name:
        return [_("the name is missing")]
    if not name.isprintable():
        return [_("the name has a character that cannot be printed")]
    if len(name) > LONGEST_NAME:
        return [_("the name is longer than %(limit)d characters") % {"limit": LONGEST_NAME}]
    return []


def _is_statistical(division: divisions.DivisionCode) -> bool:
    if division.level == divisions.Level.COUNTY:
        return int(division.code[4:6]) in STATISTICAL_COUNTIES
    return division.kind in STATISTICAL_KINDS


def _repeated(rows: Sequence[DivisionRow]) -> list[RowProblem]:
    first_line: dict[str, int] = {}
    problems = []
    for row in rows:
        if row.code in first_line:
            message = _("code %(code)s already stands in line %(line)d")
            values = {"code": row.code, "line": first_line[row.code]}
            problems.append(RowProblem(row.line, message % values, "code"))
        first_line.setdefault(row.code, row.line)
    return problems


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportRefusedError([RowProblem(1, _("the file is not text: save it as CSV in UTF-8"))])
