"""Growing a tiled log: append leaf hashes, write the tiles that changed, and know the root, from the right edge alone."""

from collections.abc import Mapping

from jiban.standards.tlog.errors import TileError
from jiban.standards.tlog.merkle import EMPTY_ROOT, HASH_BYTES, Hash, complete_root, fold
from jiban.standards.tlog.tiles import HEIGHT, WIDTH, Tile, right_edge, split_hashes


class TileBuilder:
    """The right edge of a log of `size` leaves.

    edge   data of the partial tiles by level, as `tiles.right_edge(size)` names them

    Raises TileError if a tile is missing or not as wide as the size demands.
    """

    def __init__(self, size: int = 0, edge: Mapping[int, bytes] | None = None) -> None:
        self.size = size
        self._partial: dict[int, list[Hash]] = {}
        self._changed: dict[tuple[int, int], bytes] = {}
        for tile in right_edge(size):
            data = (edge or {}).get(tile.level, b"")
            if len(data) != tile.width * HASH_BYTES:
                raise TileError(f"{tile.path} has {len(data)} bytes")
            self._partial[tile.level] = split_hashes(data)
        self._touched: set[int] = set()

    def append(self, leaf: Hash) -> None:
        """Add one leaf hash at index `size`."""
        self.size += 1
        level, value = 0, leaf
        while True:
            hashes = self._partial.setdefault(level, [])
            hashes.append(value)
            self._touched.add(level)
            if len(hashes) < WIDTH:
                return
            number = (self.size >> (HEIGHT * (level + 1))) - 1
            self._changed[level, number] = b"".join(hashes)
            self._touched.discard(level)
            value = complete_root(hashes)
            self._partial[level] = []
            level += 1

    def take_changed(self) -> list[tuple[Tile, bytes]]:
        """The tiles that grew since the last call, full ones first, with their data."""
        full = [(Tile(level, number), data) for (level, number), data in self._changed.items()]
        partial = [
            (tile, b"".join(self._partial[tile.level])) for tile in right_edge(self.size) if tile.level in self._touched
        ]
        self._changed, self._touched = {}, set()
        return full + partial

    def root(self) -> Hash:
        """The root over all leaves; at most 255 hashes for each level of tiles."""
        peaks: list[Hash] = []
        for level in sorted(self._partial, reverse=True):
            hashes, start = self._partial[level], 0
            while start < len(hashes):
                count = 1 << ((len(hashes) - start).bit_length() - 1)
                peaks.append(complete_root(hashes[start : start + count]))
                start += count
        return fold(peaks) if peaks else EMPTY_ROOT
