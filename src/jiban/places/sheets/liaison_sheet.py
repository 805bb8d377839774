"""Sheet of the liaison list: for each place, who is responsible at each of the four levels, and who covers."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from jiban.places.actions import ImportCount
from jiban.places.models import Division, LiaisonPerson

from .ground import Ground, SheetKind, Write
from .sheet import Column, Row

BATCH = 500
COLUMNS = (
    Column("code", "区划代码", required=True),
    Column("level", "负责层级", required=True),
    Column("name", "负责人", required=True),
    Column("title", "职务"),
    Column("phone", "电话", required=True),
    Column("cover_name", "替补人"),
    Column("cover_phone", "替补人电话"),
)
LEVELS = {"市": 2, "市级": 2, "县": 3, "县级": 3, "区级": 3, "乡": 4, "乡级": 4, "镇级": 4, "村": 5, "村级": 5}
LEVEL_NAMES = {2: "市级", 3: "县级", 4: "乡级", 5: "村级"}
FIELDS = ("name", "title", "phone", "cover_name", "cover_phone")


def check(rows: Sequence[Row], ground: Ground, _source: str) -> Write:
    seen: dict[object, int] = {}
    places: dict[str, Row] = {}
    sound = []
    for row in rows:
        before = len(ground.problems)
        place = ground.place(row, Division.Level.values)
        level = _level(row, ground, place)
        values = _person(row, ground)
        if place is not None:
            places.setdefault(place.code, row)
            if level:
                ground.first_of(row, "level", (place.code, level), seen)
        if place is not None and level and len(ground.problems) == before:
            sound.append(LiaisonPerson(division=place, level=level, **values))
    _check_heads(places, seen, ground)
    return lambda: _write(sound)


def _level(row: Row, ground: Ground, place: Division | None) -> int:
    level = LEVELS.get(row["level"]) or (int(row["level"]) if row["level"] in {"2", "3", "4", "5"} else 0)
    if not level:
        ground.fault(
            row, "level", _("must be 市级, 县级, 乡级 or 村级 (2 to 5); found “%(text)s”") % {"text": row["level"]}
        )
    elif place is not None and level > place.level:
        ground.fault(row, "level", _("%(place)s has no such level below it") % {"place": place.short_name})
        return 0
    return level


def _person(row: Row, ground: Ground) -> dict[str, str]:
    values = {
        "name": ground.text(row, "name", 50, required=_("nobody is named as responsible")),
        "title": ground.text(row, "title", 100),
        "phone": ground.phone(row, "phone", required=_("the phone is missing")),
        "cover_name": ground.text(row, "cover_name", 50),
        "cover_phone": ground.phone(row, "cover_phone"),
    }
    if values["cover_name"] and not row["cover_phone"]:
        ground.fault(row, "cover_phone", _("the phone of the cover is missing"))
    if row["cover_phone"] and not values["cover_name"]:
        ground.fault(row, "cover_name", _("the name of the cover is missing"))
    if values["cover_name"] and (values["cover_name"], values["cover_phone"]) == (values["name"], values["phone"]):
        ground.fault(row, "cover_name", _("nobody covers for himself or herself"))
    return values


def _check_heads(places: dict[str, Row], seen: dict[object, int], ground: Ground) -> None:
    """Each place needs its head: somebody responsible at the place's own level, in the sheet or known already."""
    kept = set(LiaisonPerson.objects.values_list("division__code", "level"))
    for code, row in places.items():
        own = (code, ground.places[code].level)
        if own not in seen and own not in kept:
            message = _("the head is missing: no row names who is responsible in %(place)s itself")
            ground.fault(row, "level", message % {"place": ground.places[code].short_name})


def _write(rows: Sequence[LiaisonPerson]) -> ImportCount:
    there = {(each.division_id, each.level): each for each in LiaisonPerson.objects.all()}
    new = [row for row in rows if (row.division_id, row.level) not in there]
    changed = []
    for row in rows:
        known = there.get((row.division_id, row.level))
        if known is not None and any(getattr(known, name) != getattr(row, name) for name in FIELDS):
            row.pk = known.pk
            changed.append(row)
    LiaisonPerson.objects.bulk_create(new, batch_size=BATCH)
    LiaisonPerson.objects.bulk_update(changed, FIELDS, batch_size=BATCH)
    return ImportCount(len(new), len(changed), len(rows) - len(new) - len(changed))


def export(ground: Ground) -> Iterator[Sequence[str]]:
    inside = {place.pk: place.code for place in ground.inside(Division.Level.values)}
    for each in LiaisonPerson.objects.all():
        if each.division_id in inside:
            level = LEVEL_NAMES[each.level]
            yield inside[each.division_id], level, *(getattr(each, name) for name in FIELDS)


KIND = SheetKind("liaison", COLUMNS, check, export)
