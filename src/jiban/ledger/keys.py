"""The log's Ed25519 key: one file in the key folder, in the signer key form of c2sp.org/signed-note."""

import contextlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from jiban.standards.tlog.errors import KeyFormatError
from jiban.standards.tlog.note import Signer, Verifier

from .errors import LedgerKeyError

FILE_NAME = "ledger-ed25519.key"


def signer() -> Signer:
    """The log's key. On a laptop the first call makes it; production wants it put there on purpose."""
    path = Path(settings.KEYRING_DIR) / FILE_NAME
    if not path.exists():
        if settings.PRODUCTION:
            raise LedgerKeyError(f"{FILE_NAME} is not in the key folder")
        make(path, origin=settings.LOG_ORIGIN)
    key = _read(path)
    if key.verifier.name != settings.LOG_ORIGIN:
        raise LedgerKeyError(f"{FILE_NAME} is the key of {key.verifier.name}, not of {settings.LOG_ORIGIN}")
    return key


def verifier() -> Verifier:
    return signer().verifier


def make(path: Path, *, origin: str) -> Signer:
    """A key for a log of that name, put down once: of two makers one wins. Raises LedgerKeyError."""
    try:
        made = Signer.generate(origin)
    except KeyFormatError as error:
        raise LedgerKeyError(f"{origin!r} is no name for a log: {error}") from error
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside (mode 0600) and linked into place: a crash leaves no half key, and of two makers one wins.
    descriptor, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(made.skey + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()
    return _read(path)


def _read(path: Path) -> Signer:
    try:
        return Signer.parse(path.read_text(encoding="utf-8").strip())
    except (KeyFormatError, UnicodeDecodeError) as error:
        raise LedgerKeyError(f"{path.name} holds no signer key") from error
