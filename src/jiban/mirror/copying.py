"""One look at a log: take what is new, if it goes on from all that was here.

    checkpoint signed, grown and consistent -> kept as pending -> every tile and bundle, judged, then persisted
    -> cosigned in the memory -> shown

A crash at any point leaves true files and an older checkpoint; the next look goes on from there. Two looks at once do no
harm: both write the same bytes, and the memory takes no checkpoint that is not larger.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from enum import StrEnum

from jiban.jobs.crashpoints import reached
from jiban.standards.tlog import canonical_base64, checkpoint, merkle, note
from jiban.standards.tlog.authentic import AuthenticTiles
from jiban.standards.tlog.checkpoint import Checkpoint
from jiban.standards.tlog.errors import TileError, TlogError
from jiban.standards.tlog.tiles import ENTRIES, Tile, tiles_between
from jiban.standards.tlog.witnessing import add_lines

from .disk import Disk
from .folder import Log, Settings
from .http import Site
from .memory import Kept, Kind, Memory

log = logging.getLogger(__name__)
MOST_LINES = 50
"""Signature lines of a log that are kept; ours must find room under the 100 of a note."""


class Outcome(StrEnum):
    """What a look at a log came to. All but the first two are troubles, told to whoever looks after the mirror."""

    COPIED = "copied"
    UNCHANGED = "unchanged"
    UNAVAILABLE = "unavailable"
    NOT_SIGNED = "not-signed"
    FALSE_TILE = "false-tile"
    FORK = "fork"
    REWRITTEN = "rewritten"
    SMALLER = "smaller"
    DISK = "disk"

    @property
    def is_trouble(self) -> bool:
        return self not in {Outcome.COPIED, Outcome.UNCHANGED}


class _RefusedError(Exception):
    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


class Copier:
    """Copies the logs of one mirror."""

    def __init__(self, settings: Settings, *, clock: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self.memory = Memory(settings.memory)
        self.clock = clock

    def look_at_all(self) -> dict[str, Outcome]:
        """One round, log by log."""
        return {one.origin: self.look(one) for one in self.settings.logs}

    def look(self, one: Log) -> Outcome:
        """One round with one log; a second process waits for the first. Never raises for what the log does."""
        with self.settings.alone(one), closing(Site(one.url)) as site:
            outcome = self._look(one, site)
        try:
            self.memory.keep_round(
                one.origin, trouble=outcome.value if outcome.is_trouble else "", seconds=int(self.clock())
            )
        except sqlite3.Error:
            return Outcome.DISK
        if outcome in {Outcome.FORK, Outcome.REWRITTEN}:
            log.critical("log %s signed two histories: see `jiban mirror evidence`", one.origin)
        return outcome

    def _look(self, one: Log, site: Site) -> Outcome:
        try:
            signed = site.checkpoint()
            head = checkpoint.open_checkpoint(signed, origin=one.origin, verifiers=[one.key])
            return _Look(self, one, site).take(head, signed)
        except _RefusedError as refusal:
            outcome = Outcome(refusal.kind.value)
        except TileError:
            outcome = Outcome.FALSE_TILE
        except TlogError:
            outcome = Outcome.NOT_SIGNED
        except ConnectionError:
            outcome = Outcome.UNAVAILABLE
        except (OSError, sqlite3.Error):
            log.exception("the copy of %s could not be written", one.origin)
            outcome = Outcome.DISK
        return outcome


class _Look:
    def __init__(self, copier: Copier, one: Log, site: Site) -> None:
        self.copier, self.memory, self.origin, self.site = copier, copier.memory, one.origin, site
        self.disk = Disk(copier.settings.copies(one))
        self.seconds = int(copier.clock())

    def take(self, head: Checkpoint, signed: str) -> Outcome:
        mirrored, pending = self.memory.newest(self.origin), self.memory.pending(self.origin)
        newest = pending or mirrored
        self._refuse_fork(head, signed)
        if newest and head.size < newest.size:
            self._refuse_smaller(head, signed, newest, mirrored)
        if mirrored and head.size == mirrored.size:
            self._add_signatures(mirrored, signed)
            return Outcome.UNCHANGED
        tiles = AuthenticTiles(head, [self.disk.read, self.site.tile])
        if newest:
            self._refuse_rewriting(head, signed, newest, tiles)
        self.memory.keep_pending(head, signed, seconds=self.seconds)
        self._copy(mirrored.size if mirrored else 0, tiles)
        self._cosign(head, signed, mirrored.size if mirrored else 0)
        return Outcome.COPIED

    def _copy(self, old_size: int, tiles: AuthenticTiles) -> None:
        self.disk.tidy()
        # From the top down: each tile is judged by the one above it, which is on the disk by then.
        for tile in sorted(tiles_between(old_size, tiles.head.size), key=lambda one: -one.level):
            self.disk.keep(tile, tiles.hashes(tile.level, tile.number))
            if tile.level == 0:
                self.disk.keep(Tile(ENTRIES, tile.number, tile.width), tiles.bundle(tile.number))
        reached("mirror-tiles-kept")

    def _cosign(self, head: Checkpoint, signed: str, old_size: int) -> None:
        cosigner = self.copier.settings.cosigner
        self.memory.cosign(
            head,
            _few_lines(signed, self.origin),
            line=lambda: cosigner.cosign(head.text, seconds=self.seconds),
            seconds=self.seconds,
        )
        newest = self.memory.newest(self.origin)
        assert newest is not None  # noqa: S101 - one was written just now
        self.disk.show(newest.note)
        reached("mirror-shown")
        for tile in _with_bundles(tiles_between(old_size, newest.size)):
            self.disk.let_go(tile)

    def _add_signatures(self, mirrored: Kept, signed: str) -> None:
        """Witnesses cosign later than the log signs: their lines follow."""
        merged = add_lines(mirrored.note, note.signature_lines(_few_lines(signed, self.origin)))
        if merged != mirrored.note and len(note.parse(merged)[1]) <= note.MAX_SIGNATURES:
            self.memory.add_signatures(self.origin, mirrored.size, merged)
        else:
            merged = mirrored.note
        self.disk.show(merged)

    def _refuse_fork(self, head: Checkpoint, signed: str) -> None:
        earlier = self.memory.seen_at(self.origin, head.size)
        if earlier and earlier.root != head.root:
            self._refuse(Kind.FORK, head, earlier, signed)

    def _refuse_smaller(self, head: Checkpoint, signed: str, newest: Kept, mirrored: Kept | None) -> None:
        """An old checkpoint shown again is a doubt. One that our copy does not begin with is a proof."""
        if mirrored and head.size < mirrored.size:
            ours = AuthenticTiles(Checkpoint(self.origin, mirrored.size, mirrored.root), [self.disk.read])
            began_with = merkle.root(head.size, ours.read_hashes)
            if began_with != head.root:
                proof = _told_apart(began_with, head.size, ours)
                self._refuse(Kind.REWRITTEN, head, mirrored, signed, proof)
        if not self.memory.seen_at(self.origin, head.size):
            self._keep(Kind.SMALLER, head, newest, signed)
        raise _RefusedError(Kind.SMALLER)

    def _refuse_rewriting(self, head: Checkpoint, signed: str, newest: Kept, tiles: AuthenticTiles) -> None:
        begins_with = merkle.root(newest.size, tiles.read_hashes)
        if begins_with != newest.root:
            self._refuse(Kind.REWRITTEN, head, newest, signed, _told_apart(begins_with, newest.size, tiles))

    def _refuse(self, kind: Kind, head: Checkpoint, earlier: Kept, signed: str, proof: str = "") -> None:
        self._keep(kind, head, earlier, signed, proof)
        raise _RefusedError(kind)

    def _keep(self, kind: Kind, head: Checkpoint, earlier: Kept, signed: str, proof: str = "") -> None:
        self.memory.keep_evidence(kind, head, earlier=earlier.note, later=signed, proof=proof, seconds=self.seconds)
        reached("mirror-evidence-kept")


def _told_apart(root: bytes, size: int, larger: AuthenticTiles) -> str:
    """The root that the larger tree has at a smaller size, and the proof that it does: one hash a line."""
    hashes = [root, *merkle.consistency_proof(size, larger.head.size, larger.read_hashes)] if size else [root]
    return "".join(f"{canonical_base64.encode(value)}\n" for value in hashes)


def _with_bundles(tiles: list[Tile]) -> Iterator[Tile]:
    for tile in tiles:
        yield tile
        if tile.level == 0:
            yield Tile(ENTRIES, tile.number, tile.width)


def _few_lines(signed: str, origin: str) -> str:
    """The checkpoint with the log's own lines, and others up to a bound: a note must have room for more."""
    text, signatures = note.parse(signed)
    lines = note.signature_lines(signed)
    own = [line for line, one in zip(lines, signatures, strict=True) if one.name == origin]
    return text + "\n" + "".join(dict.fromkeys([*own, *lines][:MOST_LINES]))
