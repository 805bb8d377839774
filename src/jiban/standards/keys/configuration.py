"""Which stores hold the keys, told by one TOML file: a table for each algorithm.

    [sm2]
    kind = "sdf"
    library = "/usr/lib/libsdf.so"

    [p256]
    kind = "pkcs11"
    module = "/usr/lib/softhsm/libsofthsm2.so"

Paths in it count from the file's own folder. Secrets stand in files of their own, named by entries that end in `_file`.
"""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jiban.standards.keys.errors import ConfigurationError
from jiban.standards.keys.pkcs11_numbers import Numbers
from jiban.standards.keys.pkcs11_store import Pkcs11Store, TokenPlace
from jiban.standards.keys.remote_store import RemoteStore, ServerPlace
from jiban.standards.keys.sdf_interface import SdfLibrary
from jiban.standards.keys.sdf_store import SdfStore
from jiban.standards.keys.software import SoftwareStore
from jiban.standards.keys.store import Algorithm, KeyStore
from jiban.standards.keys.tables import Table


def read_toml(path: Path) -> Mapping[str, Any]:
    """The file's tables. Raises ConfigurationError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as missing:
        raise ConfigurationError(f"{path.name} cannot be read") from missing
    except ValueError as broken:
        raise ConfigurationError(f"{path.name} is no TOML: {broken}") from broken


def open_stores(path: Path, *, production: bool) -> dict[Algorithm, KeyStore]:
    """The store of each algorithm. Nothing is connected before it is used.

    production   refuse keys in software

    Raises ConfigurationError.
    """
    tables = dict(read_toml(path))
    stores = {}
    for algorithm in Algorithm:
        entries = tables.pop(algorithm, None)
        if not isinstance(entries, dict):
            raise ConfigurationError(f"{path.name} lacks the table [{algorithm}]")
        table = Table(entries, name=algorithm, folder=path.parent)
        stores[algorithm] = open_store(table, production=production)
        # What a signing server holds is known when it is asked for the first time.
        store = stores[algorithm]
        if not isinstance(store, RemoteStore) and algorithm not in store.capabilities.algorithms:
            raise ConfigurationError(f"[{algorithm}] names a store that holds no {algorithm} keys")
    if tables:
        raise ConfigurationError(f"{path.name} does not know {', '.join(sorted(tables))}")
    return stores


def open_store(table: Table, *, production: bool) -> KeyStore:
    """The store that one table describes. Raises ConfigurationError."""
    kind = table.take("kind", str)
    if kind not in KINDS:
        raise ConfigurationError(f"kind must be one of {', '.join(sorted(KINDS))}, not {kind!r}")
    store = KINDS[kind](table, production)
    table.end()
    return store


def _software(table: Table, production: bool) -> KeyStore:  # noqa: FBT001 - one form for all kinds
    return SoftwareStore(table.path("folder"), table.secret("secret"), production=production)


def _pkcs11(table: Table, production: bool) -> KeyStore:  # noqa: ARG001, FBT001
    place = TokenPlace(table.take("module", str), table.take("token", str), table.secret("pin"))
    sm2 = table.table("sm2_numbers")
    numbers = None
    if not sm2.is_empty:
        numbers = Numbers(sm2.take("key_type", int), sm2.take("make", int), sm2.take("sign", int))
    sm2.end()
    return Pkcs11Store(
        place,
        sm2=numbers,
        sessions=table.take("sessions", int, 4),
        timeout_seconds=table.take("timeout_seconds", float, 10.0),
    )


def _sdf(table: Table, production: bool) -> KeyStore:  # noqa: ARG001, FBT001
    library = SdfLibrary(table.take("library", str), field_bytes=table.take("field_bytes", int, 64))
    return SdfStore(
        library,
        password=table.optional_secret("password"),
        indices=table.numbers("indices"),
        folder=table.path("folder"),
        sessions=table.take("sessions", int, 4),
        timeout_seconds=table.take("timeout_seconds", float, 10.0),
    )


def _remote(table: Table, production: bool) -> KeyStore:  # noqa: ARG001, FBT001
    place = ServerPlace(
        url=table.take("url", str),
        authority=table.path("authority"),
        certificate=table.path("certificate"),
        key=table.path("key"),
    )
    return RemoteStore(
        place, timeout_seconds=table.take("timeout_seconds", float, 10.0), sessions=table.take("sessions", int, 8)
    )


KINDS: dict[str, Callable[[Table, bool], KeyStore]] = {
    "pkcs11": _pkcs11,
    "remote": _remote,
    "sdf": _sdf,
    "software": _software,
}
