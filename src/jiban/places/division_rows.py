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
    rows: list[DivisionRow] = []
    problems: list[RowProblem] = []
    for line, cells in lines:
        try:
            rows.append(_row(line, {name: (cell or "").strip() for name, cell in cells.items()}))
        except ValueError as error:
            problems.append(RowProblem(line, str(error)))
    problems += _repeated(rows)
    if problems:
        raise ImportRefusedError(sorted(problems, key=lambda problem: problem.line))
    return rows


def _row(line: int, cells: dict[str, str]) -> DivisionRow:
    code, name = cells.get("code", ""), cells.get("name", "")
    try:
        division = divisions.parse(code)
    except CodeError as error:
        message = _("the code must have 4, 6, 9 or 12 digits, for example 130123100242; found “%(code)s”")
        raise ValueError(message % {"code": code}) from error
    if division.level < divisions.Level.CITY:
        raise ValueError(_("code %(code)s is a province; divisions begin with the city") % {"code": code})
    if cells.get("level", "") != str(int(division.level)):
        message = _("code %(code)s is of level %(level)d, but the line says “%(stated)s”")
        values = {"code": code, "level": division.level, "stated": cells.get("level", "")}
        raise ValueError(message % values)
    if not name:
        raise ValueError(_("the name is missing"))
    if not name.isprintable():
        raise ValueError(_("the name has a character that cannot be printed"))
    if len(name) > LONGEST_NAME:
        raise ValueError(_("the name is longer than %(limit)d characters") % {"limit": LONGEST_NAME})
    stated = cells.get("is_statistical_only", "")
    if stated not in YES_NO:
        raise ValueError(_("is_statistical_only must be 0, 1 or empty; found “%(stated)s”") % {"stated": stated})
    said = YES_NO[stated]
    return DivisionRow(
        line, division.code, name, int(division.level), _is_statistical(division) if said is None else said
    )


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
            problems.append(RowProblem(row.line, message % {"code": row.code, "line": first_line[row.code]}))
        first_line.setdefault(row.code, row.line)
    return problems


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportRefusedError([RowProblem(1, _("the file is not text: save it as CSV in UTF-8"))])
