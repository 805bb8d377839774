"""Sheets of departments and of service points."""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from jiban.places.actions import ImportCount
from jiban.places.models import Department, Division, ServiceHours, ServicePoint, Terminal
from jiban.places.service_minutes import Stretch

from . import hours_text
from .committee_sheet import hours_of
from .ground import Ground, SheetKind, Write
from .sheet import Column, Row

POINT_LEVELS = (Division.Level.TOWNSHIP, Division.Level.VILLAGE)
KINDS = {Division.Level.TOWNSHIP: ServicePoint.Kind.CENTRE, Division.Level.VILLAGE: ServicePoint.Kind.STATION}
MOST_TERMINALS = 500
BATCH = 500
TERMINALS = {
    "自助终端": Terminal.Kind.SELF_SERVICE,
    "窗口电脑": Terminal.Kind.COUNTER,
    "打印机": Terminal.Kind.PRINTER,
    "高拍仪": Terminal.Kind.SCANNER,
    "读卡器": Terminal.Kind.CARD_READER,
}
TERMINAL_NAMES = {kind: name for name, kind in TERMINALS.items()}
TERMINAL = re.compile(r"(\D+?)\s*[:：×x*]?\s*(\d{1,4})\s*台?")
DEPARTMENT_COLUMNS = (
    Column("code", "区划代码", required=True),
    Column("name", "部门名称", required=True),
    Column("duties", "职责"),
    Column("phone", "电话"),
    Column("address", "地址"),
)
POINT_COLUMNS = (
    Column("code", "区划代码", required=True),
    Column("name", "名称", required=True),
    Column("address", "地址", required=True),
    Column("phone", "电话"),
    Column("hours", "开放时间"),
    Column("terminals", "设备"),
)
PointRow = tuple[Division, str, str, str, hours_text.Week | None, dict[str, int] | None]
Furnished = tuple[ServicePoint, hours_text.Week | None, dict[str, int] | None]


def check_departments(rows: Sequence[Row], ground: Ground, _source: str) -> Write:
    seen: dict[object, int] = {}
    sound = []
    for row in rows:
        before = len(ground.problems)
        place = ground.place(row, Division.Level.values)
        name = ground.text(row, "name", 100, required=_("the name is missing"))
        texts = (ground.text(row, "duties", 300), ground.phone(row, "phone"), ground.text(row, "address", 200))
        if place is not None and name:
            ground.first_of(row, "name", (place.code, name), seen)
        if place is not None and len(ground.problems) == before:
            sound.append((place, name, texts))
    return lambda: _write_departments(sound)


def _write_departments(rows: Sequence[tuple[Division, str, tuple[str, str, str]]]) -> ImportCount:
    there = {(each.division_id, each.name): each for each in Department.objects.all()}
    new: list[Department] = []
    changed: list[Department] = []
    for place, name, (duties, phone, address) in rows:
        known = there.get((place.pk, name))
        if known is None:
            new.append(Department(division=place, name=name, duties=duties, phone=phone, address=address))
        elif (known.duties, known.phone, known.address) != (duties, phone, address):
            known.duties, known.phone, known.address = duties, phone, address
            changed.append(known)
    Department.objects.bulk_create(new, batch_size=BATCH)
    Department.objects.bulk_update(changed, ["duties", "phone", "address"], batch_size=BATCH)
    return ImportCount(len(new), len(changed), len(rows) - len(new) - len(changed))


def export_departments(ground: Ground) -> Iterator[Sequence[str]]:
    inside = {place.pk: place.code for place in ground.inside(Division.Level.values)}
    for each in Department.objects.all():
        if each.division_id in inside:
            yield inside[each.division_id], each.name, each.duties, each.phone, each.address


def check_points(rows: Sequence[Row], ground: Ground, _source: str) -> Write:
    seen: dict[object, int] = {}
    sound: list[PointRow] = []
    for row in rows:
        before = len(ground.problems)
        place = ground.place(row, POINT_LEVELS)
        name = ground.text(row, "name", 100, required=_("the name is missing"))
        address = ground.text(row, "address", 200, required=_("the address is missing"))
        phone, hours, terminals = ground.phone(row, "phone"), hours_of(row, ground), _terminals(row, ground)
        if place is not None and name:
            ground.first_of(row, "name", (place.code, name), seen)
        if place is not None and len(ground.problems) == before:
            sound.append((place, name, address, phone, hours, terminals))
    return lambda: _write_points(sound)


def _terminals(row: Row, ground: Ground) -> dict[str, int] | None:
    """自助终端:2、高拍仪:1; None for an empty cell, which changes nothing."""
    if not row["terminals"]:
        return None
    found: dict[str, int] = {}
    for part in filter(None, (each.strip() for each in re.split("[;；,，、]", row["terminals"]))):
        read = TERMINAL.fullmatch(part)
        name = read[1].strip() if read else ""
        kind = TERMINALS.get(name) or next((each for each in Terminal.Kind if each.value == name), None)
        if read is None or kind is None or kind in found or not 1 <= int(read[2]) <= MOST_TERMINALS:
            message = _("“%(text)s” is no kind with a number; write for example 自助终端:2、打印机:1")
            ground.fault(row, "terminals", message % {"text": part[:40]})
        else:
            found[kind] = int(read[2])
    return found


def _write_points(rows: Sequence[PointRow]) -> ImportCount:
    points = ServicePoint.objects.prefetch_related("hours", "terminals")
    there = {(each.division_id, each.name): each for each in points}
    new: list[ServicePoint] = []
    changed: list[ServicePoint] = []
    furnished: list[Furnished] = []
    for place, name, address, phone, hours, terminals in rows:
        point = there.get((place.pk, name))
        if point is None:
            kind = KINDS[Division.Level(place.level)]
            point = ServicePoint(division=place, kind=kind, name=name, address=address, phone=phone)
            new.append(point)
        else:
            differs = (point.address, point.phone) != (address, phone)
            differs |= hours is not None and hours_text.write(hours.items()) != _hours(point)
            differs |= terminals is not None and terminals != {each.kind: each.count for each in point.terminals.all()}
            if not differs:
                continue
            point.address, point.phone = address, phone
            changed.append(point)
        furnished.append((point, hours, terminals))
    ServicePoint.objects.bulk_create(new, batch_size=BATCH)
    ServicePoint.objects.bulk_update(changed, ["address", "phone"], batch_size=BATCH)
    _furnish(furnished)
    return ImportCount(len(new), len(changed), len(rows) - len(new) - len(changed))


def _furnish(furnished: Sequence[Furnished]) -> None:
    """Hours and terminals that are given take the place of those before."""
    for start in range(0, len(furnished), BATCH):
        part = furnished[start : start + BATCH]
        ServiceHours.objects.filter(point__in=[point.pk for point, hours, _n in part if hours is not None]).delete()
        Terminal.objects.filter(point__in=[point.pk for point, _hours, n in part if n is not None]).delete()
    ServiceHours.objects.bulk_create(
        (
            ServiceHours(point=point, weekday=weekday, opens=stretch.opens, closes=stretch.closes)
            for point, hours, _n in furnished
            for weekday, stretches in (hours or {}).items()
            for stretch in stretches
        ),
        batch_size=BATCH,
    )
    Terminal.objects.bulk_create(
        (
            Terminal(point=point, kind=kind, count=n)
            for point, _hours, each in furnished
            for kind, n in (each or {}).items()
        ),
        batch_size=BATCH,
    )


def _hours(point: ServicePoint) -> str:
    week: dict[int, list[Stretch]] = {}
    for hours in point.hours.all():
        week.setdefault(hours.weekday, []).append(Stretch(hours.opens, hours.closes))
    return hours_text.write(week.items())


def export_points(ground: Ground) -> Iterator[Sequence[str]]:
    inside = {place.pk: place.code for place in ground.inside(POINT_LEVELS)}
    for each in ServicePoint.objects.prefetch_related("hours", "terminals"):
        if each.division_id in inside:
            names = "、".join(f"{TERMINAL_NAMES[Terminal.Kind(t.kind)]}:{t.count}" for t in each.terminals.all())
            yield inside[each.division_id], each.name, each.address, each.phone, _hours(each), names


DEPARTMENTS = SheetKind("departments", DEPARTMENT_COLUMNS, check_departments, export_departments)
SERVICE_POINTS = SheetKind("service-points", POINT_COLUMNS, check_points, export_points)
