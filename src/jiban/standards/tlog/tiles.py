"""Tiles of a log, c2sp.org/tlog-tiles: 256 neighbouring hashes of every eighth level of the tree, as one static file.

Example paths for a log of 70,000 entries:

    tile/0/000          a full tile: leaf hashes 0 to 255, 8,192 bytes
    tile/0/273.p/112    the last, partial tile of leaf hashes
    tile/1/001.p/17     each hash is the root over a full tile of level 0
    tile/entries/273    the entries themselves, each after its length as a big-endian uint16
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from jiban.standards.tlog.errors import TileError
from jiban.standards.tlog.merkle import HASH_BYTES, Hash, Node, complete_root

HEIGHT = 8
WIDTH = 1 << HEIGHT
MAX_LEVEL = 63
MAX_ENTRY_BYTES = 0xFFFF
ENTRIES: Final = -1
"""The level that stands for entry bundles."""

_PATH = re.compile(r"tile/(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tile:
    """The place of a tile: `level` 0 to 63 (or ENTRIES), `number` within it, `width` 1 to 256 hashes."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path as tlog-tiles writes it: `tile/<L>/<N>[.p/<W>]`."""
        groups = f"{self.number:03d}"
        groups = groups.rjust(-len(groups) % 3 + len(groups), "0")
        parts = [groups[start : start + 3] for start in range(0, len(groups), 3)]
        level = "entries" if self.level == ENTRIES else str(self.level)
        name = "".join(f"x{part}/" for part in parts[:-1]) + parts[-1]
        return f"tile/{level}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")


def parse_path(path: str) -> Tile:
    """Read a tile's path. Raises TileError for any spelling that `Tile.path` would not write."""
    match = _PATH.fullmatch(path)
    if not match:
        raise TileError("no tile has such a path")
    level, number, width = match.groups()
    tile = Tile(
        level=ENTRIES if level == "entries" else int(level),
        number=int(number.replace("x", "").replace("/", "")),
        width=int(width) if width else WIDTH,
    )
    if tile.path != path or tile.level > MAX_LEVEL:
        raise TileError("no tile has such a path")
    return tile


def width_at(level: int, number: int, tree_size: int) -> int:
    """How many hashes (0 to 256) the tile holds in a tree of `tree_size` leaves; entry bundles count as level 0."""
    hashes = tree_size >> (HEIGHT * max(level, 0))
    return max(0, min(WIDTH, hashes - number * WIDTH))


def right_edge(tree_size: int) -> list[Tile]:
    """The partial tiles of a tree, lowest level first: where it grows. Levels whose last tile is full have none."""
    edge, level = [], 0
    while tree_size >> (HEIGHT * level):
        hashes = tree_size >> (HEIGHT * level)
        if hashes % WIDTH:
            edge.append(Tile(level, hashes // WIDTH, hashes % WIDTH))
        level += 1
    return edge


def tiles_between(old_size: int, new_size: int) -> list[Tile]:
    """Every tile that a tree of `new_size` leaves has and one of `old_size` lacked or had narrower; all from 0."""
    tiles, level = [], 0
    while new_size >> (HEIGHT * level):
        first = (old_size >> (HEIGHT * level)) // WIDTH
        last = ((new_size >> (HEIGHT * level)) - 1) // WIDTH
        tiles += [
            Tile(level, number, width_at(level, number, new_size))
            for number in range(first, last + 1)
            if width_at(level, number, new_size) > width_at(level, number, old_size)
        ]
        level += 1
    return tiles


def tile_holding(node: Node) -> tuple[int, int]:
    """Level and number of the tile from which the hash of a complete subtree can be read."""
    return node.level // HEIGHT, (node.number << (node.level % HEIGHT)) // WIDTH


def hash_from_tile(node: Node, data: bytes) -> Hash:
    """The hash of a complete subtree, from the data of the tile `tile_holding` names.

    Raises TileError when the tile is too narrow to hold it.
    """
    count = 1 << (node.level % HEIGHT)
    start = (node.number * count) % WIDTH
    if len(data) < (start + count) * HASH_BYTES:
        raise TileError("the tile is too narrow for that hash")
    return complete_root(split_hashes(data[start * HASH_BYTES : (start + count) * HASH_BYTES]))


def split_hashes(data: bytes) -> list[Hash]:
    """The hashes of a tile. Raises TileError for data that is not whole hashes, or more than 256."""
    if len(data) % HASH_BYTES or len(data) > WIDTH * HASH_BYTES:
        raise TileError(f"a tile is at most {WIDTH} hashes of {HASH_BYTES} bytes")
    return [data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)]


def entry_bundle(entries: Iterable[bytes]) -> bytes:
    """Entries, each after its length as a big-endian uint16. Raises TileError for one over 65,535 bytes."""
    bundle = bytearray()
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise TileError(f"an entry has at most {MAX_ENTRY_BYTES} bytes")
        bundle += len(entry).to_bytes(2) + entry
    return bytes(bundle)


def parse_entry_bundle(data: bytes) -> Sequence[bytes]:
    """The entries of a bundle. Raises TileError when it ends in the middle of one."""
    entries, start = [], 0
    while start < len(data):
        end = start + 2 + int.from_bytes(data[start : start + 2])
        if start + 2 > len(data) or end > len(data):
            raise TileError("the bundle ends in the middle of an entry")
        entries.append(data[start + 2 : end])
        start = end
    return entries
