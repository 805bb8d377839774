"""Tiles that a checkpoint vouches for, c2sp.org/tlog-tiles: read from anywhere, believed only when the root is reached.

A tile of hashes stands in the tile above it as one hash, and the tiles at the right edge give the root. So each tile is
judged alone, from the top down, and a log of any size can be copied without ever keeping a byte that nobody signed.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TypeVar

from jiban.standards.tlog.checkpoint import Checkpoint
from jiban.standards.tlog.errors import FalseTileError, TileError
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import EMPTY_ROOT, HASH_BYTES, Hash, Node, complete_root, leaf_hash
from jiban.standards.tlog.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    hash_from_tile,
    parse_entry_bundle,
    right_edge,
    split_hashes,
    tile_holding,
    width_at,
)

T = TypeVar("T")
ReadTile = Callable[[Tile], bytes]
"""Gives a tile's bytes, true or not; raises OSError for one that it does not have."""

KEPT_TILES = 64


class AuthenticTiles:
    """The tree of one checkpoint, whose signature the caller has checked.

    sources   where tiles are looked for, the nearest first; a source that gives a false one is passed over

    Raises FalseTileError if no source's right edge gives the root, or the OSError of the last source.
    """

    def __init__(self, head: Checkpoint, sources: Sequence[ReadTile]) -> None:
        self.head = head
        self._sources = sources
        self._kept: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._edge = self._first_that_fits(self._edge_of)

    def hashes(self, level: int, number: int) -> bytes:
        """The tile's bytes, as wide as the checkpoint's size has it. Raises FalseTileError, OSError, TileError."""
        width = width_at(level, number, self.head.size)
        if not width:
            raise TileError(f"a tree of {self.head.size} leaves has no such tile")
        if width < WIDTH:
            return self._edge[level]
        known = self._kept.get((level, number))
        if known is None:
            known = self._judged(Tile(level, number))
            self._kept[level, number] = known
            if len(self._kept) > KEPT_TILES:
                self._kept.popitem(last=False)
        return known

    def bundle(self, number: int) -> bytes:
        """The entry bundle's bytes. Raises FalseTileError, OSError, TileError."""
        leaves = split_hashes(self.hashes(0, number))
        tile = Tile(ENTRIES, number, len(leaves))

        def judged(read: ReadTile) -> bytes:
            data = read(tile)
            if [leaf_hash(entry) for entry in parse_entry_bundle(data)] != leaves:
                raise FalseTileError(f"{tile.path} does not hold the entries that are hashed")
            return data

        return self._first_that_fits(judged)

    def read_hashes(self, nodes: Sequence[Node]) -> list[Hash]:
        """The hashes of complete subtrees, for proofs (`merkle.ReadHashes`). Raises as `hashes`."""
        return [hash_from_tile(node, self.hashes(*tile_holding(node))) for node in nodes]

    def _judged(self, tile: Tile) -> bytes:
        above = self.hashes(tile.level + 1, tile.number // WIDTH)
        place = tile.number % WIDTH * HASH_BYTES
        expected = above[place : place + HASH_BYTES]

        def judged(read: ReadTile) -> bytes:
            data = read(tile)
            if len(data) != WIDTH * HASH_BYTES or complete_root(split_hashes(data)) != expected:
                raise FalseTileError(f"{tile.path} is not the one that is signed")
            return data

        return self._first_that_fits(judged)

    def _edge_of(self, read: ReadTile) -> dict[int, bytes]:
        edge = {tile.level: read(tile) for tile in right_edge(self.head.size)}
        root = TileBuilder(self.head.size, edge).root() if self.head.size else EMPTY_ROOT
        if root != self.head.root:
            raise FalseTileError("the tiles at the right edge do not give the root that is signed")
        return edge

    def _first_that_fits(self, judged: Callable[[ReadTile], T]) -> T:
        trouble: Exception = FileNotFoundError("no source was given")
        for read in self._sources:
            try:
                return judged(read)
            except (FalseTileError, OSError) as error:
                trouble = error
            except TileError as error:
                trouble = FalseTileError(str(error))
        raise trouble
