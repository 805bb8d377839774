"""What a witness keeps: one folder with its settings, its key and its memory.

    witness.toml       which logs it watches
    witness.key        its private key, readable by its own user only
    witness.sqlite3    what it saw and signed

Example of witness.toml:

    name = "police.example/witness"

    [[log]]
    vkey = "city.example/log+3d2c0a71+AXk…"
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jiban.standards.tlog.cosignature import Cosigner, Type
from jiban.standards.tlog.errors import KeyFormatError
from jiban.standards.tlog.note import Verifier

from .alone import write_once
from .errors import WitnessError
from .memory import Memory

SETTINGS, KEY, MEMORY = "witness.toml", "witness.key", "witness.sqlite3"


@dataclass(frozen=True, slots=True)
class Settings:
    """`logs` holds the trusted keys by origin."""

    folder: Path
    cosigner: Cosigner
    logs: Mapping[str, tuple[Verifier, ...]]

    @property
    def memory(self) -> Path:
        return self.folder / MEMORY


def make(folder: Path, *, name: str, vkeys: Sequence[str], kind: Type = Type.ED25519) -> Cosigner:
    """A new witness; nothing that is there is written over. Raises WitnessError."""
    try:
        cosigner = Cosigner.generate(name, kind)
        for vkey in vkeys:
            Verifier.parse(vkey)
    except KeyFormatError as error:
        raise WitnessError(str(error)) from error
    if (folder / KEY).exists():
        raise WitnessError(f"{folder / KEY} is there already: a witness's key is made once")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    Memory(folder / MEMORY)
    write_once(folder / KEY, cosigner.skey + "\n")
    if not (folder / SETTINGS).exists():
        logs = "".join(f'\n[[log]]\nvkey = "{vkey}"\n' for vkey in vkeys)
        write_once(folder / SETTINGS, f'name = "{name}"\n{logs}')
    return cosigner


def read(folder: Path) -> Settings:
    """Raises WitnessError."""
    try:
        settings = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        cosigner = Cosigner.parse((folder / KEY).read_text(encoding="utf-8").strip())
        logs: dict[str, tuple[Verifier, ...]] = {}
        for entry in settings.get("log", []):
            key = Verifier.parse(entry["vkey"])
            logs[key.name] = (*logs.get(key.name, ()), key)
    except FileNotFoundError as error:
        raise WitnessError(f"{error.filename} is missing: make a witness with `jiban witness init`") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyFormatError, KeyError, TypeError) as error:
        raise WitnessError(f"{folder}: {error}") from error
    if not (folder / MEMORY).exists():
        raise WitnessError(
            f"{folder / MEMORY} is missing: this key may have signed what nobody remembers."
            " Put the file back from where it is, or make a witness with a new key and tell the logs"
        )
    if cosigner.verifier.name != settings.get("name"):
        raise WitnessError(f"{KEY} is the key of {cosigner.verifier.name}, not of {settings.get('name')}")
    return Settings(folder, cosigner, logs)
