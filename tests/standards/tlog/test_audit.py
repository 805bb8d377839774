"""Anybody audits a published log with its keys alone."""

import ast
from pathlib import Path

import pytest

from jiban.standards.tlog import audit as auditing
from jiban.standards.tlog import checkpoint, merkle
from jiban.standards.tlog.audit import AuditError, audit, key_policy, reader_of
from jiban.standards.tlog.errors import SignatureError, UnknownSignerError
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import leaf_hash
from jiban.standards.tlog.note import Signer
from jiban.standards.tlog.tiles import ENTRIES, WIDTH, Tile, entry_bundle, tiles_between

LOG = Signer.generate("city.example/log")
RULES = key_policy(LOG.verifier.vkey)
SIZES = [0, 1, 5, 255, 256, 257, 700]


def publish(folder, entries):
    builder, size = TileBuilder(), len(entries)
    for entry in entries:
        builder.append(leaf_hash(entry))
    stored = {(tile.level, tile.number): data for tile, data in builder.take_changed()}
    for tile in tiles_between(0, size):
        write(folder / tile.path, stored[tile.level, tile.number][: tile.width * 32])
        if tile.level == 0:
            bundle = Tile(ENTRIES, tile.number, tile.width)
            write(folder / bundle.path, entry_bundle(entries[tile.number * WIDTH :][: tile.width]))
    head = checkpoint.Checkpoint("city.example/log", size, builder.root() if size else merkle.EMPTY_ROOT)
    write(folder / "checkpoint", checkpoint.sign(head, [LOG]).encode())
    return reader_of(str(folder))


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def entries(count):
    return [f"entry {number}".encode() for number in range(count)]


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_log_passes(tmp_path, size):
    report = audit(publish(tmp_path, entries(size)), RULES)
    bundles = -(-size // WIDTH)
    assert (report.size, report.entries, report.quorum, report.witnesses) == (size, size, True, ())
    assert report.tiles == bundles + (1 if size >= WIDTH else 0)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("old", SIZES)
def test_a_log_that_grew_begins_with_what_was_kept(tmp_path, old, size):
    kept = audit(publish(tmp_path / "old", entries(old)), RULES).signed
    read = publish(tmp_path / "new", entries(size))
    if old <= size:
        assert audit(read, RULES, kept=kept).size == size
    else:
        with pytest.raises(AuditError, match="kept is of size"):
            audit(read, RULES, kept=kept)


def test_a_rewritten_log_is_told_though_it_is_whole_in_itself(tmp_path):
    kept = audit(publish(tmp_path / "old", entries(300)), RULES).signed
    read = publish(tmp_path / "new", [b"forged", *entries(500)[1:]])
    assert audit(read, RULES).size == 500
    with pytest.raises(AuditError, match="rewritten"):
        audit(read, RULES, kept=kept)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"])
def test_any_changed_or_missing_file_is_told(tmp_path, path):
    read = publish(tmp_path, entries(300))
    data = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(AuditError):
        audit(read, RULES)
    (tmp_path / path).unlink()
    with pytest.raises(AuditError, match="cannot be read"):
        audit(read, RULES)


def test_a_bundle_that_ends_early_is_told(tmp_path):
    read = publish(tmp_path, entries(300))
    write(tmp_path / "tile/entries/000", entry_bundle(entries(255)))
    with pytest.raises(AuditError, match="255 entries"):
        audit(read, RULES)


def test_another_key_or_a_changed_checkpoint_is_refused(tmp_path):
    read = publish(tmp_path, entries(5))
    with pytest.raises(UnknownSignerError):
        audit(read, key_policy(Signer.generate("city.example/log").verifier.vkey))
    path = tmp_path / "checkpoint"
    path.write_text(path.read_text().replace("\n5\n", "\n4\n"))
    with pytest.raises(SignatureError):
        audit(read, RULES)


def test_what_is_not_an_entry_of_such_a_log_is_told(tmp_path):
    def only_even(index, entry):
        if index % 2:
            raise AuditError(f"entry {index}")

    with pytest.raises(AuditError, match="entry 1"):
        audit(publish(tmp_path, entries(3)), RULES, check_entry=only_even)


def test_a_checkpoint_that_is_no_text_or_endless_is_refused():
    for data in (b"\xff\xfe", b"x" * 40_000_000):
        with pytest.raises(AuditError):
            audit(lambda _path, data=data: data, RULES)


def test_the_auditor_needs_no_django():
    """A newspaper copies this folder: it imports itself, `cryptography` and the standard library."""
    folder = Path(auditing.__file__).parent
    imported = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module)
            elif isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
    ours = {name for name in imported if name.startswith("jiban")}
    assert ours == {name for name in ours if name.startswith("jiban.standards.tlog")}
    assert not {name for name in imported if name.startswith("django")}
