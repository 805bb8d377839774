"""Rebuild the whole tree from the raw lines and compare: every line, tile, checkpoint and signature.

Reads each line once and keeps only the right edge of the tree, so that a log of any size can be checked while it
grows. Stops at the first fault: what follows a fault in a Merkle tree says nothing more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Max

from jiban.standards.gm.note_line import Sm2Verifier
from jiban.standards.tlog import checkpoint as tlog_checkpoint
from jiban.standards.tlog.errors import TlogError
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import HASH_BYTES, CompactRange, leaf_hash
from jiban.standards.tlog.note import Verifier
from jiban.standards.tlog.tiles import WIDTH, Tile

from . import keys, places
from .commitments import parse_entry
from .models import Checkpoint, WaitingLine
from .models import Tile as TileRow

ROWS_AT_A_TIME = 1000


class FaultKind(StrEnum):
    LINE_MISSING = "line-missing"
    LINE_CHANGED = "line-changed"
    LINE_UNSIGNED = "line-unsigned"
    TILE_MISSING = "tile-missing"
    TILE_CHANGED = "tile-changed"
    TILE_UNSIGNED = "tile-unsigned"
    CHECKPOINT_FALSE = "checkpoint-false"
    CHECKPOINT_CHANGED = "checkpoint-changed"
    CHECKPOINT_CONTRADICTED = "checkpoint-contradicted"


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is a line's index, a tile's path or a checkpoint's size."""

    kind: FaultKind
    place: str

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was read and found right, up to the first fault."""

    lines: int
    waiting: int
    tiles: int
    checkpoints: int
    fault: Fault | None

    @property
    def is_clean(self) -> bool:
        return self.fault is None


def fsck(verifier: Verifier | None = None) -> Report:
    """Check the log against the keys it is signed with; the log's own, unless another is given."""
    inspection = _Inspection(verifier or keys.verifier(), keys.sm2_verifier())
    try:
        inspection.run()
        fault = None
    except _FoundError as found:
        fault = found.fault
    return Report(
        lines=inspection.tree.size,
        waiting=WaitingLine.objects.count(),
        tiles=inspection.tiles,
        checkpoints=inspection.checkpoints,
        fault=fault,
    )


class _FoundError(Exception):
    def __init__(self, kind: FaultKind, place: object) -> None:
        self.fault = Fault(kind, str(place))


class _Inspection:
    def __init__(self, verifier: Verifier, sm2: Sm2Verifier | None) -> None:
        self.verifier, self.sm2 = verifier, sm2
        self.tree = CompactRange()
        self.builder = TileBuilder()
        self.tiles = 0
        self.checkpoints = 0
        self._doubt: _Doubt | None = None

    def run(self) -> None:
        # These are read before the newest checkpoint: a batch that commits meanwhile then looks like no fault.
        places_given = places.first_unused()
        last_tiles = dict(TileRow.objects.values_list("level").annotate(Max("number")).order_by("level"))
        newest = Checkpoint.objects.order_by("-size").first()
        size = newest.size if newest else 0
        if newest:
            self._check_signature(newest)
        self._walk(size)
        if places_given > size:
            raise _FoundError(FaultKind.LINE_UNSIGNED, size)
        for level, number in last_tiles.items():
            if number * WIDTH >= size >> (8 * level):
                raise _FoundError(FaultKind.TILE_UNSIGNED, Tile(level, number).path)

    def _walk(self, size: int) -> None:
        heads = Checkpoint.objects.filter(size__lte=size).order_by("size").iterator(chunk_size=ROWS_AT_A_TIME)
        head = next(heads, None)
        for entry in self._entries(size):
            self.tree.append(leaf_hash(entry))
            self.builder.append(leaf_hash(entry))
            if self.tree.size % WIDTH == 0:
                self._compare_tiles()
            if head and head.size == self.tree.size:
                self._check_head(head)
                head = next(heads, None)
        self._compare_tiles()
        self._blame_the_tile()

    def _entries(self, size: int) -> Iterator[bytes]:
        for first in range(0, size, ROWS_AT_A_TIME):
            after = min(first + ROWS_AT_A_TIME, size)
            found = places.entries(first, after)
            for index, entry in enumerate(found, first):
                try:
                    parse_entry(entry)
                except ValueError:
                    raise _FoundError(FaultKind.LINE_CHANGED, index) from None
                yield entry
            if len(found) < after - first:
                raise _FoundError(FaultKind.LINE_MISSING, first + len(found))

    def _check_head(self, head: Checkpoint) -> None:
        self._check_signature(head)
        if bytes(head.root) == self.tree.root():
            self._blame_the_tile()
            self.checkpoints += 1
            return
        # Which line? The one that differs from the leaf hash taken when it was sequenced.
        self._compare_tiles()
        if self._doubt is None or self._doubt.line is None:
            raise _FoundError(FaultKind.CHECKPOINT_CONTRADICTED, head.size)
        raise _FoundError(FaultKind.LINE_CHANGED, self._doubt.line)

    def _blame_the_tile(self) -> None:
        """The lines give the signed root: a tile that differs from them is the one that lies."""
        if self._doubt is not None:
            raise _FoundError(FaultKind.TILE_CHANGED, self._doubt.tile.path)

    def _check_signature(self, head: Checkpoint) -> None:
        try:
            signed = tlog_checkpoint.open_checkpoint(head.note, origin=settings.LOG_ORIGIN, verifiers=[self.verifier])
            # Heads signed before there was an SM2 key have no line of it.
            if self.sm2:
                self.sm2.check_line(head.note)
        except TlogError:
            raise _FoundError(FaultKind.CHECKPOINT_FALSE, head.size) from None
        if (signed.size, signed.root) != (head.size, bytes(head.root)):
            raise _FoundError(FaultKind.CHECKPOINT_CHANGED, head.size)

    def _compare_tiles(self) -> None:
        for tile, data in self.builder.take_changed():
            row = TileRow.objects.filter(level=tile.level, number=tile.number).first()
            if row is None or len(row.data) < len(data):
                raise _FoundError(FaultKind.TILE_MISSING, tile.path)
            if bytes(row.data)[: len(data)] == data:
                # Higher tiles are compared again each time they grow, and counted at their first hash.
                self.tiles += tile.level == 0 or tile.width == 1
            elif self._doubt is None:
                self._doubt = _Doubt.between(tile, bytes(row.data), data)


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A tile that does not fit the lines, and the first line it names otherwise; a checkpoint will say who is right."""

    tile: Tile
    line: int | None

    @classmethod
    def between(cls, tile: Tile, stored: bytes, rebuilt: bytes) -> "_Doubt":
        if tile.level > 0:
            return cls(tile, None)
        starts = range(0, len(rebuilt), HASH_BYTES)
        first = next(
            start for start in starts if stored[start : start + HASH_BYTES] != rebuilt[start : start + HASH_BYTES]
        )
        return cls(tile, tile.number * WIDTH + first // HASH_BYTES)
