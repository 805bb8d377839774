"""The log's keys: Ed25519, which every reader knows, and SM2 for a second line; each one file in the signer key form of
c2sp.org/signed-note."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from jiban.standards.gm.note_line import Sm2Signer, Sm2Verifier
from jiban.standards.tlog.errors import KeyFormatError
from jiban.standards.tlog.note import CanSign, Signer, Verifier

from .errors import LedgerKeyError

FILE_NAME, SM2_FILE_NAME = "ledger-ed25519.key", "ledger-sm2.key"
Key = TypeVar("Key", Signer, Sm2Signer)


def signer() -> Signer:
    """The log's key. On a laptop the first call makes it; production wants it put there on purpose."""
    path = _path(FILE_NAME)
    if not path.exists():
        if settings.PRODUCTION:
            raise LedgerKeyError(f"{FILE_NAME} is not in the key folder")
        make(path, origin=settings.LOG_ORIGIN)
    return _named(path, Signer.parse)


def verifier() -> Verifier:
    return signer().verifier


def make(path: Path, *, origin: str) -> Signer:
    """A key for a log of that name, put down once: of two makers one wins. Raises LedgerKeyError."""
    try:
        made = Signer.generate(origin)
    except KeyFormatError as error:
        raise LedgerKeyError(f"{origin!r} is no name for a log: {error}") from error
    _put_down(path, made.skey)
    return _read(path, Signer.parse)


def sm2_signer() -> Sm2Signer | None:
    """The log's SM2 key. On a laptop the first call makes it; without one in production there is no SM2 line."""
    path = _path(SM2_FILE_NAME)
    if not path.exists():
        if settings.PRODUCTION:
            return None
        _put_down(path, Sm2Signer.generate(settings.LOG_ORIGIN).skey)
    return _named(path, _opened_sm2)


def sm2_verifier() -> Sm2Verifier | None:
    found = sm2_signer()
    return found.verifier if found else None


def make_sm2() -> Sm2Verifier:
    """Make the SM2 key on purpose; one that is there stays."""
    make_sm2_beside(_path(FILE_NAME), origin=settings.LOG_ORIGIN)
    return _named(_path(SM2_FILE_NAME), _opened_sm2).verifier


def make_sm2_beside(path: Path, *, origin: str) -> Sm2Verifier:
    """The SM2 key beside that log's key, put down once."""
    place = path.with_name(SM2_FILE_NAME)
    if not place.exists():
        _put_down(place, Sm2Signer.generate(origin).skey)
    return _read(place, _opened_sm2).verifier


def signers() -> list[CanSign]:
    """Whoever signs a checkpoint, Ed25519 first."""
    sm2 = sm2_signer()
    return [signer(), *([sm2] if sm2 else [])]


@lru_cache(maxsize=2)
def _opened_sm2(skey: str) -> Sm2Signer:
    """Opening an SM2 key takes longer than signing with it."""
    return Sm2Signer.parse(skey)


def _path(name: str) -> Path:
    return Path(settings.KEYRING_DIR) / name


def _read(path: Path, parse: Callable[[str], Key]) -> Key:
    try:
        return parse(path.read_text(encoding="utf-8").strip())
    except (KeyFormatError, UnicodeDecodeError) as error:
        raise LedgerKeyError(f"{path.name} holds no signer key") from error


def _named(path: Path, parse: Callable[[str], Key]) -> Key:
    key = _read(path, parse)
    if key.verifier.name != settings.LOG_ORIGIN:
        raise LedgerKeyError(f"{path.name} is the key of {key.verifier.name}, not of {settings.LOG_ORIGIN}")
    return key


def _put_down(path: Path, skey: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside (mode 0600) and linked into place: a crash leaves no half key, and of two makers one wins.
    descriptor, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(skey + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()
