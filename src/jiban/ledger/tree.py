"""The tree's hashes, kept as rows of tiles."""

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from jiban.standards.tlog.errors import TileError
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import Hash, Node
from jiban.standards.tlog.tiles import hash_from_tile, right_edge, tile_holding

from .errors import LedgerDamagedError
from .models import Tile

Place = tuple[int, int]


def read_hashes(nodes: Sequence[Node]) -> list[Hash]:
    """The hashes of complete subtrees, in one query whatever their number."""
    stored = _read({tile_holding(node) for node in nodes})
    try:
        return [hash_from_tile(node, stored[tile_holding(node)]) for node in nodes]
    except (KeyError, TileError) as error:
        raise LedgerDamagedError("a tile that the log must have is missing or too narrow") from error


def at_size(size: int) -> TileBuilder:
    """The right edge of the tree of `size` leaves, ready to grow."""
    stored = _read({(tile.level, tile.number) for tile in right_edge(size)})
    try:
        return TileBuilder(size, {level: data for (level, _), data in stored.items()})
    except TileError as error:
        raise LedgerDamagedError("the right edge of the tree is not as wide as the signed size") from error


def store(builder: TileBuilder) -> None:
    """Write the tiles that grew."""
    rows = [Tile(level=tile.level, number=tile.number, data=data) for tile, data in builder.take_changed()]
    Tile.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["level", "number"], update_fields=["data"], batch_size=200
    )


def _read(places: set[Place]) -> dict[Place, bytes]:
    numbers = defaultdict(set)
    for level, number in places:
        numbers[level].add(number)
    if not numbers:
        return {}
    wanted = reduce(or_, (Q(level=level, number__in=some) for level, some in numbers.items()))
    rows = Tile.objects.filter(wanted).values_list("level", "number", "data")
    return {(level, number): bytes(data) for level, number, data in rows}
