"""From an application to a certificate whose entry four witnesses cosigned, across real processes."""

import json
import subprocess
import sys

import pytest

from tests.nodes.world import ROOT, environment, page, wait_until

# Three cities take long to start: all that need them stay in one process of the tests.
pytestmark = pytest.mark.xdist_group("cities")


def hand(city, *act):
    variables = environment(city.node, DJANGO_SETTINGS_MODULE="jiban.settings")
    subprocess.run([sys.executable, "-m", "tests.nodes.hand", *map(str, act)], env=variables, cwd=ROOT, check=True)


def test_a_certificate_is_sealed_logged_and_cosigned_by_departments_and_other_cities(world, tmp_path):
    city = world.cities["jia"]
    before = city.operator.size()
    hand(city, "issue")
    wait_until("the entry", lambda: city.operator.size() == before + 1)
    assert set(city.until_cosigned().witnesses) == {"police", "civil", "yi", "bing"}
    told = city.jiban("ledger", "witness-status")
    assert (told.returncode, told.stdout.count("\n")) == (0, 5)
    hand(city, "files", tmp_path)
    verdict = city.jiban("verify", tmp_path / "out.ofd", "--trust", city.node.folder / "trust", "--json")
    told = json.loads(verdict.stdout)
    [watched] = [each for each in told["findings"] if each["code"] == "witnesses"]
    assert (told["outcome"], watched["mark"], watched["detail"]) == ("genuine", "ok", "4/4")


def test_anybody_audits_a_city_by_its_address_and_its_policy(world, tmp_path):
    city = world.cities["jia"]
    city.grow(3)
    (tmp_path / "policy").write_text(city.get("/log/policy").text)
    place = f"{city.node.site}/log/"
    audited = city.jiban("ledger", "audit", place, "--policy", tmp_path / "policy", "--keep", tmp_path / "kept")
    assert audited.returncode == 0, audited.stderr
    assert city.get("/log/key").text.strip() == city.rules.logs[0].key.vkey


def test_a_witness_tells_how_far_it_watched_each_log(world):
    for name, city in world.cities.items():
        size = city.grow(1).checkpoint.size
        for watcher in city.watchers.values():
            told = wait_until("the status", lambda url=watcher.url: page(url))
            assert f"{city.node.origin}: size {size}, cosigned" in told
        assert f"{city.node.origin}:" not in page(world.watchers[name].url)


def test_one_command_tells_what_runs_and_where(world):
    said = world.said.read_text()
    addresses = [city.node.site for city in world.cities.values()] + [one.url for one in world.watchers.values()]
    assert (len(addresses), [address for address in addresses if address not in said]) == (8, [])
