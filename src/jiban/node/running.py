"""Run the node of a folder: prepare it, then keep its parts up."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from jiban.running import gunicorn

from . import folder as folders
from . import keeping
from .errors import NodeError
from .folder import Node

COMMAND = [sys.executable, "-m", "jiban.cli"]


def run(place: Path) -> None:
    """Until a signal says to stop. Raises NodeError."""
    node = folders.read(place)
    environment = {**os.environ, **node.environment}
    with keeping.alone_in(node.folder, say) as lock:
        prepare(environment, lock)
        keeping.Keeper(parts(node), environment=environment, lock=lock, say=say).run()


def prepare(environment: dict[str, str], lock: int) -> None:
    """Raises NodeError."""
    command = [sys.executable, "-m", "jiban.node.prepare"]
    if keeping.start(command, environment=environment, lock=lock).wait():
        raise NodeError("the node was not started: see the words above")


def parts(node: Node) -> list[keeping.Part]:
    """What belongs to this node, as processes."""
    found = [keeping.Part("web", gunicorn(node.listen.host, node.listen.port, node.web_processes))]
    names = ["worker"] if node.workers == 1 else [f"worker {number + 1}" for number in range(node.workers)]
    found += [keeping.Part(name, [*COMMAND, "worker"]) for name in names]
    if node.witness:
        found.append(keeping.Part("witness", witness(node.folder / folders.WITNESS, node.witness)))
    if node.mirror and _has_mirror():
        found.append(keeping.Part("mirror", serve("mirror", node.folder / folders.MIRROR, node.mirror)))
    return found


def _has_mirror() -> bool:
    """Whether this version has the command; a node.toml that already asks for it starts without."""
    return find_spec("jiban.mirror") is not None


def witness(place: Path, listen: folders.Address) -> list[str]:
    return serve("witness", place, listen)


def serve(kind: str, place: Path, listen: folders.Address) -> list[str]:
    return [*COMMAND, kind, "serve", str(place), "--host", listen.host, "--port", str(listen.port)]


def say(words: str) -> None:
    click.echo(f"node: {words}", err=True)
