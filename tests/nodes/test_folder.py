"""What a node's folder says, and what is refused in words."""

import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from jiban.node import cities, demo, running
from jiban.node import folder as folders
from jiban.node.cli import node as command
from jiban.node.errors import NodeError
from jiban.node.folder import Address
from jiban.standards.gm.note_line import Sm2Verifier
from jiban.standards.tlog import policy
from jiban.standards.tlog.cosignature import CosignatureVerifier
from jiban.standards.tlog.note import Verifier
from jiban.witness import folder as witness_folder
from tests.nodes.world import environment


def init(place, *more):
    words = ["init", str(place), "--origin", "qinghe.example/log", "--site", "https://qinghe.example/", *more]
    return CliRunner().invoke(command, words)


def test_a_node_is_made_once_and_prints_its_keys(tmp_path):
    other = cities.keys.make(tmp_path / "other.key", origin="other.example/log").verifier.vkey
    made = init(tmp_path / "node", "--watch", other, "--database", "postgresql://u:p%22@h:1/d")
    log, sm2, witness = made.stdout.splitlines()
    assert Verifier.parse(log).name == Sm2Verifier.parse(sm2).name == "qinghe.example/log"
    assert CosignatureVerifier.parse(witness).name == "qinghe.example/log/witness"
    read = folders.read(tmp_path / "node")
    assert (read.site, read.listen, read.workers) == ("https://qinghe.example", Address("127.0.0.1", 8000), 1)
    assert read.settings == {"JIBAN_DATABASE_URL": "postgresql://u:p%22@h:1/d"}
    assert list(witness_folder.read(tmp_path / "node" / "witness").logs) == ["other.example/log"]
    assert (tmp_path / "node" / "node.toml").stat().st_mode & 0o077 == 0
    again = init(tmp_path / "node")
    assert (again.exit_code, "made once" in again.stderr) == (1, True)


def test_the_folder_counts_and_not_the_shell(tmp_path):
    init(tmp_path / "node")
    read = folders.read(tmp_path / "node")
    assert read.environment["JIBAN_VAR"] == str(tmp_path / "node")
    assert read.environment["JIBAN_WITNESS_POLICY"] == ""
    (tmp_path / "node" / "policy").write_text("quorum none\n")
    assert read.environment["JIBAN_WITNESS_POLICY"] == str(tmp_path / "node" / "policy")


def test_any_command_runs_with_the_settings_of_the_folder(tmp_path):
    made = init(tmp_path / "node").stdout.splitlines()
    words = [sys.executable, "-m", "jiban.cli", "node", "do", str(tmp_path / "node"), "ledger", "checkpoint", "--key"]
    told = subprocess.run(words, capture_output=True, text=True, check=True, env=environment())
    assert told.stdout.strip() == made[0]
    nowhere = CliRunner().invoke(command, ["do", str(tmp_path / "nowhere"), "ledger", "fsck"])
    assert (nowhere.exit_code, "jiban node init" in nowhere.stderr) == (1, True)


def test_a_mirror_is_started_where_there_is_one(tmp_path):
    init(tmp_path / "node")
    asked = replace(folders.read(tmp_path / "node"), mirror=Address("127.0.0.1", 8732))
    folders.write(asked)
    read = folders.read(tmp_path / "node")
    assert read == asked
    names = [part.name for part in running.parts(read)]
    assert ("mirror" in names) == (find_spec("jiban.mirror") is not None)


def test_every_part_is_a_process_of_its_own(tmp_path):
    init(tmp_path / "node")
    read = replace(folders.read(tmp_path / "node"), workers=2)
    assert [part.name for part in running.parts(read)] == ["web", "worker 1", "worker 2", "witness"]
    assert [part.name for part in running.parts(replace(read, witness=None, workers=1))] == ["web", "worker"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "origin is missing"),
        ('origin = "a"\nsite = "b"', "an address to listen at"),
        ('origin = "a"\nsite = "b"\nlisten = "127.0.0.1:0"', "an address to listen at"),
        ('origin = "a"\nsite = "b"\nlisten = "h:1"\nworkers = 0', "from 1 to 64"),
        ('origin = "a"\nsite = "b"\nlisten = "h:1"\nmirror = 1', "says where it listens"),
        ('origin = "a"\nsite = "b"\nlisten = "h:1"\ncolour = 1', "colour is not known"),
        ('origin = "a"\nsite = "b"\nlisten = "h:1"\n[settings]\nPATH = "x"', "PATH is no setting"),
        ('origin = "a"\nsite = "b"\nlisten = "h:1"\n[settings]\nJIBAN_VAR = "x"', "JIBAN_VAR is no setting"),
        ("origin", "node.toml"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_words(tmp_path, words, told):
    (tmp_path / "node.toml").write_text(words)
    with pytest.raises(NodeError, match=told):
        folders.read(tmp_path)


def test_a_folder_without_a_node_says_how_to_make_one(tmp_path):
    refused = CliRunner().invoke(command, ["run", str(tmp_path)])
    assert (refused.exit_code, "jiban node init" in refused.stderr) == (1, True)


def test_each_city_is_watched_by_both_departments_and_both_other_cities_and_takes_three(tmp_path):
    world = cities.make(tmp_path, first_port=20000, settings={"JIBAN_DEMO": "1"}, databases={"jia": "postgresql://x/y"})
    assert cities.read(tmp_path, first_port=20000) == world
    for name, node in world.cities.items():
        rules = policy.parse((node.folder / "policy").read_text())
        names = [witness.name for witness in rules.witnesses]
        assert names == [*cities.DEPARTMENTS, *(other for other in cities.CITIES if other != name)]
        assert [rules.is_met_by(names[:count]) for count in (2, 3, 4)] == [False, True, True]
        # Any three hold a department and a city.
        assert not any(rules.is_met_by(kind) for kind in (cities.DEPARTMENTS, cities.CITIES.keys() - {name}))
        assert node.origin not in witness_folder.read(world.watchers[name].folder).logs
    assert world.cities["jia"].environment["JIBAN_DATABASE_URL"] == "postgresql://x/y"


def test_the_demo_empties_no_folder_that_it_did_not_make(tmp_path):
    (tmp_path / "letters").touch()
    with pytest.raises(NodeError, match="something else"):
        demo._room(tmp_path, keep=False)
    assert (tmp_path / "letters").exists()
