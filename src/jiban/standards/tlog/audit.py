"""Checking a whole published log from its static files: nothing of ours is trusted but the keys.

    from jiban.standards.tlog import audit, policy
    report = audit.audit(audit.reader_of("https://city.example/log/"), policy.parse(open("policy.txt").read()))

Every entry is read and hashed, every tile compared, the root recomputed, the signatures and the quorum judged. With the
checkpoint that was kept from the last audit, it is also told whether the log still begins with all it had then.
"""

import http.client
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from jiban.standards.tlog import checkpoint, note, policy
from jiban.standards.tlog.errors import TileError, TlogError
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import EMPTY_ROOT, Hash, leaf_hash
from jiban.standards.tlog.tiles import ENTRIES, WIDTH, Tile, parse_entry_bundle, width_at

CHECKPOINT = "checkpoint"
MAX_FILE_BYTES = WIDTH * (2 + 0xFFFF)
SECONDS = 30
Read = Callable[[str], bytes]
"""Gives the bytes of a published file by its path; raises OSError for one that is not there."""


class Fault(StrEnum):
    """What an audit can find. UNREACHABLE alone says nothing against the log: nobody answered."""

    UNREACHABLE = "unreachable"
    MISSING = "missing"
    TOO_LONG = "too-long"
    NO_TEXT = "no-text"
    BUNDLE = "bundle"
    TILE = "tile"
    ROOT = "root"
    ENTRY = "entry"
    ABSENT = "absent"
    SMALLER = "smaller"
    REWRITTEN = "rewritten"


class AuditError(TlogError):
    """The log is not what its checkpoint says; `place` is the first file, index or size where that shows."""

    def __init__(self, words: str, fault: Fault = Fault.ENTRY, place: str = "") -> None:
        super().__init__(words)
        self.fault, self.place = fault, place


@dataclass(frozen=True, slots=True)
class Report:
    """What was found right. `signed` is the checkpoint to keep for the next audit; `witnesses` cosigned it.

    `before` is the size of the kept checkpoint that the log was found to go on from; None without one.
    """

    origin: str
    size: int
    root: Hash
    entries: int
    tiles: int
    witnesses: tuple[str, ...]
    quorum: bool
    signed: str
    before: int | None = None


def audit(
    read: Read,
    rules: policy.Policy,
    *,
    kept: str | None = None,
    check_entry: Callable[[int, bytes], None] | None = None,
) -> Report:
    """Audit a log of any size; memory holds one tile of each level.

    kept         the checkpoint of an earlier audit, as its report had it
    check_entry  is called with every index and entry, and may raise AuditError for one that is not of such a log

    Raises AuditError, or the errors of `policy.judge`. Too few cosignatures are no error: `quorum` tells.
    """
    signed = _text(read, CHECKPOINT)
    judged = policy.judge(rules, signed)
    before = policy.judge(rules, kept).checkpoint if kept else None
    if before and (before.origin != judged.checkpoint.origin or before.size > judged.checkpoint.size):
        words = f"the checkpoint kept is of size {before.size}, the log shows {judged.checkpoint.size}"
        raise AuditError(words, Fault.SMALLER, str(before.size))
    walk = _Walk(read, judged.checkpoint, before, check_entry)
    walk.run()
    return Report(
        origin=judged.checkpoint.origin,
        size=judged.checkpoint.size,
        root=judged.checkpoint.root,
        entries=walk.builder.size,
        tiles=walk.tiles,
        witnesses=judged.witnesses,
        quorum=judged.is_met,
        signed=signed,
        before=before.size if before else None,
    )


class _Walk:
    def __init__(
        self,
        read: Read,
        head: checkpoint.Checkpoint,
        before: checkpoint.Checkpoint | None,
        check_entry: Callable[[int, bytes], None] | None,
    ) -> None:
        self.read, self.head, self.before, self.check_entry = read, head, before, check_entry
        self.builder = TileBuilder()
        self.tiles = 0

    def run(self) -> None:
        if self.before and self.before.size == 0:
            self._compare_before()
        for number in range(-(-self.head.size // WIDTH)):
            tile = Tile(ENTRIES, number, width_at(ENTRIES, number, self.head.size))
            for entry in self._entries(tile):
                if self.check_entry:
                    self.check_entry(self.builder.size, entry)
                self.builder.append(leaf_hash(entry))
                if self.before and self.builder.size == self.before.size:
                    self._compare_before()
            for changed, data in self.builder.take_changed():
                # Higher tiles grow over many bundles: only what is published at this size can be compared.
                if changed.width == width_at(changed.level, changed.number, self.head.size):
                    self._compare(changed, data)
        if self._root() != self.head.root:
            raise AuditError("the entries do not give the root that the checkpoint signs", Fault.ROOT)

    def _entries(self, tile: Tile) -> list[bytes]:
        try:
            entries = list(parse_entry_bundle(_bytes(self.read, tile.path)))
        except TileError as error:
            raise AuditError(f"{tile.path}: {error}", Fault.BUNDLE, tile.path) from error
        if len(entries) != tile.width:
            raise AuditError(f"{tile.path} has {len(entries)} entries, not {tile.width}", Fault.BUNDLE, tile.path)
        return entries

    def _compare(self, tile: Tile, data: bytes) -> None:
        if _bytes(self.read, tile.path) != data:
            raise AuditError(f"{tile.path} is not made of the entries", Fault.TILE, tile.path)
        self.tiles += 1

    def _compare_before(self) -> None:
        assert self.before is not None  # noqa: S101 - the callers look
        if self._root() != self.before.root:
            words = f"the log does not begin with what it had at size {self.before.size}: it was rewritten"
            raise AuditError(words, Fault.REWRITTEN, str(self.before.size))

    def _root(self) -> Hash:
        return self.builder.root() if self.builder.size else EMPTY_ROOT


def reader_of(place: str) -> Read:
    """Reads from a folder, or from an address that begins with http:// or https://."""
    if not place.startswith(("http://", "https://")):
        return lambda path: (Path(place) / path).read_bytes()
    prefix = place.rstrip("/") + "/"

    def fetch(path: str) -> bytes:
        with urllib.request.urlopen(prefix + path, timeout=SECONDS) as answer:  # noqa: S310 - http or https, see above
            data: bytes = answer.read(MAX_FILE_BYTES + 1)
        return data

    return fetch


def key_policy(vkey: str) -> policy.Policy:
    """The policy of whoever has only the log's key. Raises PolicyFormatError."""
    return policy.parse(f"log {vkey}\nquorum none\n")


def _bytes(read: Read, path: str) -> bytes:
    try:
        data = read(path)
    except (OSError, http.client.HTTPException) as error:
        # Who answers without the file withholds it; who does not answer may only be away.
        is_missing = isinstance(error, FileNotFoundError) or getattr(error, "code", 0) in {404, 410}
        fault = Fault.MISSING if is_missing and path != CHECKPOINT else Fault.UNREACHABLE
        raise AuditError(f"{path} cannot be read", fault, path) from error
    if len(data) > MAX_FILE_BYTES:
        raise AuditError(f"{path} is too long", Fault.TOO_LONG, path)
    return data


def _text(read: Read, path: str) -> str:
    data = _bytes(read, path)
    try:
        if len(data) > note.MAX_NOTE_BYTES:
            raise AuditError(f"{path} is too long", Fault.TOO_LONG, path)
        return data.decode()
    except UnicodeDecodeError as error:
        raise AuditError(f"{path} is no text", Fault.NO_TEXT, path) from error
