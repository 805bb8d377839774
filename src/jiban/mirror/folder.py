"""What a mirror keeps: one folder with its settings, its key, its memory and the copies.

    mirror.toml             which logs it copies, and from where
    mirror.key              its private key, readable by its own user only
    mirror.sqlite3          the checkpoints that it cosigned, and what speaks against a log
    logs/<origin hash>/     a log's files, as any web server can serve them

Example of mirror.toml:

    name = "second.example/mirror"

    [[log]]
    vkey = "city.example/log+3d2c0a71+AXk…"
    url = "https://city.example/log/"
"""

import fcntl
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jiban.standards.tlog.cosignature import Cosigner, Type
from jiban.standards.tlog.errors import KeyFormatError
from jiban.standards.tlog.note import Verifier
from jiban.standards.tlog.witnessing import origin_hash
from jiban.witness.alone import write_once

from .errors import MirrorError
from .memory import Memory

SETTINGS, KEY, MEMORY, LOGS = "mirror.toml", "mirror.key", "mirror.sqlite3", "logs"


@dataclass(frozen=True, slots=True)
class Log:
    """A log to copy, by its key, from an address."""

    key: Verifier
    url: str

    @property
    def origin(self) -> str:
        return self.key.name

    @property
    def hash(self) -> str:
        return origin_hash(self.origin)


@dataclass(frozen=True, slots=True)
class Settings:
    folder: Path
    cosigner: Cosigner
    logs: tuple[Log, ...]

    @property
    def memory(self) -> Path:
        return self.folder / MEMORY

    @contextmanager
    def alone(self, log: Log) -> Iterator[None]:
        """Wait until no other process or thread copies this log."""
        with (self.folder / f"{log.hash}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def copies(self, log: Log) -> Path:
        return self.folder / LOGS / log.hash


def make(folder: Path, *, name: str, logs: Sequence[tuple[str, str]], kind: Type = Type.ED25519) -> Cosigner:
    """A new mirror of logs given as key and address; nothing that is there is written over. Raises MirrorError."""
    try:
        cosigner = Cosigner.generate(name, kind)
        for vkey, url in logs:
            _log({"vkey": vkey, "url": url})
    except KeyFormatError as error:
        raise MirrorError(str(error)) from error
    if (folder / KEY).exists():
        raise MirrorError(f"{folder / KEY} is there already: a mirror's key is made once")
    (folder / LOGS).mkdir(mode=0o755, parents=True, exist_ok=True)
    Memory(folder / MEMORY)
    write_once(folder / KEY, cosigner.skey + "\n")
    if not (folder / SETTINGS).exists():
        entries = "".join(f'\n[[log]]\nvkey = "{vkey}"\nurl = "{url}"\n' for vkey, url in logs)
        write_once(folder / SETTINGS, f'name = "{name}"\n{entries}')
    return cosigner


def read(folder: Path) -> Settings:
    """Raises MirrorError."""
    try:
        settings = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        cosigner = Cosigner.parse((folder / KEY).read_text(encoding="utf-8").strip())
        logs = tuple(_log(entry) for entry in settings.get("log", []))
    except FileNotFoundError as error:
        raise MirrorError(f"{error.filename} is missing: make a mirror with `jiban mirror init`") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyFormatError, KeyError, TypeError) as error:
        raise MirrorError(f"{folder}: {error}") from error
    if not (folder / MEMORY).exists():
        raise MirrorError(
            f"{folder / MEMORY} is missing: this key may have signed what nobody remembers."
            " Put the file back from where it is, or make a mirror with a new key and tell those who count on it"
        )
    if cosigner.verifier.name != settings.get("name"):
        raise MirrorError(f"{KEY} is the key of {cosigner.verifier.name}, not of {settings.get('name')}")
    if len({log.origin for log in logs}) < len(logs):
        raise MirrorError(f"{SETTINGS} names a log twice")
    return Settings(folder, cosigner, logs)


def _log(entry: dict[str, str]) -> Log:
    url = entry["url"]
    if not url.startswith(("http://", "https://")) or any(mark in url for mark in '"\\\n'):
        raise MirrorError(f"{url}: an address begins with http:// or https://")
    return Log(Verifier.parse(entry["vkey"]), url.rstrip("/") + "/")
