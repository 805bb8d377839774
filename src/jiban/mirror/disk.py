"""A log's copy as files. A file is there whole and on the disk, or not at all; nothing that is there is written over."""

import os
import shutil
import tempfile
from pathlib import Path

from jiban.jobs.crashpoints import reached
from jiban.standards.tlog.tiles import WIDTH, Tile

CHECKPOINT = "checkpoint"
_UNFINISHED = ".unfinished-"


class Disk:
    """The folder of one log's copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, tile: Tile) -> bytes:
        """Raises OSError for a tile that is not here."""
        return (self.folder / tile.path).read_bytes()

    def keep(self, tile: Tile, data: bytes) -> None:
        """Persist a tile that was found true."""
        path = self.folder / tile.path
        if not path.exists() or path.read_bytes() != data:
            _write(path, data)
        reached("mirror-tile-kept")

    def let_go(self, tile: Tile) -> None:
        """The narrower forms of a full tile: nobody needs them once a checkpoint that has it is shown."""
        if tile.width == WIDTH:
            path = self.folder / tile.path
            shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)

    def show(self, signed: str) -> None:
        """Put the checkpoint among the files. Only what the memory holds already is shown."""
        path = self.folder / CHECKPOINT
        if not path.exists() or path.read_text(encoding="utf-8") != signed:
            _write(path, signed.encode())

    def tidy(self) -> None:
        """Take away what a crash left half written."""
        for left in self.folder.rglob(f"{_UNFINISHED}*"):
            left.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    _make_folder(path.parent)
    descriptor, aside = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), 0o644)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Without this a power cut may take the file's name with it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
