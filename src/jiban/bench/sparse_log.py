"""A log of a hundred million leaves that has only the rows which its proofs read.

Every leaf but the chosen ones is the same, so that the hash over any complete subtree without a chosen leaf is known from
its height alone. The tiles over the chosen leaves, and those at the right edge, are real and lead to one true root.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from jiban.ledger import keys, tree
from jiban.ledger.commitments import Kind, entry_bytes
from jiban.ledger.models import Checkpoint, Line, Run
from jiban.ledger.models import Tile as TileRow
from jiban.standards.tlog import checkpoint as tlog_checkpoint
from jiban.standards.tlog import merkle
from jiban.standards.tlog.merkle import Hash, leaf_hash
from jiban.standards.tlog.tiles import HEIGHT, WIDTH, right_edge, width_at

FILLER = bytes(32)


def lay_out(leaves: int, chosen: Sequence[int]) -> None:
    """Write lines, tiles and the signed head of a log of `leaves` lines, of which only `chosen` can be proved."""
    entries = {index: entry_bytes(Kind.CERTIFICATE_ISSUED, index.to_bytes(32)) for index in chosen}
    Line.objects.bulk_create(Line(pk=index + 1, key=f"{index}", entry=entry) for index, entry in entries.items())
    Run.objects.bulk_create(Run(first_index=index, first_line=index + 1, count=1) for index in entries)
    known = {index: leaf_hash(entry) for index, entry in entries.items()}
    level = 0
    while leaves >> (HEIGHT * level):
        known = _write_level(leaves, level, known)
        level += 1
    root = merkle.root(leaves, tree.read_hashes)
    head = tlog_checkpoint.Checkpoint(settings.LOG_ORIGIN, leaves, root)
    note = tlog_checkpoint.sign(head, keys.signers())
    Checkpoint.objects.create(size=leaves, root=root, note=note, created_at=timezone.now())


def _write_level(leaves: int, level: int, known: dict[int, Hash]) -> dict[int, Hash]:
    """The tiles of one level that hold a known hash, or stand at the right edge; the hashes over the full ones."""
    filler = _filler(HEIGHT * level)
    tiles: dict[int, dict[int, Hash]] = defaultdict(dict)
    for number, value in known.items():
        tiles[number // WIDTH][number % WIDTH] = value
    for edge in right_edge(leaves):
        if edge.level == level:
            tiles[edge.number] |= {}
    rows, above = [], {}
    for number, inside in tiles.items():
        hashes = [inside.get(place, filler) for place in range(width_at(level, number, leaves))]
        rows.append(TileRow(level=level, number=number, data=b"".join(hashes)))
        if len(hashes) == WIDTH:
            above[number] = merkle.complete_root(hashes)
    TileRow.objects.bulk_create(rows)
    return above


def _filler(height: int) -> Hash:
    value = leaf_hash(FILLER)
    for _ in range(height):
        value = merkle.node_hash(value, value)
    return value
