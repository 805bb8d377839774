"""A table of officers to invite: read with every fault by row and column. Pure: no database."""

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jiban.people.details import read_name
from jiban.people.models import MOBILE
from jiban.places.errors import RowProblem, SheetRefusedError
from jiban.places.sheets import sheet
from jiban.places.sheets.sheet import Column, Row, Sheet

MOST_ROWS = 2000
LARGEST_BYTES = 1024 * 1024
LONGEST = 50
COLUMNS = (
    Column("name", "姓名", required=True),
    Column("username", "用户名"),
    Column("mobile", "手机号"),
    Column("committee", "村委会代码", required=True),
    Column("post", "岗位", required=True),
    Column("title", "职务", required=True),
    Column("starts_on", "任期开始", required=True),
)
NAMES = tuple(column.name for column in COLUMNS)
NEEDED = tuple(column.name for column in COLUMNS if column.required)
CHINESE = {column.heading: column.name for column in COLUMNS} | {"代码": "committee"}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a row asks for and the database must be asked about, also where the rest of the row is faulty."""

    row: int
    username: str
    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class OfficerRow:
    row: int
    name: str
    username: str
    mobile: str
    place: str
    kind: str
    title: str
    starts_on: date


@dataclass(slots=True)
class Table:
    """`rows` are those without a fault; `claims` are of all rows that could be read."""

    claims: list[Claim] = field(default_factory=list)
    rows: list[OfficerRow] = field(default_factory=list)
    faults: list[RowProblem] = field(default_factory=list)


def check_size(size_bytes: int) -> None:
    """As it was sent: of what is longer than any page takes nothing is left to read."""
    if size_bytes > LARGEST_BYTES:
        raise SheetRefusedError(_("The table is too large: at most 1 MiB."))


def read_sheet(data: bytes) -> Sheet:
    """CSV or XLSX, uploaded or typed. Raises SheetRefusedError for what is no sheet, or too much for one table."""
    check_size(len(data))
    written = sheet.read(data)
    if len(written.lines) > MOST_ROWS:
        raise SheetRefusedError(_("Too many rows: at most %(number)d at once.") % {"number": MOST_ROWS})
    return written


def read_table(written: Sheet, *, kinds: dict[str, str]) -> Table:
    """`kinds`: how a post may be written (its value, its name in any language) to its value."""
    table = Table()
    heading = tuple(_column(cell) for cell in written.headings)
    _check_heading(heading, table)
    if table.faults:
        return table
    for row in replace(written, headings=heading).rows(COLUMNS):
        _read_row(row, kinds, table)
    table.faults += sheet.overflowing(written)
    return table


def _check_heading(heading: tuple[str, ...], table: Table) -> None:
    for name in NEEDED:
        if name not in heading:
            table.faults.append(RowProblem(1, _("This column is missing in the heading."), name))
    for name in sorted({name for name in heading if name and name not in sheet.FAULTS_HEADINGS}):
        if name not in NAMES:
            table.faults.append(RowProblem(1, _("This column is not known here."), name))
        elif heading.count(name) > 1:
            table.faults.append(RowProblem(1, _("This column is there twice."), name))


def _read_row(row: Row, kinds: dict[str, str], table: Table) -> None:
    said = {name: _plain(row[name]) for name in NAMES}
    faults = [RowProblem(row.line, _("This must be filled in."), name) for name in NEEDED if not said[name]]
    given = {name for name in NEEDED if said[name]}

    def fault(column: str, message: str) -> None:
        faults.append(RowProblem(row.line, message, column))

    name, kind = said["name"], kinds.get(said["post"].casefold(), "")
    if "name" in given:
        try:
            name = read_name(said["name"])
        except ValueError:
            fault("name", _("This cannot be a name."))
    if "post" in given and not kind:
        fault("post", _("There is no such kind of post."))
    starts_on = _read_day(said["starts_on"])
    if "starts_on" in given and starts_on is None:
        fault("starts_on", _("Write the day like 2026-05-12."))
    for column in ("username", "title"):
        if len(said[column]) > LONGEST:
            fault(column, _("At most 50 characters."))
    if said["mobile"] and not _is_mobile(said["mobile"]):
        fault("mobile", _("A mobile number has 11 digits and begins with 1."))
    table.faults += faults
    table.claims.append(Claim(row.line, said["username"], said["committee"], kind))
    if not faults and starts_on is not None:
        table.rows.append(
            OfficerRow(
                row.line, name, said["username"], said["mobile"], said["committee"], kind, said["title"], starts_on
            )
        )


def _column(cell: str) -> str:
    name = _plain(cell).casefold()
    return CHINESE.get(name, name)


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _read_day(text: str) -> date | None:
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").replace(".", "-").split("-"))
        return date(year, month, day)
    # A year of twenty digits is more than a day can hold.
    except (ValueError, OverflowError):
        return None


def _is_mobile(text: str) -> bool:
    try:
        MOBILE(text)
    except ValidationError:
        return False
    return True
