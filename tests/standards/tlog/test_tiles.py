import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.tlog import merkle, tiles
from jiban.standards.tlog.errors import TileError
from jiban.standards.tlog.merkle import Node
from jiban.standards.tlog.tiles import ENTRIES, Tile
from tests.standards.tlog import reference_tree

places = st.builds(Tile, level=st.integers(ENTRIES, 63), number=st.integers(0, 10**20), width=st.integers(1, 256))


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),  # the specification's own number
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(1, 1, 17), "tile/1/001.p/17"),
        (Tile(63, 1000), "tile/63/x001/000"),
        (Tile(ENTRIES, 5), "tile/entries/005"),
        (Tile(ENTRIES, 999_999, 1), "tile/entries/x999/999.p/1"),
    ],
)
def test_a_tile_has_its_path(tile, path):
    assert tile.path == path
    assert tiles.parse_path(path) == tile


@given(places)
def test_every_path_written_is_read_back(tile):
    assert tiles.parse_path(tile.path) == tile


@pytest.mark.parametrize(
    "lie",
    [
        "",
        "tile/0/0",
        "tile/0/00",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/001/001",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/",
        "tile/0/٠٠٠",
        "tile/0/-01",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/000\n",
        "tile/0/../000",
        "tile/data/000",
        "tile/0/" + "x001/" * 50 + "001",
    ],
)
def test_no_other_spelling_is_a_path(lie):
    with pytest.raises(TileError):
        tiles.parse_path(lie)


def test_a_log_of_70000_entries_has_the_tiles_of_the_specifications_example():
    stored = tiles.tiles_between(0, 70_000)
    by_level = [[tile.width for tile in stored if tile.level == level] for level in range(4)]
    assert by_level == [[256] * 273 + [112], [256, 17], [1], []]
    assert tiles.right_edge(70_000) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]


def test_a_log_of_256_entries_has_a_full_tile_and_its_root_one_level_up():
    assert tiles.tiles_between(0, 256) == [Tile(0, 0), Tile(1, 0, 1)]
    assert tiles.right_edge(256) == [Tile(1, 0, 1)]
    assert tiles.right_edge(0) == tiles.tiles_between(0, 0) == []


@given(st.integers(0, 10**7), st.integers(0, 2000))
def test_only_tiles_that_grew_are_written(old_size, more):
    grown = tiles.tiles_between(old_size, old_size + more)
    assert len(set(grown)) == len(grown) <= more // 256 + 10
    for tile in grown:
        assert tiles.width_at(tile.level, tile.number, old_size) < tile.width
        assert tiles.width_at(tile.level, tile.number, old_size + more) == tile.width


@given(st.integers(1, 10**9))
def test_the_width_of_a_bundle_is_that_of_its_leaf_tile(size):
    last = (size - 1) // 256
    assert tiles.width_at(ENTRIES, last, size) == tiles.width_at(0, last, size) > 0
    assert tiles.width_at(0, last + 1, size) == 0


@given(st.integers(0, 5), st.integers(0, 600))
def test_the_hash_of_any_complete_subtree_is_read_from_its_tile(level, number):
    entries = [place.to_bytes(2) for place in range(600)]
    node = Node(level, number)
    first, last = number << level, (number + 1) << level
    if last <= len(entries):
        tile_level, tile_number = tiles.tile_holding(node)
        assert tile_level == 0
        data = b"".join(merkle.leaf_hash(entry) for entry in entries[tile_number * 256 : tile_number * 256 + 256])
        assert tiles.hash_from_tile(node, data) == reference_tree.mth(entries[first:last])


def test_a_whole_tile_is_one_hash_of_the_level_above():
    assert tiles.tile_holding(Node(8, 300)) == (1, 1)
    assert tiles.tile_holding(Node(15, 3)) == (1, 1)
    assert tiles.tile_holding(Node(7, 3)) == (0, 1)


def test_a_tile_that_is_too_narrow_is_noticed():
    with pytest.raises(TileError):
        tiles.hash_from_tile(Node(1, 1), bytes(32 * 3))
    with pytest.raises(TileError):
        tiles.split_hashes(bytes(31))
    with pytest.raises(TileError):
        tiles.split_hashes(bytes(32 * 257))


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_every_bundle_is_read_back(entries):
    assert tiles.parse_entry_bundle(tiles.entry_bundle(entries)) == entries


def test_a_bundle_is_lengths_and_entries():
    assert tiles.entry_bundle([b"ab", b"", b"c"]) == b"\x00\x02ab\x00\x00\x00\x01c"
    tiles.entry_bundle([bytes(65_535)])
    with pytest.raises(TileError):
        tiles.entry_bundle([bytes(65_536)])


@given(st.lists(st.binary(min_size=1, max_size=10), min_size=1, max_size=5), st.data())
def test_a_bundle_cut_inside_an_entry_is_refused(entries, data):
    bundle = tiles.entry_bundle(entries)
    cut = data.draw(st.integers(1, 2 + len(entries[-1]) - 1))
    with pytest.raises(TileError):
        tiles.parse_entry_bundle(bundle[:-cut])
