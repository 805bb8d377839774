"""The anchors that one TOML file names, a table for each. No file, no anchors.

    [[anchor]]
    name = "tsa"
    kind = "rfc3161"
    url = "https://tsa.example/stamp"
    roots = ["tsa-root.der"]        # DER or PEM
    hash = "sha256"                 # or sm3

    [[anchor]]
    name = "chain"
    kind = "evm"
    rpc = "http://127.0.0.1:8545"
    contract = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    key_file = "member.key"         # the account's private key, hex
    headers = {x-api-key = "…"}

Paths count from the file's own folder.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .evm import EvmAnchor
from .protocol import Anchor
from .time_stamps import TimestampAnchor

NAME = re.compile(r"[a-z0-9-]{2,30}")
PEM = b"-----BEGIN"


def anchors() -> tuple[Anchor, ...]:
    """As settings.ANCHORS tells; none if it is empty. Raises ImproperlyConfigured."""
    if not settings.ANCHORS:
        return ()
    path = Path(settings.ANCHORS)
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("anchor", [])
        found = tuple(_anchor(table, folder=path.parent) for table in tables)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as broken:
        raise ImproperlyConfigured(f"JIBAN_ANCHORS: {path.name}: {broken!r}") from broken
    if len({anchor.name for anchor in found}) < len(found):
        raise ImproperlyConfigured(f"JIBAN_ANCHORS: {path.name}: two anchors of the same name")
    return found


def _anchor(table: Mapping[str, Any], *, folder: Path) -> Anchor:
    name, kind = str(table["name"]), str(table["kind"])
    if not NAME.fullmatch(name):
        raise ValueError(f"name {name!r} must be 2 to 30 of a-z, 0-9 and -")
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} must be one of {', '.join(KINDS)}")
    return KINDS[kind](name, table, folder)


def _time_stamps(name: str, table: Mapping[str, Any], folder: Path) -> Anchor:
    _only(table, {"url", "roots", "hash"})
    hash_name = table.get("hash", "sha256")
    if hash_name not in {"sha256", "sm3"}:
        raise ValueError("hash must be sha256 or sm3")
    roots = [_certificate(folder / path) for path in table["roots"]]
    return TimestampAnchor(name, url=_address(table["url"]), roots=roots, hash_name=hash_name)


def _chain(name: str, table: Mapping[str, Any], folder: Path) -> Anchor:
    _only(table, {"rpc", "contract", "key_file", "headers"})
    key = (folder / table["key_file"]).read_text(encoding="ascii").strip()
    headers = {str(word): str(value) for word, value in table.get("headers", {}).items()}
    return EvmAnchor(
        name, rpc=_address(table["rpc"]), contract=str(table["contract"]), private_key=key, headers=headers
    )


KINDS: dict[str, Callable[[str, Mapping[str, Any], Path], Anchor]] = {"rfc3161": _time_stamps, "evm": _chain}


def _only(table: Mapping[str, Any], known: set[str]) -> None:
    unknown = set(table) - known - {"name", "kind"}
    if unknown:
        raise ValueError(f"unknown {', '.join(sorted(unknown))}")


def _address(value: object) -> str:
    if urlsplit(str(value)).scheme not in {"http", "https"}:
        raise ValueError(f"{value!r} must begin with https:// or http://")
    return str(value)


def _certificate(path: Path) -> bytes:
    data = path.read_bytes()
    if PEM not in data:
        return data
    return x509.load_pem_x509_certificate(data).public_bytes(Encoding.DER)
