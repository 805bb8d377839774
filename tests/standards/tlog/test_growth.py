import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.tlog import tiles
from jiban.standards.tlog.errors import TileError
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import CompactRange, complete_root, leaf_hash

LEAVES = [leaf_hash(number.to_bytes(4)) for number in range(256 * 256 + 300)]


def grow(stored, size, more):
    """One batch as a log does it: read the right edge, append, write what changed."""
    edge = {tile.level: stored[tile.level, tile.number] for tile in tiles.right_edge(size)}
    builder = TileBuilder(size, edge)
    for leaf in LEAVES[size : size + more]:
        builder.append(leaf)
    changed = builder.take_changed()
    stored.update({(tile.level, tile.number): data for tile, data in changed})
    return builder, changed


@given(st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_a_log_grown_in_any_batches_has_the_same_root_and_tiles(batches):
    stored, size, reference = {}, 0, CompactRange()
    for more in batches:
        builder, changed = grow(stored, size, more)
        for leaf in LEAVES[size : size + more]:
            reference.append(leaf)
        assert builder.root() == reference.root()
        assert sorted((tile.level, tile.number, tile.width) for tile, _ in changed) == sorted(
            (tile.level, tile.number, tile.width) for tile in tiles.tiles_between(size, size + more)
        )
        size += more
    assert_tiles_are_those_of(stored, size)


def test_a_log_that_fills_a_tile_of_the_second_level_starts_a_third():
    builder, changed = grow({}, 0, len(LEAVES))
    reference = CompactRange()
    for leaf in LEAVES:
        reference.append(leaf)
    assert builder.root() == reference.root()
    assert {tile for tile, _ in changed} == set(tiles.tiles_between(0, len(LEAVES)))
    assert max(tile.level for tile, _ in changed) == 2


def test_nothing_appended_changes_nothing():
    builder = TileBuilder()
    assert builder.take_changed() == []
    builder.append(LEAVES[0])
    assert len(builder.take_changed()) == 1
    assert builder.take_changed() == []


@pytest.mark.parametrize("edge", [{}, {0: b""}, {0: bytes(32)}, {0: bytes(96)}, {0: bytes(63)}])
def test_an_edge_of_another_size_is_refused(edge):
    with pytest.raises(TileError):
        TileBuilder(2, edge)


def assert_tiles_are_those_of(stored, size):
    level, hashes = 0, LEAVES[:size]
    while hashes:
        for number in range(-(-len(hashes) // 256)):
            assert stored[level, number] == b"".join(hashes[number * 256 : number * 256 + 256])
        hashes = [complete_root(hashes[start : start + 256]) for start in range(0, len(hashes) - 255, 256)]
        level += 1
