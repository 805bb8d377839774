"""Set tables: how wide the columns are, how high the rows, and where a table may be cut."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate

from jiban.standards.typeset.column_widths import column_widths
from jiban.standards.typeset.elements import Cell, Figure, Table
from jiban.standards.typeset.errors import TableError
from jiban.standards.typeset.flow import FINE, Align, set_paragraph
from jiban.standards.typeset.moving import moved
from jiban.standards.typeset.page import Colour, Item, Operator, Path
from jiban.standards.typeset.strips import Strip

Segment = tuple[float, float, float, float]
THICK = 2.5  # the outer rules of a table without a grid, in thicknesses of its thin ones


@dataclass(frozen=True, slots=True)
class _SetCell:
    """A cell with its content set: items in pieces (one a line) from the top, each with its height."""

    cell: Cell
    row: int
    x_mm: float
    width_mm: float
    pieces: tuple[tuple[float, tuple[Item, ...]], ...]

    @property
    def content_mm(self) -> float:
        return sum(height for height, _ in self.pieces)


def table_strips(table: Table, *, left_mm: float, width_mm: float) -> Iterator[Strip]:
    """A strip a row; rows joined by a cell that spans them are one strip.

    Raises TableError for cells that make no rectangle, columns that do not fit, or a head that cuts a cell.
    """
    grid = _grid(table)
    widths = column_widths(table, grid, width_mm)
    edges = list(accumulate(widths, initial=left_mm))
    cells = [_set(table, cell, row, edges[column], edges[column + cell.columns]) for row, column, cell in grid]
    heights = _heights(table, cells)
    groups = _groups(table, cells)
    of_row: dict[int, list[_SetCell]] = defaultdict(list)
    for one in cells:
        of_row[one.row].append(one)
    row_heights = dict(enumerate(heights))
    strips = [_strip(table, group, [one for row in group for one in of_row[row]], row_heights) for group in groups]
    heads = [
        replace(strip, keep_with_next=True)
        for strip, group in zip(strips, groups, strict=True)
        if group.stop <= table.header_rows
    ]
    if sum(len(group) for group in groups[: len(heads)]) != table.header_rows:
        raise TableError("a cell reaches from the head of a table into its body")
    for number, strip in enumerate([*heads, *strips[len(heads) :]]):
        yield replace(
            strip,
            before_mm=table.before_mm if number == 0 else 0.0,
            after_mm=table.after_mm if number == len(strips) - 1 else 0.0,
            head=tuple(heads) if number >= len(heads) else (),
        )


def _grid(table: Table) -> list[tuple[int, int, Cell]]:
    """Every cell with its row and column. Raises TableError."""
    taken: dict[tuple[int, int], bool] = {}
    placed: list[tuple[int, int, Cell]] = []
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            covered = [(row + down, column + right) for down in range(cell.rows) for right in range(cell.columns)]
            if not covered or any(one in taken for one in covered):
                raise TableError(f"a cell in row {row + 1} lies over another, or over nothing")
            taken |= dict.fromkeys(covered, True)
            placed.append((row, column, cell))
    count = 1 + max((column for _, column in taken), default=-1)
    if len(taken) != count * len(table.rows) or not taken or max(row for row, _ in taken) >= len(table.rows):
        raise TableError("the rows of a table are not equally long")
    return placed


def _set(table: Table, cell: Cell, row: int, left: float, right: float) -> _SetCell:
    room = right - left - 2 * table.padding_mm
    content = cell.content
    if isinstance(content, Figure):
        shift = left + table.padding_mm + (room - content.width_mm) * _share(cell.align)
        if content.width_mm > room + 1e-6:
            raise TableError(f"a figure of {content.width_mm} mm stands in a cell of {room} mm")
        items = tuple([moved(item, right_mm=shift) for item in content.items])
        return _SetCell(cell, row, left, right - left, ((content.height_mm, items),))
    style = cell.style or table.style
    block = set_paragraph(
        content, style=style, x_mm=left + table.padding_mm, top_mm=0.0, width_mm=room, align=cell.align, rules=FINE
    )
    step = style.leading * style.size_mm
    count = round(block.bottom_mm / step)
    lines: list[list[Item]] = [[] for _ in range(count)]
    for line in block.lines:
        number = min(int(line.y_mm / step), count - 1)
        lines[number].append(moved(line, down_mm=-number * step))
    return _SetCell(cell, row, left, right - left, tuple([(step, tuple(one)) for one in lines]))


def _share(align: Align) -> float:
    return {"centre": 0.5, "right": 1.0}.get(align, 0.0)


def _heights(table: Table, cells: Sequence[_SetCell]) -> list[float]:
    """What each row needs; a cell over several rows makes the last of them higher if it must."""
    heights = [table.least_row_mm] * len(table.rows)
    for one in sorted(cells, key=lambda one: one.cell.rows):
        last = one.row + one.cell.rows - 1
        missing = one.content_mm + 2 * table.padding_mm - sum(heights[one.row : last + 1])
        heights[last] += max(missing, 0.0)
    return heights


def _groups(table: Table, cells: Sequence[_SetCell]) -> list[range]:
    """Rows that no page break may part: those that a cell joins."""
    joined = {row for one in cells for row in range(one.row, one.row + one.cell.rows - 1)}  # with the next row
    groups: list[range] = []
    start = 0
    for row in range(len(table.rows)):
        if row not in joined:
            groups.append(range(start, row + 1))
            start = row + 1
    return groups


def _strip(table: Table, group: range, cells: Sequence[_SetCell], heights: Mapping[int, float]) -> Strip:
    tops = dict(zip([*group, group.stop], accumulate((heights[row] for row in group), initial=0.0), strict=True))
    items: list[Item] = []
    segments: dict[Segment, None] = {}
    for one in cells:
        top, bottom = tops[one.row], tops[one.row + one.cell.rows]
        if one.cell.fill is not None:
            items.append(_box(one.x_mm, top, one.x_mm + one.width_mm, bottom, one.cell.fill))
        down = top + table.padding_mm + _down(one, bottom - top - 2 * table.padding_mm)
        for height, drawn in one.pieces:
            items += [moved(item, down_mm=down) for item in drawn]
            down += height
        segments |= dict.fromkeys(_edges(one.x_mm, top, one.x_mm + one.width_mm, bottom))
    height = tops[group.stop]
    items += _lines(table, segments, group, cells, height)
    split = partial(_split, table, group, cells) if len(group) == 1 else None
    return Strip(height, tuple(items), split=split, may_split=table.rows_break and group.stop > table.header_rows)


def _down(one: _SetCell, room: float) -> float:
    return (room - one.content_mm) * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[one.cell.height]


def _split(table: Table, group: range, cells: Sequence[_SetCell], room_mm: float) -> tuple[Strip, Strip] | None:
    """The row cut where at most `room_mm` are above; what is cut begins at the top of its cell."""
    above: list[_SetCell] = []
    below: list[_SetCell] = []
    for one in cells:
        fits, used = 0, 2 * table.padding_mm
        while fits < len(one.pieces) and used + one.pieces[fits][0] <= room_mm + 1e-6:
            used += one.pieces[fits][0]
            fits += 1
        top = replace(one.cell, height="top")
        above.append(replace(one, cell=top, pieces=one.pieces[:fits]))
        below.append(replace(one, cell=top, pieces=one.pieces[fits:]))
    if not any(one.pieces for one in above) or not any(one.pieces for one in below):
        return None
    parts = []
    for cut in (above, below):
        height = max(one.content_mm for one in cut) + 2 * table.padding_mm
        parts.append(_strip(table, group, cut, {group.start: height}))
    return parts[0], parts[1]


def _lines(
    table: Table, segments: dict[Segment, None], group: range, cells: Sequence[_SetCell], height: float
) -> list[Item]:
    if table.lines == "none":
        return []
    if table.lines == "grid":
        return [_strokes(list(segments), table.line_width_mm, table.line_colour)]
    left, right = min(one.x_mm for one in cells), max(one.x_mm + one.width_mm for one in cells)
    thick = table.line_width_mm * THICK
    rules = []
    if group.start == 0:
        rules.append((0.0, thick))
    if group.stop == table.header_rows:
        rules.append((height, table.line_width_mm))
    if group.stop == len(table.rows):
        rules.append((height, thick))
    return [_strokes([(left, y, right, y)], width, table.line_colour) for y, width in rules]


def _edges(left: float, top: float, right: float, bottom: float) -> list[Segment]:
    return [
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    ]


def _strokes(segments: Sequence[Segment], width_mm: float, colour: Colour) -> Path:
    steps: list[tuple[Operator, tuple[float, ...]]] = []
    for x1, y1, x2, y2 in segments:
        # Lines reach over their ends by half their width, so that corners are square.
        over_x, over_y = (width_mm / 2, 0.0) if y1 == y2 else (0.0, width_mm / 2)
        steps += [("M", (x1 - over_x, y1 - over_y)), ("L", (x2 + over_x, y2 + over_y))]
    return Path(tuple(steps), fill=None, stroke=colour, line_width_mm=width_mm)


def _box(left: float, top: float, right: float, bottom: float, fill: Colour) -> Path:
    corners: list[tuple[Operator, tuple[float, ...]]] = [
        ("M", (left, top)),
        ("L", (right, top)),
        ("L", (right, bottom)),
        ("L", (left, bottom)),
        ("C", ()),
    ]
    return Path(tuple(corners), fill=fill)
