"""The keeper alone, with parts that only sleep: it starts, starts again, and leaves nobody behind."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.nodes.world import environment, processes, wait_until

KEEPER = """
import sys
from pathlib import Path
from jiban.node import keeping
say = lambda words: print(words, flush=True)
folder = Path(sys.argv[1])
with keeping.alone_in(folder, say) as lock:
    parts = [keeping.Part(f"part {n}", ["sleep", f"86{n}.{folder.name[-6:]}"]) for n in (1, 2)]
    keeping.Keeper(parts, environment={}, lock=lock, say=say).run()
"""


@pytest.fixture
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp(f"node{os.getpid() % 1_000_000:06}")


@contextmanager
def keeper(folder):
    process = subprocess.Popen(
        [sys.executable, "-c", KEEPER, folder], env=environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def sleepers(parent=None):
    return processes("sleep", "86", parent=parent)


def both(parent):
    return wait_until("both parts", lambda: found if len(found := sleepers(parent)) == 2 else None)


def test_a_part_that_dies_is_started_again(folder):
    with keeper(folder) as process:
        first = both(process.pid)
        os.kill(first[0], signal.SIGKILL)
        wait_until("its end", lambda: first[0] not in sleepers(process.pid))
        second = both(process.pid)
        assert first[1] in second
        assert first[0] not in second


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all(folder, how):
    with keeper(folder) as process:
        before = both(process.pid)
        process.send_signal(how)
        assert process.wait(timeout=60) == 0
        assert process.stdout.read().endswith("stopped\n")
    assert set(before) & set(sleepers()) == set()


def test_another_signal_starts_all_parts_anew(folder):
    with keeper(folder) as process:
        before = both(process.pid)
        process.send_signal(signal.SIGHUP)
        wait_until("the new ones", lambda: len(set(sleepers(process.pid)) - set(before)) == 2)
        assert set(sleepers(process.pid)) & set(before) == set()


def test_parts_end_when_the_keeper_is_killed_and_another_takes_over(folder):
    with keeper(folder) as process:
        before = both(process.pid)
        process.kill()
        process.wait()
        wait_until("their end", lambda: not set(before) & set(sleepers()))
    with keeper(folder) as process:
        both(process.pid)


def test_a_second_keeper_waits_for_the_first(folder):
    with keeper(folder) as first:
        both(first.pid)
        with keeper(folder) as second:
            assert "waiting for their end" in second.stdout.readline()
            first.send_signal(signal.SIGTERM)
            first.wait(timeout=60)
            both(second.pid)


def test_a_part_that_cannot_start_is_tried_more_and_more_slowly(folder):
    script = KEEPER.replace('"sleep"', '"false"')
    process = subprocess.Popen(
        [sys.executable, "-c", script, folder], env=environment(), stdout=subprocess.PIPE, text=True
    )
    waits = []
    while len(waits) < 3:
        line = process.stdout.readline()
        if line.startswith("part 1 ended"):
            waits.append(line.split("again in ")[1].strip())
    process.terminate()
    assert process.wait(timeout=60) == 0
    process.stdout.close()
    assert waits == ["0.5 s", "1 s", "2 s"]
