"""Three invented cities and two departments that watch each other, on one machine: a world to try and to test in.

Each city is a node with its own witness; each department runs a witness alone. Every log is watched by both
departments and by the two other cities, and takes three of these four. Nothing here is a city that exists.
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from jiban.ledger import keys
from jiban.standards.tlog.cosignature import CosignatureVerifier, Cosigner
from jiban.standards.tlog.note import Verifier
from jiban.witness import folder as witness_folder
from jiban.witness.errors import WitnessError

from . import folder as folders
from . import keeping, running
from .errors import NodeError
from .folder import Address, Node

CITIES = {"jia": "样例市", "yi": "远方市", "bing": "河口市"}
PLANS = {"jia": "county", "yi": "county_yi", "bing": "county_bing"}
CODES = {"jia": "990100", "yi": "990200", "bing": "990300"}
DEPARTMENTS = {"police": "公安部门", "civil": "民政部门"}
QUORUM = 3
DATABASE = "jiban.sqlite3"
HISTORY = "--history"


@dataclass(frozen=True, slots=True)
class Watcher:
    """A witness of this world, by its short name."""

    name: str
    folder: Path
    listen: Address
    key: CosignatureVerifier

    @property
    def url(self) -> str:
        return f"http://{self.listen}"


@dataclass(frozen=True, slots=True)
class World:
    """`watchers` holds the witnesses of departments and of cities."""

    folder: Path
    cities: Mapping[str, Node]
    watchers: Mapping[str, Watcher]

    def watchers_of(self, city: str) -> list[Watcher]:
        return [one for one in self.watchers.values() if one.name != city]

    @property
    def parts(self) -> list[keeping.Part]:
        departments = [self.watchers[name] for name in DEPARTMENTS]
        return [
            *(keeping.Part(one.name, running.witness(one.folder, one.listen)) for one in departments),
            *(
                keeping.Part(name, [*running.COMMAND, "node", "run", str(node.folder)])
                for name, node in self.cities.items()
            ),
        ]


def make(
    folder: Path,
    *,
    first_port: int,
    settings: Mapping[str, str],
    databases: Mapping[str, str],
    also: Sequence[str] = (),
) -> World:
    """Folders, keys and policies of everybody; `also` names keys of more logs to watch. Raises NodeError."""
    ports = _ports(first_port)
    cities = {name: _city(folder / name, ports, settings) for name in CITIES}
    for name, address in databases.items():
        cities[name] = replace(cities[name], settings={**cities[name].settings, "JIBAN_DATABASE_URL": address})
    logs = {name: keys.make(node.log_key, origin=node.origin).verifier for name, node in cities.items()}
    for name in DEPARTMENTS:
        _witness(folder / name, f"{name}.example/witness", [*_keys(logs), *also])
    for name, node in cities.items():
        folders.make(node, witness_name=f"{name}.example/witness", watched=[*_keys(logs, name), *also])
    world = read(folder, first_port=first_port)
    for name, node in cities.items():
        (node.folder / folders.POLICY).write_text(
            policy_text(logs[name].vkey, world.watchers_of(name)), encoding="utf-8"
        )
    return world


def read(folder: Path, *, first_port: int) -> World:
    """What an earlier run made in the folder. Raises NodeError."""
    ports = _ports(first_port)
    cities = {name: folders.read(folder / name) for name in CITIES}
    places = {name: (folder / name, Address("127.0.0.1", ports[name])) for name in DEPARTMENTS}
    for name, node in cities.items():
        if node.witness is None:
            raise NodeError(f"{node.folder}: a city of this world has a witness")
        places[name] = (node.folder / folders.WITNESS, node.witness)
    try:
        watchers = {
            name: Watcher(name, place, listen, witness_folder.read(place).cosigner.verifier)
            for name, (place, listen) in places.items()
        }
    except WitnessError as error:
        raise NodeError(str(error)) from error
    return World(folder, cities, watchers)


def _ports(first: int) -> dict[str, int]:
    """Web servers first, then witnesses."""
    names = [*(f"{city} web" for city in CITIES), *CITIES, *DEPARTMENTS]
    return {name: first + place for place, name in enumerate(names)}


def policy_text(vkey: str, watchers: Sequence[Watcher]) -> str:
    """Three of these, whoever they are: with two departments and two cities, both kinds are among any three."""
    names = " ".join(one.name for one in watchers)
    witnesses = [f"witness {one.name} {one.key.vkey} {one.url}" for one in watchers]
    return "\n".join([f"log {vkey}", *witnesses, f"group all-kinds {QUORUM} {names}", "quorum all-kinds", ""])


def fill(world: World, environment: Mapping[str, str], *, with_history: bool) -> None:
    """People in all cities at once; then each city learns of the others. The first one may have a past. Raises NodeError."""
    past = [HISTORY] if with_history else []
    fillers = {}
    # A city on a server makes its own tables meanwhile.
    for name, node in sorted(world.cities.items(), key=lambda city: _is_in_a_file(city[1])):
        if _is_in_a_file(node):
            _tables(world, environment)
        more = past if name == next(iter(CITIES)) else []
        fillers[name] = _filler(name, {**environment, **node.environment}, more)
    told = {name: _first_line(process) for name, process in fillers.items()}
    for name, process in fillers.items():
        others = "".join(each for other, each in told.items() if other != name)
        # Whoever failed reads nothing more: its own words say why.
        with suppress(BrokenPipeError):
            process.communicate(others)
    if any(process.returncode for process in fillers.values()):
        raise NodeError("a city could not be filled: see the words above")


def _tables(world: World, environment: Mapping[str, str]) -> None:
    """Made once for all cities whose database is a file: to migrate takes longer than to fill."""
    files = [node for node in world.cities.values() if _is_in_a_file(node)]
    first = files[0].folder / DATABASE
    if not first.exists():
        command = [sys.executable, "-m", "jiban.node.prepare"]
        if subprocess.run(command, env={**environment, **files[0].environment}, check=False).returncode:  # noqa: S603
            raise NodeError("a city could not be filled: see the words above")
    for node in files[1:]:
        if not (node.folder / DATABASE).exists():
            shutil.copy(first, node.folder / DATABASE)


def _is_in_a_file(node: Node) -> bool:
    return "JIBAN_DATABASE_URL" not in node.settings


def _filler(name: str, environment: Mapping[str, str], more: Sequence[str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "jiban.node.fill", name, *more]
    return subprocess.Popen(  # noqa: S603 - our own
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )


def _first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None  # noqa: S101 - asked for above
    return process.stdout.readline()


def _city(folder: Path, ports: Mapping[str, int], settings: Mapping[str, str]) -> Node:
    port = ports[f"{folder.name} web"]
    own = {"JIBAN_CITY_CODE": CODES[folder.name], "JIBAN_EXCHANGE": str(folder / "exchange" / "exchange.toml")}
    return Node(
        folder=folder,
        origin=f"{folder.name}.example/log",
        site=f"http://127.0.0.1:{port}",
        listen=Address("127.0.0.1", port),
        witness=Address("127.0.0.1", ports[folder.name]),
        web_processes=1,
        settings={**settings, **own},
    )


def _witness(folder: Path, name: str, vkeys: Sequence[str]) -> Cosigner:
    try:
        return witness_folder.make(folder, name=name, vkeys=vkeys)
    except WitnessError as error:
        raise NodeError(str(error)) from error


def _keys(logs: Mapping[str, Verifier], but: str = "") -> list[str]:
    return [key.vkey for name, key in logs.items() if name != but]
