"""Move drawn items on a page."""

from dataclasses import replace
from typing import cast

from jiban.standards.typeset.page import Item, Line, Path, Picture, Turned


def moved(item: Item, *, right_mm: float = 0.0, down_mm: float = 0.0) -> Item:
    """The same item further right and down."""
    if isinstance(item, Path):
        shift = (right_mm, down_mm)
        steps = [
            (operator, tuple([value + shift[place % 2] for place, value in enumerate(values)]))
            for operator, values in item.steps
        ]
        return replace(item, steps=tuple(steps))
    if isinstance(item, Turned):
        return replace(
            item,
            item=cast("Line | Path | Picture", moved(item.item, right_mm=right_mm, down_mm=down_mm)),
            about_x_mm=item.about_x_mm + right_mm,
            about_y_mm=item.about_y_mm + down_mm,
        )
    return replace(item, x_mm=item.x_mm + right_mm, y_mm=item.y_mm + down_mm)
