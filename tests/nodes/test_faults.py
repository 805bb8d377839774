"""Killed, hung, cut off, out of space: nothing is lost, nothing is double, and it goes on without hands."""

import os
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jiban.node.folder import Address
from tests.nodes import lone
from tests.nodes.operator import entry
from tests.nodes.world import WEB, first_of_free_ports, page, processes, wait_until

# Three cities take long to start: all that need them stay in one process of the tests.
pytestmark = pytest.mark.xdist_group("cities")


def assert_whole(city, written):
    """Every line that was ever acknowledged stands in the log once."""
    entries = city.operator.entries()
    assert len(entries) == len(set(entries))
    assert {entry(number) for number in written} <= set(entries)
    checked = city.jiban("ledger", "fsck")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_killed_at_any_moment_nothing_is_lost_or_double(world):
    city, chance = world.cities["yi"], random.Random(20261129)
    victims = {
        "worker": lambda: world.part_of("yi", "jiban.cli worker"),
        "web": lambda: world.part_of("yi", "jiban.wsgi"),
        "node": lambda: world.city_process("yi"),
        "a department's witness": lambda: world.witness_process("police"),
        "a city's witness": lambda: world.witness_process("bing"),
    }
    order = [*victims, "worker", "a department's witness", "worker"]
    chance.shuffle(order)
    first = city.operator.written
    for name in order:
        victim = wait_until(name, lambda find=victims[name]: one_of(find))
        city.operator.write(chance.randint(1, 40))
        time.sleep(chance.uniform(0, 1.2))
        os.kill(victim, signal.SIGKILL)
    city.operator.write(1)
    wait_until("the pages", lambda: page(f"{city.node.site}/health/ready"))
    city.until_cosigned()
    assert_whole(city, range(first + 1, city.operator.written + 1))


def one_of(find):
    try:
        return find()
    except ValueError:  # it is just being started again
        return None


@contextmanager
def frozen(*found):
    for one in found:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in found:
            os.kill(one, signal.SIGCONT)


@pytest.mark.parametrize("step", ["cosigning-answered", "cosigning-kept"])
def test_a_worker_killed_between_answer_and_keeping_asks_again(world, step):
    city = world.cities["bing"]
    city.until_cosigned()
    with frozen(world.part_of("bing", "jiban.cli worker")):
        city.operator.write(2)
        with lone.running("worker", node=crashing(city.node, step)) as worker:
            assert worker.wait(timeout=120) == -signal.SIGKILL
    city.until_cosigned()
    assert city.operator.alarms() == []


def crashing(node, step):
    from dataclasses import replace

    return replace(node, settings={**node.settings, "JIBAN_CRASH_AT": step})


def test_a_witness_that_was_away_for_a_day_catches_up_in_one_step(world):
    city = world.cities["jia"]
    start = city.until_cosigned().checkpoint.size
    listening = world.witness_process("civil")
    database, key = city.operator.database, city.watchers["civil"].key
    mine = (f"{key.name}+{key.key_id.hex()}",)
    with frozen(listening, *processes("", parent=listening)):
        for _ in range(3):
            with database.together():
                city.operator.write(300)
            city.until_cosigned(by=3)
        # So a day of failures leaves its row: asked again in five minutes at the latest.
        late = database.time(datetime.now(UTC) + timedelta(seconds=300))
        words = "UPDATE cosigning_witnessstate SET failures = 290, due_at = ? WHERE key = ?"
        database.run(words, late, *mine)
        assert "civil" not in city.head().witnesses
    world.until_witness_answers("civil")
    asked = database.one("SELECT count(*) FROM cosigning_cosignature WHERE key = ?", *mine)
    database.run("UPDATE cosigning_witnessstate SET due_at = ? WHERE key = ?", database.time(datetime.now(UTC)), *mine)
    assert city.until_cosigned().checkpoint.size == start + 900
    assert database.one("SELECT count(*) FROM cosigning_cosignature WHERE key = ?", *mine) == asked + 1
    assert database.one("SELECT failures FROM cosigning_witnessstate WHERE key = ?", *mine) == 0


@contextmanager
def two_namespaces():
    """An island of the network, joined by one cable: its name, and how to cut and mend the cable."""
    name, here, there = f"jiban{os.getpid()}", f"jbh{os.getpid()}", f"jbt{os.getpid()}"

    def ip(*words):
        subprocess.run(["ip", *words], check=True)

    ip("netns", "add", name)
    try:
        ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
        ip("addr", "add", "10.213.77.1/24", "dev", here)
        ip("-n", name, "addr", "add", "10.213.77.2/24", "dev", there)
        for words in (("link", "set", here, "up"), ("-n", name, "link", "set", there, "up")):
            ip(*words)
        ip("-n", name, "link", "set", "lo", "up")
        yield name, lambda state: ip("-n", name, "link", "set", there, state)
    finally:
        ip("netns", "del", name)


def test_a_partition_costs_cosignatures_only_and_heals_by_itself(tmp_path, empty_database):
    with two_namespaces() as (island, cable), ExitStack() as all_of_them:
        port = first_of_free_ports(2)
        places = {
            "police": (tmp_path / "police", Address("10.213.77.1", port)),
            "civil": (tmp_path / "civil", Address("10.213.77.1", port + 1)),
            "second": (tmp_path / "second", Address("10.213.77.2", port)),
            "third": (tmp_path / "third", Address("10.213.77.2", port + 1)),
        }
        city = all_of_them.enter_context(closing(lone.make(tmp_path / "city", empty_database, places)))
        for name, watcher in city.watchers.items():
            all_of_them.enter_context(lone.witness(watcher, inside=island if name in {"second", "third"} else ""))
        all_of_them.enter_context(lone.running("worker", node=city.node))
        city.operator.write(3)
        city.until_cosigned(by=4)
        cable("down")
        for _ in range(2):
            city.operator.write(2)
            city.until_cosigned(by=2)
        time.sleep(1)
        assert (city.operator.size(), city.operator.cosigned()) == (7, 2)
        told = city.jiban("ledger", "witness-status")
        assert (told.returncode, told.stdout.count("unavailable")) == (1, 2)
        cable("up")
        city.operator.write(1)
        city.until_cosigned(by=4)
        assert city.operator.alarms() == []
        assert_whole(city, range(1, city.operator.written + 1))


@contextmanager
def small_disk(place, megabytes):
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@contextmanager
def filled(disk):
    """Not a byte left, until the end of the block."""
    with Path(disk / "other-things").open("wb", buffering=0) as file:
        for size in (65536, 512, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    yield
    Path(disk / "other-things").unlink()


def test_a_full_disk_of_a_witness_or_of_a_node_loses_nothing(tmp_path, empty_database):
    with small_disk(tmp_path / "theirs", 2) as theirs, small_disk(tmp_path / "ours", 16) as ours:
        place = {"police": (theirs / "police", Address("127.0.0.1", first_of_free_ports(1)))}
        city = lone.make(ours / "city", empty_database, place)
        [watcher] = city.watchers.values()
        with closing(city), lone.witness(watcher), lone.running("worker", node=city.node) as worker:
            city.operator.write(3)
            city.until_cosigned()
            with filled(theirs):
                city.operator.write(2)
                wait_until("the head", lambda: city.operator.size() == 5)
                trouble = "SELECT 1 FROM cosigning_witnessstate WHERE trouble = 'unavailable'"
                wait_until("a refusal", lambda: city.operator.database.all(trouble))
                assert WEB.get(watcher.url).status_code == 503
                assert city.operator.cosigned() == 0
            city.until_cosigned()
            with filled(ours):
                acknowledged = list(write_until_refused(city.operator))
                time.sleep(3)
                assert worker.poll() is None
            city.operator.write(1)
            city.until_cosigned()
            assert_whole(city, [*range(1, 6), *acknowledged, city.operator.written])
            assert city.operator.alarms() == []


def write_until_refused(operator):
    try:
        for _ in range(2000):
            operator.write(1)
            yield operator.written
    except sqlite3.OperationalError as refusal:
        assert "full" in str(refusal)  # noqa: PT017 - the loop above ends by it
    else:
        raise AssertionError("the disk was not full")
