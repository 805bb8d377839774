"""What a node keeps: one folder.

    node.toml      where it listens, the log's name, and any setting of docs/reference/settings.md
    policy         which witnesses must cosign its log (c2sp.org/tlog-policy); without it, none is asked
    keys/ trust/   as JIBAN_VAR has them; the database too, unless node.toml names another
    witness/       its own witness, for the logs of others
    mirror/        its copies of the logs of others, as `jiban mirror init` makes it

Example of node.toml:

    origin = "qinghe.example/log"
    site = "https://qinghe.example"
    listen = "127.0.0.1:8000"
    web_processes = 2
    workers = 1

    [witness]
    listen = "127.0.0.1:8731"

    [mirror]
    listen = "127.0.0.1:8732"

    [settings]
    JIBAN_DATABASE_URL = "postgresql://jiban@127.0.0.1:5432/jiban"
"""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from jiban.ledger import keys
from jiban.ledger.errors import LedgerKeyError
from jiban.standards.tlog.cosignature import Cosigner
from jiban.standards.tlog.note import Verifier
from jiban.witness import folder as witness_folder
from jiban.witness.errors import WitnessError

from .errors import NodeError

SETTINGS, POLICY, WITNESS, MIRROR = "node.toml", "policy", "witness", "mirror"
KNOWN = {"origin", "site", "listen", "web_processes", "workers", "witness", "mirror", "settings"}
# What the rest of node.toml says already, or what would move the folder away from itself.
NOT_SETTINGS = {"JIBAN_VAR", "JIBAN_LOG_ORIGIN", "JIBAN_SITE_URL", "JIBAN_WITNESS_POLICY"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a part listens."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: object) -> Self:
        """Raises NodeError."""
        match = re.fullmatch(r"(\[[0-9a-f:]+\]|[\w.-]+):(\d{1,5})", text, re.ASCII) if isinstance(text, str) else None
        if match is None or not 0 < int(match[2]) < 65536:
            raise NodeError(f'{text!r}: an address to listen at looks like "127.0.0.1:8000"')
        return cls(match[1], int(match[2]))

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Node:
    """What node.toml says. `witness` is None for a node that watches nobody, `mirror` for one that copies nobody."""

    folder: Path
    origin: str
    site: str
    listen: Address
    witness: Address | None
    mirror: Address | None = None
    web_processes: int = 2
    workers: int = 1
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The settings that all parts get. What stands in the folder counts, whatever the shell has."""
        policy = self.folder / POLICY
        return {
            **self.settings,
            "JIBAN_VAR": str(self.folder),
            "JIBAN_LOG_ORIGIN": self.origin,
            "JIBAN_SITE_URL": self.site,
            "JIBAN_WITNESS_POLICY": str(policy) if policy.exists() else "",
        }

    @property
    def log_key(self) -> Path:
        place = self.settings.get("JIBAN_KEYRING_DIR")
        return (Path(place) if place else self.folder / "keys") / keys.FILE_NAME


def read(folder: Path) -> Node:
    """Raises NodeError."""
    path = folder.resolve() / SETTINGS
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NodeError(f"{path} is missing: make a node with `jiban node init`") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NodeError(f"{path}: {error}") from error
    if said.keys() - KNOWN:
        raise NodeError(f"{path}: {', '.join(sorted(said.keys() - KNOWN))} is not known here")
    return Node(
        folder=folder.resolve(),
        origin=_text(said, "origin"),
        site=_text(said, "site"),
        listen=Address.parse(said.get("listen")),
        witness=_listening(said, WITNESS),
        mirror=_listening(said, MIRROR),
        web_processes=_count(said, "web_processes", 2),
        workers=_count(said, "workers", 1),
        settings=_settings(said.get("settings", {})),
    )


def make(node: Node, *, witness_name: str, watched: Sequence[str] = ()) -> tuple[Verifier, Cosigner | None]:
    """A new node with the log's keys and its witness's; nothing that is there is written over. Raises NodeError."""
    if (node.folder / SETTINGS).exists():
        raise NodeError(f"{node.folder / SETTINGS} is there already: a node is made once")
    node.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        log = keys.make(node.log_key, origin=node.origin).verifier
        # Without it a log in production has no SM2 line; later it could be made, but who trusts the log has its keys by then.
        keys.make_sm2_beside(node.log_key, origin=node.origin)
        cosigner = None
        if node.witness is not None:
            cosigner = witness_folder.make(node.folder / WITNESS, name=witness_name, vkeys=watched)
    except (LedgerKeyError, WitnessError) as error:
        raise NodeError(str(error)) from error
    write(node)
    return log, cosigner


def write(node: Node) -> None:
    """Put node.toml down, readable by its own user only: it may name a database's password."""
    lines = [
        f'origin = "{node.origin}"',
        f'site = "{node.site}"',
        f'listen = "{node.listen}"',
        f"web_processes = {node.web_processes}",
        f"workers = {node.workers}",
    ]
    for name, address in ((WITNESS, node.witness), (MIRROR, node.mirror)):
        if address:
            lines += ["", f"[{name}]", f'listen = "{address}"']
    lines += ["", "[settings]", *(f"{name} = {_quoted(value)}" for name, value in node.settings.items())]
    aside = node.folder / f"{SETTINGS}.new"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    aside.replace(node.folder / SETTINGS)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise NodeError(f"{SETTINGS}: {name} is missing")
    return value


def _listening(said: Mapping[str, Any], name: str) -> Address | None:
    table = said.get(name)
    if table is None:
        return None
    if not isinstance(table, dict) or table.keys() != {"listen"}:
        raise NodeError(f"{SETTINGS}: [{name}] says where it listens, and nothing else")
    return Address.parse(table["listen"])


def _count(said: Mapping[str, Any], name: str, default: int) -> int:
    value = said.get(name, default)
    if not isinstance(value, int) or not 0 < value <= 64:
        raise NodeError(f"{SETTINGS}: {name} is a number from 1 to 64")
    return value


def _settings(said: object) -> dict[str, str]:
    if not isinstance(said, dict):
        raise NodeError(f"{SETTINGS}: [settings] is a table")
    for name, value in said.items():
        if not name.startswith("JIBAN_") or name in NOT_SETTINGS or not isinstance(value, str | int):
            raise NodeError(f"{SETTINGS}: {name} is no setting that stands there")
    return {name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in said.items()}
