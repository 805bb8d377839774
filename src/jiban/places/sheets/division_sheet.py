"""Sheet of divisions: the tree itself. What is not in the sheet stays."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from jiban.places import actions, division_rows
from jiban.places.division_rows import DivisionRow
from jiban.places.errors import RowProblem
from jiban.places.models import Division

from .ground import Ground, SheetKind, Write
from .sheet import Column, Row

COLUMNS = (
    Column("code", "区划代码", required=True),
    Column("name", "名称", required=True),
    Column("level", "层级", required=True),
    Column("is_statistical_only", "仅统计用"),
)


def check(rows: Sequence[Row], ground: Ground, source: str) -> Write:
    sound, problems = division_rows.check_rows((row.line, row.cells) for row in rows)
    named = {row["code"].ljust(12, "0") for row in rows}
    problems += actions.orphans(sound, ground.places, named=named)
    ground.problems += problems
    for row in sound:
        _check_area(row, ground)
    return lambda: actions.import_divisions(sound, source)


def _check_area(row: DivisionRow, ground: Ground) -> None:
    """An administrator fills what lies below; the division itself is the business of the level above."""
    known = ground.places.get(row.code)
    if not ground.is_inside(row.code):
        message = _("%(place)s is outside of your area") % {"place": row.name}
    elif ground.area.tops is not None and row.code in ground.area.tops and known and known.name != row.name:
        message = _("only the level above gives %(place)s another name") % {"place": known.name}
    elif ground.area.tops is not None and known and known.name != row.name:
        # A name that changed by a sheet would have no decision and no day: old days would show the new one.
        message = _("%(place)s has this code; a new name is entered on the page of the place") % {"place": known.name}
    else:
        return
    ground.problems.append(RowProblem(row.line, message, "code"))


def export(ground: Ground) -> Iterator[Sequence[str]]:
    for place in ground.inside(Division.Level.values):
        yield place.code, place.name, str(place.level), str(int(place.is_statistical_only))


KIND = SheetKind("divisions", COLUMNS, check, export)
