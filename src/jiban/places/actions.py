from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from jiban.places import names
from jiban.places.division_rows import DivisionRow
from jiban.places.errors import CommitteeRefusedError, ImportRefusedError, RowProblem
from jiban.places.models import ChangePart, Committee, Division, Holiday, OfficeHours
from jiban.places.service_minutes import Stretch
from jiban.standards.codes import credit_code as credit_codes
from jiban.standards.codes import divisions
from jiban.standards.codes.errors import CodeError

IMPORTED = ("name", "short_name", "level", "parent", "source", "is_statistical_only", "pinyin", "initials")
# By key, so that comparing does not read every parent. A row that another file merely repeats keeps its source.
COMPARED = ("name", "short_name", "level", "parent_id", "is_statistical_only")
WORKING_DAY = (Stretch(time(8, 30), time(12, 0)), Stretch(time(14, 0), time(17, 30)))
USUAL_WEEK: Mapping[int, Sequence[Stretch]] = dict.fromkeys(range(1, 6), WORKING_DAY)


@dataclass(frozen=True, slots=True)
class ImportCount:
    added: int
    changed: int
    unchanged: int


@transaction.atomic
def import_divisions(rows: Iterable[DivisionRow], source: str) -> ImportCount:
    """Add and update divisions, all or none; importing the same rows again changes nothing.

    What is not in `rows` stays as it is, and a closed division stays closed.
    """
    rows = sorted(rows, key=lambda row: (row.level, row.code))
    known = {division.code: division for division in Division.objects.all()}
    problems = orphans(rows, known)
    if problems:
        raise ImportRefusedError(problems)
    moved = set(ChangePart.objects.filter(role=ChangePart.Role.MOVED).values_list("division__code", flat=True))
    added = changed = 0
    for level in Division.Level.values:
        divisions_read = [_division(row, known, moved, source) for row in rows if row.level == level]
        new = [division for division in divisions_read if division.code not in known]
        updated = [division for division in divisions_read if division.code in known and _differs(division, known)]
        Division.objects.bulk_create(
            new + updated, update_conflicts=True, unique_fields=["code"], update_fields=IMPORTED
        )
        known.update((division.code, division) for division in new)
        added, changed = added + len(new), changed + len(updated)
    return ImportCount(added, changed, len(rows) - added - changed)


@transaction.atomic
def register_committee(
    division: Division,
    *,
    credit_code: str,
    name: str = "",
    phone: str = "",
    address: str = "",
    hours: Mapping[int, Sequence[Stretch]] = USUAL_WEEK,
) -> Committee:
    """Enter the committee of a village or community; the name follows from the division if none is given."""
    if division.level != Division.Level.VILLAGE or division.parent is None:
        raise CommitteeRefusedError(_("Only a village or community has a committee: choose one in the township."))
    try:
        code = credit_codes.parse(credit_code).text
    except CodeError as error:
        raise CommitteeRefusedError(
            _("Unified social credit code: please check all 18 characters against the committee's certificate.")
        ) from error
    _refuse_taken(division, code)
    committee = Committee.objects.create(
        division=division,
        name=name or names.committee_name(division.name, division.parent.name),
        credit_code=code,
        phone=phone,
        address=address,
    )
    set_office_hours(committee, hours)
    return committee


@transaction.atomic
def set_office_hours(committee: Committee, hours: Mapping[int, Sequence[Stretch]]) -> None:
    """Replace the week of the committee; ISO weekday (1 Monday .. 7 Sunday) -> stretches."""
    committee.hours.all().delete()
    OfficeHours.objects.bulk_create(
        OfficeHours(committee=committee, weekday=weekday, opens=stretch.opens, closes=stretch.closes)
        for weekday, stretches in hours.items()
        for stretch in stretches
    )
    # Read anew by who asks this object for its week again.
    vars(committee).pop("week", None)


def mark_holiday(day: date, name: str, *, works: bool = False) -> Holiday:
    """Enter a day off, or with `works` a weekend day that is worked instead."""
    holiday, _created = Holiday.objects.update_or_create(date=day, defaults={"name": name, "works": works})
    return holiday


def _refuse_taken(division: Division, code: str) -> None:
    if Committee.objects.filter(division=division).exists():
        raise CommitteeRefusedError(_("%(place)s already has a committee.") % {"place": division.short_name})
    if Committee.objects.filter(credit_code=code).exists():
        raise CommitteeRefusedError(_("This unified social credit code already belongs to another committee."))


def orphans(
    rows: Sequence[DivisionRow], known: Mapping[str, Division], *, named: Collection[str] = ()
) -> list[RowProblem]:
    """Rows whose place above is neither in the file nor in the tree, or was closed.

    `named` are codes of the file that have faults of their own: one fault is told once.
    """
    there = {row.code for row in rows} | set(known) | set(named)
    problems = []
    for row in rows:
        parent = _parent_code(row)
        if row.level > divisions.Level.CITY and parent not in there:
            message = _("the division above %(code)s, %(parent)s, is neither in the file nor known yet")
        elif row.code not in known and parent is not None and parent in known and known[parent].closed_on:
            message = _("the division above %(code)s, %(parent)s, is closed: use the code under the new place")
        else:
            continue
        problems.append(RowProblem(row.line, message % {"code": row.code, "parent": parent}, "code"))
    return sorted(problems, key=lambda problem: problem.line)


def _parent_code(row: DivisionRow) -> str | None:
    parent = divisions.parse(row.code).parent
    return parent.code if parent and parent.level >= divisions.Level.CITY else None


def _division(row: DivisionRow, known: Mapping[str, Division], moved: set[str], source: str) -> Division:
    parent = known.get(_parent_code(row) or "")
    # A place that was put under another keeps its code, which still names the old one.
    if row.code in moved:
        parent = known[row.code].parent
    division = Division(
        code=row.code,
        name=row.name,
        short_name=names.short_name(row.name, row.level),
        level=row.level,
        parent=parent,
        source=source,
        is_statistical_only=row.is_statistical_only,
    )
    division.fill_search()
    return division


def _differs(division: Division, known: Mapping[str, Division]) -> bool:
    stored = known[division.code]
    return any(getattr(division, name) != getattr(stored, name) for name in COMPARED)
