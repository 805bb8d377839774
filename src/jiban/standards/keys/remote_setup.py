"""A signing server from one TOML file: where it listens, which store it answers for, who may ask."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from jiban.standards.keys.configuration import open_store, read_toml
from jiban.standards.keys.errors import ConfigurationError
from jiban.standards.keys.remote_desk import SigningDesk
from jiban.standards.keys.remote_rules import Client, Clients
from jiban.standards.keys.remote_server import SigningServer
from jiban.standards.keys.tables import Table


def open_server(path: Path, *, production: bool, clock: Callable[[], datetime]) -> SigningServer:
    """The server that the file describes, listening; call `serve_forever`.

    production   refuse keys in software
    clock        gives the present, aware

    Raises ConfigurationError, OSError for an address that is taken.
    """
    root = Table(read_toml(path), name=path.name, folder=path.parent)
    listening, clients = root.table("server"), [_client(each) for each in root.tables("clients")]
    store = open_store(root.table("store"), production=production)
    root.end()
    if not clients:
        raise ConfigurationError(f"{path.name} names no [[clients]]: nobody could ask")
    desk = SigningDesk(store, Clients(clients), folder=listening.path("folder"), clock=clock)
    arguments: dict[str, Any] = {name: listening.path(name) for name in ("certificate", "key", "authority")}
    address = listening.take("host", str, "127.0.0.1"), listening.take("port", int)
    listening.end()
    return SigningServer(address, desk, **arguments)


def _client(table: Table) -> Client:
    client = Client(
        name=table.take("name", str),
        fingerprint=table.take("certificate_sha256", str).replace(":", "").lower(),
        keys=table.strings("keys"),
        rights=frozenset(table.strings("rights")),
        per_minute=table.take("per_minute", int, 600),
    )
    table.end()
    return client
