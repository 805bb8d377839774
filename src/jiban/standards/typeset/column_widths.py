"""How wide the columns of a table are."""

from collections.abc import Sequence

from jiban.standards.typeset.elements import Cell, Figure, Table
from jiban.standards.typeset.errors import TableError
from jiban.standards.typeset.flow import FINE, text_width_mm
from jiban.standards.typeset.strips import plain_text

_SLACK_MM = 0.05  # so that a word as wide as its column is not broken by rounding


def column_widths(table: Table, grid: Sequence[tuple[int, int, Cell]], width_mm: float) -> list[float]:
    """The widths as the table gives them; shares of what is left; or as what stands in the columns asks.

    grid   every cell with its row and column

    Raises TableError if they do not fit.
    """
    count = max(column + cell.columns for _, column, cell in grid)
    if not table.columns:
        return _by_content(table, grid, count, width_mm)
    if len(table.columns) != count:
        raise TableError(f"{len(table.columns)} widths for {count} columns")
    left = width_mm - sum(width for width in table.columns if width is not None)
    open_columns = sum(width is None for width in table.columns)
    if left < -_SLACK_MM or (open_columns and left <= 0):
        raise TableError(f"the columns are wider than {width_mm} mm")
    return [left / open_columns if width is None else width for width in table.columns]


def _by_content(table: Table, grid: Sequence[tuple[int, int, Cell]], count: int, width_mm: float) -> list[float]:
    """Natural widths, spread over the whole measure; where they do not fit, the widest columns give way."""
    natural = [0.0] * count
    for _, column, cell in sorted(grid, key=lambda placed: placed[2].columns):
        covered = range(column, column + cell.columns)
        missing = _natural(table, cell) - sum(natural[one] for one in covered)
        for one in covered:
            natural[one] += max(missing, 0.0) / cell.columns
    total = sum(natural)
    if total <= width_mm:
        return [width + (width_mm - total) * (width / total) for width in natural]
    level = _water_level(natural, width_mm)
    return [min(width, level) for width in natural]


def _natural(table: Table, cell: Cell) -> float:
    padding = 2 * table.padding_mm + _SLACK_MM
    if isinstance(cell.content, Figure):
        return cell.content.width_mm + padding
    style = cell.style or table.style
    widths = [text_width_mm(line, style, FINE) for line in plain_text(cell.content).split("\n")]
    return max(*widths, style.size_mm) + padding


def _water_level(natural: Sequence[float], width_mm: float) -> float:
    """The width that no column exceeds, so that all together fill the measure."""
    left, columns = width_mm, len(natural)
    for width in sorted(natural):
        if width * columns >= left:
            break
        left -= width
        columns -= 1
    return left / columns
