"""Two cities, each with a database, keys, web server and worker of its own: real processes that talk over loopback."""

import subprocess
import sys

import pytest

from tests.cities.nodes import AWAY, HOME, ROOT, Node, empty_database, wait_until

pytestmark = [pytest.mark.story, pytest.mark.own_database, pytest.mark.django_db]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, django_db_setup, django_db_blocker):
    """Both cities with each other on their lists and each other's items at hand; nothing runs."""
    folder = tmp_path_factory.mktemp("cities")
    home, away = Node(folder / "home", HOME), Node(folder / "away", AWAY)
    for node in (home, away):
        node.folder.mkdir()
        with django_db_blocker.unblock():
            empty_database(node.folder / "city.sqlite3")
    person = home.act("home")
    away.meet(home.meet(away.act("away")["card"]))
    away.start("web")
    home.run("jiban.cli", "worker", "--once")
    assert len(away.all("SELECT id FROM cities_cityitem")) > 5
    for node in (home, away):
        node.close()
    return home, away, person


@pytest.fixture
def cities(prepared, tmp_path):
    home, away, person = prepared
    nodes = home.copied(tmp_path / "home"), away.copied(tmp_path / "away")
    yield *nodes, person
    for node in nodes:
        node.close()


def apply(away, person, key="k1"):
    return away.act("apply", person["name"], person["number"], key)


def both_run(home, away):
    for node in (home, away):
        node.start("web")
        node.start("worker")


def ends_with(node, state):
    return wait_until(lambda: node.report()["applications"] == [state])


def test_from_a_window_far_away_to_the_certificate_that_anybody_verifies(cities, tmp_path):
    home, away, person = cities
    both_run(home, away)
    apply(away, person)
    wait_until(lambda: home.report()["cases"] == ["submitted"])
    home.act("ask")
    ends_with(away, "correcting")
    away.act("correct", "2组18号")
    wait_until(lambda: home.report()["addresses"] == ["2组18号"])
    home.act("approve")
    ends_with(away, "issued")
    assert away.act("certificate", tmp_path)["forms"] == ["ofd", "pdf"]
    for form in ("pdf", "ofd"):
        command = ["jiban.cli", "verify", tmp_path / f"back.{form}", "--trust", home.folder / "trust"]
        said = subprocess.run(
            [sys.executable, "-m", *map(str, command)], env=away.environment, cwd=ROOT, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert said.returncode == 0, said.stdout + said.stderr
    told = home.report()
    assert (told["waiting"], told["failed"], told["refused"]) == ([], [], [])
    # Nothing of the person stands in what the processes wrote.
    logs = "".join((node.folder / f"{each}.log").read_text() for node in (home, away) for each in ("web", "worker"))
    assert not [secret for secret in (person["name"], person["number"], "2组18号") if secret in logs]


def test_while_the_home_city_is_away_the_window_receives_and_nothing_is_lost(cities):
    home, away, person = cities
    away.start("web")
    away.start("worker")
    apply(away, person)
    wait_until(lambda: away.report()["trouble"] == ["ConnectError"])
    assert away.report()["applications"] == ["sending"]
    home.start("web")
    home.start("worker")
    wait_until(lambda: away.report()["applications"] == ["submitted"])
    away.stop()
    home.act("approve")
    wait_until(lambda: "certificate" in home.report()["sent"])
    assert home.report()["waiting"]
    away.start("web")
    wait_until(lambda: away.report()["applications"] == ["issued"])
    assert home.report()["cases"] == ["issued"]


@pytest.mark.parametrize("step", ["envelope-before-send", "envelope-sent"])
def test_the_sender_killed_before_or_after_sending_loses_and_doubles_nothing(cities, step):
    home, away, person = cities
    home.start("web")
    apply(away, person)
    away.start("worker", JIBAN_CRASH_AT=step)
    away.wait_for_death("worker")
    away.start("web")
    home.start("worker")
    away.start("worker")
    wait_until(lambda: away.report()["applications"] == ["submitted"])
    assert home.report()["cases"] == ["submitted"]
    assert home.report()["taken"].count("apply") == 1


@pytest.mark.parametrize("step", ["envelope-before-commit", "envelope-taken"])
def test_the_receiver_killed_before_or_after_its_commit_loses_and_doubles_nothing(cities, step):
    home, away, person = cities
    home.start("web", JIBAN_CRASH_AT=step)
    apply(away, person)
    away.start("worker")
    wait_until(lambda: away.report()["trouble"] == ["RemoteProtocolError"])
    home.stop("web")
    home.start("web")
    home.start("worker")
    away.start("web")
    wait_until(lambda: away.report()["applications"] == ["submitted"])
    assert home.report()["cases"] == ["submitted"]
    assert home.report()["taken"].count("apply") == 1
