"""A school-season morning, shortened: residents and heads of villages over HTTP, against web, worker and PostgreSQL."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from . import processor_time
from .cluster import cluster, database, postmaster_of
from .season_figures import HOUR_SECONDS

Found = Mapping[str, Any]
CITY_VILLAGES, CITY_PER_VILLAGE = 4753, 10
START_SECONDS, DRAIN_SECONDS = 60, 600
# A city's keys lie in a device that checks the PIN itself; guarding key files against guessing would take the time of
# two cases for each PIN.
KEY_FILE_LOG2_N = "12"


class NotStartedError(Exception):
    """The web server did not answer."""


@dataclass(frozen=True, slots=True)
class Season:
    villages: int
    per_village: int
    speed: float
    known: float
    workers: int
    threads: int
    job_workers: int

    @property
    def seconds(self) -> float:
        """How long handing in lasts: an hour, so many times faster."""
        return HOUR_SECONDS / self.speed

    @property
    def applications(self) -> int:
        return self.villages * self.per_village


def measure(season: Season) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jiban-season-")))
        server = stack.enter_context(cluster(durable=True))
        environment = {**os.environ, **_settings(folder, database(server, "jiban_season"))}
        began = time.perf_counter()
        said = _office(environment, "prepare", season.villages, season.per_village, season.known)
        prepared = time.perf_counter() - began
        port = _free_port()
        web = stack.enter_context(_served(environment, port, season, folder / "web.log"))
        found = _morning(season, environment, said, port=port, web=web, server=server)
    return {**found, "prepared_seconds": prepared}


def _morning(
    season: Season, environment: Mapping[str, str], said: str, *, port: int, web: int, server: str
) -> dict[str, Any]:
    parts = {"web_and_worker": web, "database": postmaster_of(server)}
    before = {name: processor_time.of_tree(pid) for name, pid in parts.items()}
    began = time.perf_counter()
    people = {who: _load(port, season.seconds, who, environment) for who in ("residents", "heads")}
    for process in people.values():
        assert process.stdin is not None  # noqa: S101 - opened just now
        process.stdin.write(said)
        process.stdin.close()
    told = {who: json.loads(_all_of(process)) for who, process in people.items()}
    decided = time.perf_counter() - began
    _wait_for_seals(environment, season.applications)
    ended = time.perf_counter() - began
    used = {name: processor_time.of_tree(pid) - before[name] for name, pid in parts.items()}
    used["load program"] = sum(said["processor_seconds"] for said in told.values())
    facts: Found = json.loads(_office(environment, "verify"))
    return {**facts, **told, "decided_seconds": decided, "ended_seconds": ended, "used": used}


def _settings(folder: Path, url: str) -> Mapping[str, str]:
    return {
        "JIBAN_VAR": str(folder),
        "JIBAN_KEYRING_DIR": str(folder / "keys"),
        "JIBAN_TRUST_DIR": str(folder / "trust"),
        "JIBAN_DATABASE_URL": url,
        "JIBAN_KEYRING_SCRYPT_LOG2_N": KEY_FILE_LOG2_N,
        "JIBAN_LOG_LEVEL": "WARNING",
    }


def _office(environment: Mapping[str, str], *words: object) -> str:
    command = [sys.executable, "-m", "jiban.bench.season_process", *map(str, words)]
    return subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


def _load(port: int, seconds: float, who: str, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "jiban.bench.season_load", str(port), str(seconds), who]
    return subprocess.Popen(command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603


def _all_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None  # noqa: S101 - opened with a pipe
    with process.stdout as pipe:
        said = pipe.read()
    process.wait()
    return said


def _wait_for_seals(environment: Mapping[str, str], applications: int) -> None:
    """Until all were issued, or until none was for a long time."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline:
        standing: Found = json.loads(_office(environment, "standing"))
        if standing["issued"] >= min(applications, standing["handed_in"]):
            return
        time.sleep(1)


@contextmanager
def _served(environment: Mapping[str, str], port: int, season: Season, log: Path) -> Iterator[int]:
    """Web server and workers as `jiban serve` runs them; the number of the process above both."""
    numbers = {
        "--port": port,
        "--workers": season.workers,
        "--threads": season.threads,
        "--job-workers": season.job_workers,
    }
    words = [str(each) for pair in numbers.items() for each in pair]
    command = [sys.executable, "-m", "jiban.cli", "serve", *words]
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(command, env=environment, stdout=written, stderr=written)  # noqa: S603
    try:
        _wait_until_ready(port, process, log)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=START_SECONDS)


def _wait_until_ready(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotStartedError(log.read_text(encoding="utf-8")) from None
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def faults(found: Found, season: Season) -> Iterator[str]:
    """What should not be; nothing if the morning was as promised."""
    for what in ("handed_in", "issued", "certificates"):
        if found[what] != season.applications:
            yield f"{found[what]} {what}, not {season.applications}"
    for what in (
        "without_certificate",
        "certificates_not_sealed",
        "without_files",
        "people_with_two",
        "seals_used_twice_on_one",
        "sealed_after_the_promise",
        "sealed_after_half_an_hour",
    ):
        if found[what]:
            yield f"{found[what]} {what}"
    for who in ("residents", "heads"):
        yield from (f"{who}: {words}" for words in found[who]["faults"][:5])


def lines(found: Found, season: Season) -> Iterator[str]:
    waited, cores = found["waited_seconds"], os.cpu_count() or 1
    asked, answered = season.applications / season.seconds, found["issued"] / found["ended_seconds"]
    each = {name: seconds / max(1, found["issued"]) for name, seconds in found["used"].items()}
    cost, full = sum(each.values()), CITY_VILLAGES * CITY_PER_VILLAGE / HOUR_SECONDS
    yield f"{season.villages} villages, {season.per_village} each, handed in within {season.seconds:.0f} s: {asked:.2f}/s"
    yield f"prepared in {found['prepared_seconds']:.0f} s; all decided after {found['decided_seconds']:.0f} s, all issued after {found['ended_seconds']:.0f} s: {answered:.2f}/s"
    yield f"from handed in to sealed: median {median(waited):.1f} s, 95 % {_p95(waited):.1f} s, longest {max(waited):.1f} s"
    for who in ("residents", "heads"):
        for what, taken in found[who]["milliseconds"].items():
            yield f"  {what:<16} {len(taken):>6} times, median {median(taken):7.0f} ms, 95 % {_p95(taken):7.0f} ms"
    yield f"processor time a case: {', '.join(f'{name} {seconds * 1000:.0f} ms' for name, seconds in each.items())}"
    yield f"{cores} cores as fast as these carry {cores / cost:.1f} cases/s by that, load program and database among them, and a whole city's {full:.1f}/s need {full * cost:.1f}"


def _p95(numbers: list[float]) -> float:
    return quantiles(numbers, n=20)[18] if len(numbers) > 1 else numbers[0]
