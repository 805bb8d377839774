"""Keep composite graphic units (GB/T 33190-2016 section 13) from growing without end when they show each other.

Twenty units that each show the next one twenty times are a small file and more drawings than anyone can wait for.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from jiban.standards.ofd.reading.checks import every_object
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.objects import CompositeObject
from jiban.standards.ofd.reading.resources import CompositeUnit

Tell = Callable[[Code, str], None]
DEEPEST = 24  # units within units that are counted; nobody draws more


def within_bounds(units: Mapping[int, CompositeUnit], most: int, tell: Tell) -> dict[int, CompositeUnit]:
    """The units, emptied where one would show more than `most` objects in the end, which is told.

    A unit that comes back to itself is kept if going round does not make it grow beyond that.
    """
    shown = {number: _shown_by(unit) for number, unit in units.items()}
    own = {number: sum(1 for _ in every_object(unit.objects)) for number, unit in units.items()}
    sizes = dict(own)
    for _ in range(DEEPEST):
        before = sizes
        sizes = {n: min(own[n] + sum(before.get(one, 0) for one in shown[n]), most + 1) for n in units}
        if sizes == before:
            break
    kept = dict(units)
    for number, size in sizes.items():
        if size > most:
            tell(Code.LIMIT_REACHED, f"CompositeGraphicUnit {number} shows more than {most} objects")
            kept[number] = replace(units[number], objects=())
    return kept


def _shown_by(unit: CompositeUnit) -> list[int]:
    return [one.resource for one in every_object(unit.objects) if isinstance(one, CompositeObject)]
