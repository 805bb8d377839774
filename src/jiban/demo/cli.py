"""`jiban demo`: an invented county, ready to try. The work is done in child processes with the demo's environment."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click
from django.conf import settings

from jiban.demo.province.setting_up import set_up
from jiban.running import gunicorn, run_together

PREPARE = [sys.executable, "-m", "jiban.demo.prepare"]


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--fresh", is_flag=True, help="Begin again with an empty database and new keys.")
@click.option("--prepare-only", is_flag=True, help="Fill the database and print the log-ins, start nothing.")
@click.option(
    "--issue-one",
    type=click.Path(file_okay=False, path_type=Path),
    help="Without a browser, on a fresh database: one application to one sealed certificate, written to this folder.",
)
def demo(*, port: int, fresh: bool, prepare_only: bool, issue_one: Path | None) -> None:
    """Fill an invented county, print its log-ins, and run web and worker until stopped."""
    if issue_one is not None:
        sys.exit(_issue_one(issue_one))
    site = f"http://127.0.0.1:{port}"
    environment = {
        "JIBAN_DEMO": "1",
        "JIBAN_SITE_URL": site,
        "JIBAN_EXCHANGE": settings.EXCHANGE or str(settings.VAR / "exchange" / "exchange.toml"),
    }
    arguments = ["--fresh"] if fresh else []
    code = _run([*PREPARE, *arguments], environment)
    if code or prepare_only:
        sys.exit(code)
    parts = [gunicorn("127.0.0.1", port, 2), [sys.executable, "-m", "jiban.cli", "worker"]]
    platform = set_up(settings.VAR / "province", site=site, port=port + 1)
    if platform is not None:
        environment["JIBAN_PROVINCIAL_SIGN_IN"] = str(platform.file)
        parts.append(list(platform.command))
    os.environ.update(environment)
    click.echo(
        f"\n  http://127.0.0.1:{port}/        村民（手机宽度看最好）\n  http://127.0.0.1:{port}/office/ 村里和县里\n"
    )
    click.echo("  停止：Ctrl-C\n")
    sys.exit(run_together(parts))


def _issue_one(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="jiban-issue-one-") as var:
        environment = {
            "JIBAN_DEMO": "1",
            "JIBAN_VAR": var,
            "JIBAN_KEYRING_DIR": str(Path(var) / "keys"),
            "JIBAN_TRUST_DIR": str(Path(var) / "trust"),
            "JIBAN_DATABASE_URL": f"sqlite:///{Path(var) / 'jiban.sqlite3'}",
            "JIBAN_LOG_LEVEL": "WARNING",
        }
        return _run([*PREPARE, "--issue-one", str(folder.resolve())], environment)


def _run(command: list[str], environment: Mapping[str, str]) -> int:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    return subprocess.run(command, check=False, env={**os.environ, **environment}).returncode  # noqa: S603 - our own
