"""The command as another city runs it: alone, without the system's database; killed at every step."""

import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from jiban.mirror import folder
from jiban.mirror.memory import Memory
from jiban.standards.tlog import audit
from jiban.standards.tlog.cosignature import CosignatureVerifier
from jiban.standards.tlog.witnessing import origin_hash
from tests.mirror.a_site import publish
from tests.witness.processes import ROOT, free_port, variables

ORIGIN = "city.example/log"
PATIENCE_SECONDS = 180
"""A process that starts on a busy machine."""


def command(*arguments):
    return [sys.executable, "-m", "jiban.cli", "mirror", *map(str, arguments)]


def run(*arguments, **more):
    return subprocess.run(
        command(*arguments), env=variables(**more), cwd=ROOT, capture_output=True, text=True, check=False
    )


@contextmanager
def serving(place, *, every=0.2):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(command("serve", place, "--port", port, "--every", every), env=variables(), cwd=ROOT)
    try:
        wait_for(lambda: answers(url), process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def answers(url):
    try:
        return httpx.get(url, timeout=20).status_code == 200
    except httpx.HTTPError:
        return False


def wait_for(condition, process=None):
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends and (process is None or process.poll() is None):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come about")


def size_of(place):
    newest = Memory(place / folder.MEMORY).newest(ORIGIN)
    return newest and newest.size


def audited(place, log):
    copy = place / folder.LOGS / origin_hash(ORIGIN)
    return audit.audit(audit.reader_of(str(copy)), audit.key_policy(log.vkey))


def test_another_city_makes_and_runs_a_mirror_alone(tmp_path, log, site):
    place = tmp_path / "east"
    made = run("init", place, "--name", "east.example/mirror", "--log", log.vkey, site.url)
    CosignatureVerifier.parse(made.stdout.strip())
    with serving(place) as url:
        copy = f"{url}/{origin_hash(ORIGIN)}"
        wait_for(lambda: answers(f"{copy}/checkpoint"))
        report = audit.audit(audit.reader_of(copy), audit.key_policy(log.vkey))
        assert report.entries == 300
        publish(log.grow(212), site.folder)
        wait_for(lambda: size_of(place) == 512)
        tile = httpx.get(f"{copy}/tile/0/000", timeout=60)
        assert "immutable" in tile.headers["cache-control"]
        assert tile.content == (site.folder / "tile/0/000").read_bytes()
        assert httpx.get(f"{copy}/checkpoint", timeout=60).headers["cache-control"] == "no-cache"
        for wrong in ("tile/0/0", "tile/0/009", "../../mirror.key", "%2e%2e/%2e%2e/mirror.key", "tile/0/000.p/256"):
            assert httpx.get(f"{copy}/{wrong}", timeout=60).status_code == 404
        assert httpx.post(f"{copy}/checkpoint", timeout=60).status_code == 405
        assert 'jiban_mirror_size{log="city.example/log"} 512' in httpx.get(f"{url}/metrics", timeout=60).text
        publish(log.fork(9), site.folder)
        wait_for(lambda: "== fork" in httpx.get(f"{url}/evidence", timeout=60).text)
        assert audit.audit(audit.reader_of(copy), audit.key_policy(log.vkey)).size == 512
    assert re.search(r"size 512, looked at \d+ s ago; trouble: fork; evidence: fork 1", run("status", place).stdout)
    assert run("evidence", place).returncode == 1
    refused = run("copy", place)
    assert (refused.returncode, "REFUSED" in refused.stdout or "拒绝" in refused.stdout) == (1, True)


def test_a_folder_without_a_mirror_is_refused_in_words(tmp_path):
    refused = run("serve", tmp_path)
    assert refused.returncode == 1
    assert "jiban mirror init" in refused.stderr


def test_a_mirror_that_lost_its_memory_does_not_start(mirror):
    place = mirror.settings.folder
    (place / folder.MEMORY).unlink()
    assert "nobody remembers" in run("copy", place).stderr


# What stands after the crash: before the memory's commit the old size, after it the new one.
STEPS = {
    "mirror-pending": 300,
    "mirror-tile-kept": 300,
    "mirror-tiles-kept": 300,
    "mirror-signed": 300,
    "mirror-persisted": 700,
    "mirror-shown": 700,
}


@pytest.fixture
def copied(mirror, look):
    """The folder of a mirror that has the log at 300."""
    look()
    return mirror.settings.folder


@pytest.mark.parametrize(("step", "size"), STEPS.items())
def test_a_mirror_killed_at_any_step_loses_nothing_and_goes_on(copied, log, site, step, size):
    place = copied
    publish(log.grow(400), site.folder)
    assert run("copy", place, JIBAN_CRASH_AT=step).returncode == -signal.SIGKILL
    assert size_of(place) == size
    # What is shown is a whole log, whatever was half done.
    assert audited(place, log).size == (700 if step == "mirror-shown" else 300)
    assert run("copy", place).returncode == 0
    assert (size_of(place), audited(place, log).size) == (700, 700)


def test_a_mirror_killed_while_it_keeps_evidence_still_has_it(copied, log, site):
    publish(log.fork(7), site.folder)
    assert run("copy", copied, JIBAN_CRASH_AT="mirror-evidence-kept").returncode == -signal.SIGKILL
    assert len(Memory(copied / folder.MEMORY).evidence()) == 1


def test_a_log_that_forks_while_its_mirror_lies_dead_is_caught_by_what_was_pending(copied, log, site):
    """The mirror had copied nothing of the larger tree yet, but remembers that the log signed it."""
    place, honest = copied, log.cut(300)
    publish(log.grow(400), site.folder)
    run("copy", place, JIBAN_CRASH_AT="mirror-pending")
    publish(honest.grow(500, word="other"), site.folder)
    assert run("copy", place).returncode == 1
    assert [one.kind for one in Memory(place / folder.MEMORY).evidence()] == ["rewritten"]


def test_two_copies_at_once_do_no_harm(mirror, log):
    place = mirror.settings.folder
    both = [subprocess.Popen(command("copy", place), env=variables(), cwd=ROOT) for _ in range(2)]
    assert [one.wait(timeout=PATIENCE_SECONDS) for one in both] == [0, 0]
    assert audited(place, log).size == 300
