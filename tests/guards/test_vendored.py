"""What others made stands here with its source, its licence and its hash; locked requirements carry hashes and no host."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from tests.guards.places import ROOT, SOURCE

NOTES = sorted(SOURCE.rglob("VENDOR.toml"))
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
NOT_VENDORED = {"VENDOR.toml", "README.md", "__init__.py"}


def told_hashes(note: Path) -> dict[str, str]:
    """File name and hash, from either form: a table [sha256], or one table a file."""
    told = tomllib.loads(note.read_text(encoding="utf-8"))
    if "sha256" in told:
        return dict(told["sha256"])
    return {row["file"]: row["sha256"] for rows in told.values() if isinstance(rows, list) for row in rows}


def licence_files(note: Path) -> set[str]:
    told = tomllib.loads(note.read_text(encoding="utf-8"))
    rows = [row for rows in told.values() if isinstance(rows, list) for row in rows]
    return {row["licence_file"] for row in rows if "licence_file" in row} or {"LICENSE"}


def test_there_are_vendored_files_to_look_at():
    assert len(NOTES) >= 2


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.parent.name)
def test_every_vendored_file_is_the_one_its_note_tells_of(note):
    real = {name: hashlib.sha256((note.parent / name).read_bytes()).hexdigest() for name in told_hashes(note)}
    assert real == told_hashes(note)


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.parent.name)
def test_no_file_hides_beside_the_vendored_ones(note):
    there = {path.name for path in note.parent.iterdir() if path.is_file()} - NOT_VENDORED
    assert there == set(told_hashes(note)) | licence_files(note)


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.parent.name)
def test_every_vendored_file_names_source_and_licence(note):
    text = note.read_text(encoding="utf-8")
    assert all(re.search(rf"^{word} = \".+\"", text, re.MULTILINE) for word in ("source", "licence", "name"))


def blocks(lock: Path) -> list[str]:
    """One block a requirement: its line and the lines that continue it."""
    lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    return [block for block in re.split(r"(?m)^(?=\S)", "\n".join(lines)) if block.strip()]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_requirement_has_one_version_and_hashes(lock):
    loose = [
        block.splitlines()[0]
        for block in blocks(lock)
        if not re.match(r"^[a-z0-9][a-z0-9.-]*(\[[a-z0-9,-]+\])?==\S+", block) or "--hash=sha256:" not in block
    ]
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_locked_requirement_names_a_host(lock):
    text = lock.read_text(encoding="utf-8")
    assert re.findall(r"\S*://\S+|--(?:extra-)?index-url\S*|--find-links\S*|--trusted-host\S*", text) == []


def test_the_product_locks_everything_it_declares():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.match(r"[A-Za-z0-9-]+", line)[0].lower() for line in declared}
    locked = {re.match(r"[a-z0-9.-]+", block)[0] for block in blocks(ROOT / "requirements" / "runtime.lock")}
    assert names - locked == set()


def test_who_installs_what_the_tests_need_has_the_products_packages_in_the_same_versions():
    """So that `make setup-dev` installs once."""
    pinned = {
        name: {block.split()[0] for block in blocks(ROOT / "requirements" / f"{name}.lock")}
        for name in ("runtime", "dev")
    }
    assert pinned["runtime"] - pinned["dev"] == set()
