"""Start the parts of a running system: database tables, web server, worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

import click
from django.core.management import call_command

from jiban.starting import settle

THREADS = 4
"""Of a web process, where nothing else is said."""


@click.command()
def migrate() -> None:
    """Bring the database tables up to date."""
    call_command("migrate", interactive=False, verbosity=1)


@click.command()
@click.option("--once", is_flag=True, help="Carry out what is waiting, then stop.")
def worker(*, once: bool) -> None:
    """Carry out promised work: seal certificates, keep the log."""
    # Here, because a keeper of processes uses this file and none of the tables.
    from jiban.jobs.worker import Worker  # noqa: PLC0415

    hand = Worker()
    if once:
        while hand.run_once():
            pass
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        hand.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    settle()
    hand.run()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option(
    "--threads", default=THREADS, show_default=True, type=click.IntRange(1, 64), help="Threads of a web process."
)
@click.option("--job-workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Workers that seal.")
@click.option("--reload", is_flag=True, help="Reload on change (development).")
def serve(*, host: str, port: int, workers: int, threads: int, job_workers: int, reload: bool) -> None:
    """Run the web server and one worker or more together until stopped."""
    call_command("collectstatic", interactive=False, verbosity=0)
    extra = ["--reload"] if reload else []
    sealing = [[sys.executable, "-m", "jiban.cli", "worker"] for _ in range(job_workers)]
    commands = [gunicorn(host, port, workers, extra, threads=threads), *sealing]
    sys.exit(run_together(commands))


def gunicorn(host: str, port: int, workers: int, extra: Sequence[str] = (), *, threads: int = THREADS) -> list[str]:
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "jiban.wsgi:application",
        f"--bind={host}:{port}",
        f"--workers={workers}",
        "--worker-class=gthread",
        f"--threads={threads}",
        "--timeout=60",
        "--log-level=warning",
        *extra,
    ]


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run all until one ends or a stop is asked for; then stop the others. No shell, no orphan."""
    children = [subprocess.Popen(command, env=os.environ) for command in commands]  # noqa: S603 - our own commands
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = 0
    while not stopping:
        ended = next((child for child in children if child.poll() is not None), None)
        if ended is not None:
            code = ended.returncode or 1
            click.echo(
                f"a part of the system ended by itself with code {ended.returncode}; stopping the rest", err=True
            )
            break
        time.sleep(0.3)
    for child in children:
        child.terminate()
    for child in children:
        child.wait(timeout=20)
    return code
