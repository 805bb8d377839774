"""Sheet of committees: one row a village or community."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jiban.places import names
from jiban.places.actions import USUAL_WEEK, ImportCount
from jiban.places.models import Committee, Division, OfficeHours
from jiban.places.service_minutes import Stretch
from jiban.standards.codes import credit_code
from jiban.standards.codes.errors import CheckCharacterError, CodeError

from . import hours_text
from .ground import Ground, SheetKind, Write
from .sheet import Column, Row

VILLAGES = (Division.Level.VILLAGE,)
BATCH = 500
COLUMNS = (
    Column("code", "区划代码", required=True),
    Column("credit_code", "统一社会信用代码", required=True),
    Column("name", "名称"),
    Column("phone", "电话"),
    Column("address", "地址"),
    Column("hours", "办公时间"),
)


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    place: Division
    values: Mapping[str, str]
    usual_name: str
    hours: hours_text.Week | None


def check(rows: Sequence[Row], ground: Ground, _source: str) -> Write:
    owners = dict(Committee.objects.values_list("credit_code", "division__code"))
    by_key = {place.pk: place for place in ground.places.values()}
    codes: dict[object, int] = {}
    credit_codes: dict[object, int] = {}
    sound = []
    for row in rows:
        before = len(ground.problems)
        place = ground.place(row, VILLAGES)
        credit = _credit_code(row, ground)
        if place is not None:
            ground.first_of(row, "code", place.code, codes)
        if credit and ground.first_of(row, "credit_code", credit, credit_codes):
            owner = owners.get(credit)
            if place is not None and owner not in (None, place.code):
                ground.fault(row, "credit_code", _("belongs to the committee of %(code)s") % {"code": owner})
        values = {"credit_code": credit, "phone": ground.phone(row, "phone")}
        values |= {"name": ground.text(row, "name", 100), "address": ground.text(row, "address", 200)}
        hours = hours_of(row, ground)
        if place is not None and len(ground.problems) == before:
            township = by_key[place.parent_id or 0]
            usual_name = names.committee_name(place.name, township.name)
            sound.append(CommitteeRow(place, values, usual_name, hours))
    return lambda: _write(sound)


def _credit_code(row: Row, ground: Ground) -> str:
    try:
        return credit_code.parse(row["credit_code"]).text
    except CheckCharacterError:
        message = _("a character is mistyped: the check characters do not fit")
    except CodeError:
        message = _("must have 18 digits and capital letters, without I, O, S, V, Z")
    ground.fault(row, "credit_code", message if row["credit_code"] else _("the credit code is missing"))
    return ""


def hours_of(row: Row, ground: Ground) -> hours_text.Week | None:
    """The hours of a cell; None for an empty one, which changes nothing."""
    if not row["hours"]:
        return None
    try:
        return hours_text.parse(row["hours"])
    except ValueError as error:
        message = _("“%(text)s” are no hours; write them like 1-5 08:30-12:00,14:00-17:30; 6 09:00-11:00")
        ground.fault(row, "hours", message % {"text": str(error)[:40]})
        return None


def _write(rows: Sequence[CommitteeRow]) -> ImportCount:
    there = {each.division_id: each for each in Committee.objects.prefetch_related("hours")}
    new, changed, hours = [], [], []
    for row in rows:
        committee = there.get(row.place.pk)
        if committee is None:
            committee = Committee(division=row.place, **{**row.values, "name": row.values["name"] or row.usual_name})
            new.append(committee)
            hours.append((committee, row.hours or USUAL_WEEK))
            continue
        # An empty cell leaves what is known.
        values = {name: value for name, value in row.values.items() if value}
        differs = any(getattr(committee, name) != value for name, value in values.items())
        for name, value in values.items():
            setattr(committee, name, value)
        has_new_hours = row.hours is not None and hours_text.write(row.hours.items()) != written_hours(committee)
        if has_new_hours:
            hours.append((committee, row.hours or {}))
        if differs or has_new_hours:
            changed.append(committee)
    Committee.objects.bulk_create(new, batch_size=BATCH)
    Committee.objects.bulk_update(changed, ["credit_code", "name", "phone", "address"], batch_size=BATCH)
    for start in range(0, len(changed), BATCH):
        renewed = {committee.pk for committee, _week in hours}
        keys = [committee.pk for committee in changed[start : start + BATCH] if committee.pk in renewed]
        OfficeHours.objects.filter(committee__in=keys).delete()
    OfficeHours.objects.bulk_create(
        (
            OfficeHours(committee=committee, weekday=weekday, opens=stretch.opens, closes=stretch.closes)
            for committee, week in hours
            for weekday, stretches in week.items()
            for stretch in stretches
        ),
        batch_size=BATCH,
    )
    return ImportCount(len(new), len(changed), len(rows) - len(new) - len(changed))


def written_hours(committee: Committee) -> str:
    week: dict[int, list[Stretch]] = {}
    for hours in committee.hours.all():
        week.setdefault(hours.weekday, []).append(Stretch(hours.opens, hours.closes))
    return hours_text.write(week.items())


def export(ground: Ground) -> Iterator[Sequence[str]]:
    """Villages without a committee yet too, so that the sheet can be filled in."""
    there = {each.division_id: each for each in Committee.objects.prefetch_related("hours")}
    for place in ground.inside(VILLAGES):
        if place.is_statistical_only and place.pk not in there:
            continue
        each = there.get(place.pk)
        if each is None:
            yield place.code, "", "", "", "", ""
        else:
            yield place.code, each.credit_code, each.name, each.phone, each.address, written_hours(each)


KIND = SheetKind("committees", COLUMNS, check, export)
