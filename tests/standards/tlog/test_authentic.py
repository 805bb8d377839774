"""No byte leaves that the checkpoint does not vouch for, wherever it came from."""

import pytest

from jiban.standards.tlog import merkle
from jiban.standards.tlog.authentic import AuthenticTiles
from jiban.standards.tlog.errors import FalseTileError, TileError
from jiban.standards.tlog.tiles import ENTRIES, Tile, tiles_between
from tests.mirror.a_site import publish
from tests.witness.a_log import ALog

SIZES = [0, 1, 255, 256, 257, 700]
DEEP = 65_536 + 300


def reader(folder):
    return lambda tile: (folder / tile.path).read_bytes()


def whole(log, folder):
    return AuthenticTiles(log.head(), [reader(publish(log, folder))])


@pytest.mark.parametrize("size", SIZES)
def test_every_tile_and_bundle_of_an_honest_log_is_given(tmp_path, size):
    tiles = whole(ALog().grow(size), tmp_path)
    for tile in tiles_between(0, size):
        assert tiles.hashes(tile.level, tile.number) == (tmp_path / tile.path).read_bytes()
        if tile.level == 0:
            bundle = Tile(ENTRIES, tile.number, tile.width)
            assert tiles.bundle(tile.number) == (tmp_path / bundle.path).read_bytes()


def test_a_log_of_three_levels_is_judged_from_the_top(tmp_path):
    log = ALog().grow(DEEP)
    head, tiles = log.head(), whole(log, tmp_path)
    assert tiles.hashes(0, 7) == (tmp_path / "tile/0/007").read_bytes()
    path = tmp_path / "tile/1/000"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(FalseTileError):
        AuthenticTiles(head, [reader(tmp_path)]).hashes(0, 7)


@pytest.mark.parametrize("name", ["tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001"])
@pytest.mark.parametrize(
    "lie", [lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda data: data[:-32], lambda _: b""]
)
def test_a_false_byte_anywhere_is_refused(tmp_path, name, lie):
    log = ALog().grow(700)
    publish(log, tmp_path)
    (tmp_path / name).write_bytes(lie((tmp_path / name).read_bytes()))
    with pytest.raises(FalseTileError):
        [AuthenticTiles(log.head(), [reader(tmp_path)]).bundle(number) for number in (1, 2)]


def test_a_source_with_a_false_tile_is_passed_over(tmp_path):
    log = ALog().grow(700)
    good, bad = publish(log, tmp_path / "good"), publish(log.fork(3), tmp_path / "bad")
    tiles = AuthenticTiles(log.head(), [reader(bad), reader(good)])
    assert tiles.bundle(0) == (good / "tile/entries/000").read_bytes()


def test_a_missing_tile_is_told_from_a_false_one(tmp_path):
    tiles = whole(ALog().grow(700), tmp_path)
    (tmp_path / "tile/0/001").unlink()
    with pytest.raises(FileNotFoundError):
        tiles.hashes(0, 1)
    with pytest.raises(TileError):
        tiles.hashes(0, 9)


@pytest.mark.parametrize(("old", "new"), [(1, 257), (256, 700), (300, 512), (512, 700), (699, 700)])
def test_proofs_are_made_from_authentic_tiles(tmp_path, old, new):
    log = ALog().grow(new)
    tiles = whole(log, tmp_path)
    assert merkle.root(old, tiles.read_hashes) == log.cut(old).head().root
    assert merkle.consistency_proof(old, new, tiles.read_hashes) == merkle.consistency_proof(old, new, log.read)
