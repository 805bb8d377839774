"""What is connected here: departments with their keys, and sources. One TOML file, named by a setting."""

import base64
import binascii
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from jiban.catalogue.definition import Label
from jiban.standards.gm.errors import KeyFormatError
from jiban.standards.gm.sm2 import PublicKey

from .connectors import NAME, POSTGRESQL, SQLITE, Connector, CsvDrop, RestService, SqlView
from .errors import FactFileError, SourceAwayError


@dataclass(frozen=True, slots=True)
class Department:
    """A receiver that asks by program, and the key its requests are signed with."""

    code: str
    name: Label
    key: PublicKey


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A city where our offices may ask: the key that answers are signed with, and as whom we are known there."""

    name: str
    url: str
    key: PublicKey
    receiver: str


@dataclass(frozen=True, slots=True)
class Connected:
    departments: Mapping[str, Department] = field(default_factory=dict)
    connectors: Mapping[str, Connector] = field(default_factory=dict)
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)


def connected() -> Connected:
    """Raises FactFileError."""
    if not settings.EXCHANGE:
        return Connected()
    path = Path(settings.EXCHANGE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise FactFileError(f"{path.name}: cannot be read") from error
    return _read(path, changed)


def connector(name: str) -> Connector:
    """Raises SourceAwayError for one that is not connected."""
    try:
        return connected().connectors[name]
    except KeyError:
        raise SourceAwayError from None


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Connected:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        departments = {code: _department(code, one) for code, one in table.get("departments", {}).items()}
        connectors = {name: _connector(one) for name, one in table.get("connectors", {}).items()}
        elsewhere = {code: _elsewhere(one) for code, one in table.get("elsewhere", {}).items()}
    except KeyError as error:
        raise FactFileError(f"{path.name}: {error.args[0]} is missing") from error
    except (OSError, ValueError, AttributeError, TypeError, binascii.Error, KeyFormatError) as error:
        raise FactFileError(f"{path.name}: {error}") from error
    return Connected(departments, connectors, elsewhere)


def _department(code: str, table: Mapping[str, Any]) -> Department:
    return Department(code, Label(table["name"], table["name_en"]), _key(table))


def _elsewhere(table: Mapping[str, Any]) -> Elsewhere:
    if settings.PRODUCTION and not table["url"].startswith("https://"):
        raise ValueError("in production a city's address begins with https://")
    return Elsewhere(str(table["name"]), str(table["url"]), _key(table), str(table["receiver"]))


def _key(table: Mapping[str, Any]) -> PublicKey:
    return PublicKey.from_spki(base64.b64decode(table["key"], validate=True))


def _connector(table: Mapping[str, Any]) -> Connector:
    kind, seconds = table["kind"], int(table.get("timeout_seconds", 5))
    if kind == "sql":
        if not table["url"].startswith((SQLITE, POSTGRESQL)) or not NAME.fullmatch(table["view"]):
            raise ValueError("a view has a plain name, in a database sqlite:/// or postgresql://")
        return SqlView(table["url"], table["view"], seconds)
    if kind == "csv":
        return CsvDrop(Path(table["folder"]))
    if kind == "rest":
        if settings.PRODUCTION and not table["url"].startswith("https://"):
            raise ValueError("in production a service begins with https://")
        token = Path(table["token_file"]).read_text(encoding="utf-8").strip() if "token_file" in table else ""
        return RestService(table["url"], token, seconds)
    raise ValueError(f"no connector of the kind {kind}")
