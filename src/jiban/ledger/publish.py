"""The log as static files, c2sp.org/tlog-tiles: everything a stranger needs to check or mirror it."""

from pathlib import Path

from jiban.standards.tlog.errors import TileError
from jiban.standards.tlog.merkle import HASH_BYTES
from jiban.standards.tlog.tiles import ENTRIES, WIDTH, Tile, entry_bundle, parse_path, tiles_between, width_at

from . import places, questions
from .errors import LedgerDamagedError
from .models import Tile as TileRow

CHECKPOINT_PATH = "checkpoint"


def checkpoint_text() -> str | None:
    """The signed head, for `<prefix>/checkpoint`; None while the log is empty."""
    head = questions.latest_checkpoint()
    return head.note if head else None


def tile_bytes(path: str) -> bytes | None:
    """The file at `<prefix>/<path>`: a tile of hashes, or a bundle of entries; None if the log has no such file."""
    head = questions.latest_checkpoint()
    try:
        tile = parse_path(path)
    except TileError:
        return None
    if head is None or width_at(tile.level, tile.number, head.size) < tile.width:
        return None
    return _bundle(tile) if tile.level == ENTRIES else _hashes(tile)


def write_files(folder: Path, *, size: int | None = None, note: str = "") -> int:
    """Write every file of the log under `folder`, the checkpoint last; how many.

    Up to the newest head, or up to the one of `size` with `note` as its text.
    """
    head = questions.latest_checkpoint()
    if head is None:
        return 0
    size, note = (head.size, head.note) if size is None else (size, note)
    hashes = tiles_between(0, size)
    bundles = [Tile(ENTRIES, tile.number, tile.width) for tile in hashes if tile.level == 0]
    for tile in [*hashes, *bundles]:
        data = tile_bytes(tile.path)
        if data is None:
            raise LedgerDamagedError(f"{tile.path} is missing")
        _write(folder / tile.path, data)
    _write(folder / CHECKPOINT_PATH, note.encode())
    return len(hashes) + len(bundles) + 1


def _hashes(tile: Tile) -> bytes | None:
    row = TileRow.objects.filter(level=tile.level, number=tile.number).first()
    return bytes(row.data)[: tile.width * HASH_BYTES] if row else None


def _bundle(tile: Tile) -> bytes | None:
    first = tile.number * WIDTH
    entries = places.entries(first, first + tile.width)
    return entry_bundle(entries) if len(entries) == tile.width else None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
