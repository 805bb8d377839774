"""A table of officers to invite, as CSV: read with every fault by row and column. Pure: no database."""

import csv
import io
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jiban.people.details import read_name
from jiban.people.models import MOBILE

MOST_ROWS = 2000
LARGEST_BYTES = 1024 * 1024
COLUMNS = ("name", "username", "mobile", "committee", "post", "title", "starts_on")
NEEDED = ("name", "committee", "post", "title", "starts_on")
CHINESE = {
    "姓名": "name",
    "用户名": "username",
    "手机号": "mobile",
    "村委会代码": "committee",
    "代码": "committee",
    "岗位": "post",
    "职务": "title",
    "任期开始": "starts_on",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Row as a spreadsheet counts it: the heading is row 1. Row 0 is the table as a whole."""

    row: int
    column: str
    words: str


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
    faults: list[Fault] = field(default_factory=list)


def decode(data: bytes) -> str:
    """UTF-8, or GB 18030 as spreadsheets here still write it. Raises ValueError."""
    if len(data) > LARGEST_BYTES:
        raise ValueError(_("The table is too large: at most 1 MiB."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValueError(_("The table cannot be read. Save it as CSV in UTF-8."))


def read_table(text: str, *, kinds: dict[str, str]) -> Table:
    """`kinds`: how a post may be written (its value, its name in any language) to its value."""
    table = Table()
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        heading = [_column(cell) for cell in next(lines, [])]
        _check_heading(heading, table)
        if table.faults:
            return table
        for row, cells in enumerate(lines, 2):
            if any(cell.strip() for cell in cells):
                _read_row(row, heading, cells, kinds, table)
            if len(table.claims) > MOST_ROWS:
                table.faults.append(
                    Fault(0, "", _("Too many rows: at most %(number)d at once.") % {"number": MOST_ROWS})
                )
                break
    except csv.Error:
        table.faults.append(Fault(lines.line_num, "", _("This row cannot be read as CSV. Check its quotation marks.")))
    if not table.rows and not table.faults:
        table.faults.append(Fault(0, "", _("There is no row below the heading.")))
    return table


def _check_heading(heading: list[str], table: Table) -> None:
    for name in NEEDED:
        if name not in heading:
            table.faults.append(Fault(1, name, _("This column is missing in the heading.")))
    for name in sorted({name for name in heading if name}):
        if name not in COLUMNS:
            table.faults.append(Fault(1, name, _("This column is not known here.")))
        elif heading.count(name) > 1:
            table.faults.append(Fault(1, name, _("This column is there twice.")))


def _read_row(row: int, heading: list[str], cells: list[str], kinds: dict[str, str], table: Table) -> None:
    said = {name: _plain(cell) for name, cell in zip(heading, cells, strict=False) if name}
    said = {name: said.get(name, "") for name in COLUMNS}
    faults = [Fault(row, name, _("This must be filled in.")) for name in NEEDED if not said[name]]
    given = {name for name in NEEDED if said[name]}
    name, kind = said["name"], kinds.get(said["post"].casefold(), "")
    if "name" in given:
        try:
            name = read_name(said["name"])
        except ValueError:
            faults.append(Fault(row, "name", _("This cannot be a name.")))
    if "post" in given and not kind:
        faults.append(Fault(row, "post", _("There is no such kind of post.")))
    starts_on = _read_day(said["starts_on"])
    if "starts_on" in given and starts_on is None:
        faults.append(Fault(row, "starts_on", _("Write the day like 2026-05-12.")))
    faults += _too_long(row, said)
    if said["mobile"] and not _is_mobile(said["mobile"]):
        faults.append(Fault(row, "mobile", _("A mobile number has 11 digits and begins with 1.")))
    table.faults += faults
    table.claims.append(Claim(row, said["username"], said["committee"], kind))
    if not faults and starts_on is not None:
        table.rows.append(
            OfficerRow(row, name, said["username"], said["mobile"], said["committee"], kind, said["title"], starts_on)
        )


def _too_long(row: int, said: dict[str, str]) -> list[Fault]:
    return [Fault(row, name, _("At most 50 characters.")) for name in ("username", "title") if len(said[name]) > 50]


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
