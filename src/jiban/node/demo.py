"""`jiban node demo`: the world of cities.py as processes of this machine, until stopped."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx

from jiban.bench import cluster
from jiban.demo import plans

from . import cities, keeping, running
from .cities import CITIES, DEPARTMENTS, PLANS, World
from .errors import NodeError

MARK = "jiban-cities"
ON_POSTGRESQL = "jia"
LOOK_SECONDS = 1
SETTINGS = {"JIBAN_DEMO": "1", "JIBAN_LOG_LEVEL": "WARNING"}


def run(folder: Path, *, first_port: int, empty: bool, keep: bool, server: str | None) -> None:
    """Raises NodeError."""
    folder = folder.resolve()
    if keep and server is None and _is_made(folder):
        raise NodeError("with --keep name the --server that holds the first city's database")
    with _server(server) as address, keeping.alone_in(_room(folder, keep=keep), running.say) as lock:
        world = _world(folder, first_port=first_port, empty=empty, server=address)
        _tell(world, empty=empty)
        keeper = keeping.Keeper(world.parts, environment=dict(os.environ), lock=lock, say=running.say)
        keeper.run(_until_all_answer(world))


def _world(folder: Path, *, first_port: int, empty: bool, server: str) -> World:
    if _is_made(folder):
        return cities.read(folder, first_port=first_port)
    database = cluster.database(server, f"jiban_{ON_POSTGRESQL}_{os.getpid()}")
    world = cities.make(folder, first_port=first_port, settings=SETTINGS, databases={ON_POSTGRESQL: database})
    if not empty:
        click.echo("正在生成三个虚构的城市，要一两分钟……")
        cities.fill(world, os.environ, with_history=True)
    (folder / MARK).write_text("made\n", encoding="ascii")
    return world


def _is_made(folder: Path) -> bool:
    mark = folder / MARK
    return mark.exists() and mark.read_text(encoding="ascii") == "made\n"


def _room(folder: Path, *, keep: bool) -> Path:
    """A folder to work in; only one that an earlier run made is emptied. Raises NodeError."""
    if keep and _is_made(folder):
        return folder
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise NodeError(f"{folder} holds something else: name an empty folder")
        with keeping.alone_in(folder, running.say):
            shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    return folder


@contextmanager
def _server(server: str | None) -> Iterator[str]:
    """The PostgreSQL server that was named, or one of this run's own. Raises NodeError."""
    if server:
        yield server
        return
    try:
        with cluster.cluster(durable=True) as address:
            yield address
    except cluster.NoServerError as error:
        raise NodeError(str(error)) from error


def _tell(world: World, *, empty: bool) -> None:
    """What runs, and where, and who can sign in."""
    click.echo("\n城市（各有自己的网页、工作进程、数据库、存证日志和见证方）")
    for name, node in world.cities.items():
        kind = "PostgreSQL" if name == ON_POSTGRESQL else "SQLite"
        click.echo(f"  {CITIES[name]}  {node.site}/  {node.site}/log/  见证方 {world.watchers[name].url}  {kind}")
    click.echo("部门（各自单独运行见证方）")
    for name, words in DEPARTMENTS.items():
        click.echo(f"  {words}  见证方 {world.watchers[name].url}")
    click.echo("每个城市的日志由两个部门和另外两个城市见证，四方中至少三方联署才算数。")
    for name, node in {} if empty else world.cities.items():
        click.echo(f"\n== {CITIES[name]}  村民 {node.site}/  办事人员 {node.site}/office/  核验 {node.site}/verify/")
        plans.print_log_ins(plans.plan(PLANS[name]))
    click.echo(f"\n文件：{world.folder}    停止：Ctrl-C\n")


def _until_all_answer(world: World) -> Callable[[], None]:
    """Called in every round; looks now and then until everybody has answered, and says so."""
    waiting = {name: f"{node.site}/health/ready" for name, node in world.cities.items()}
    waiting |= {f"witness {name}": one.url for name, one in world.watchers.items()}
    due = time.monotonic()

    def look() -> None:
        nonlocal due
        if not waiting or time.monotonic() < due:
            return
        for name, address in list(waiting.items()):
            if _answers(address):
                del waiting[name]
                running.say(f"{name} answers")
        if not waiting:
            click.echo("都已启动。")
        due = time.monotonic() + LOOK_SECONDS

    return look


def _answers(address: str) -> bool:
    try:
        # No certificate is looked at on this machine, and reading the list of authorities takes long.
        with httpx.Client(verify=False, trust_env=False, timeout=2) as client:  # noqa: S501 - http:// only
            return client.get(address).is_success
    except httpx.HTTPError:
        return False
