"""`jiban bench paper` measures the libraries and tells numbers; how fast this machine is, no test asks."""

import json

import pytest
from click.testing import CliRunner

from jiban.bench import library_speed
from jiban.bench.cli import LIBRARY_ROWS, PEER_ROWS, bench
from tests.standards.typeset.oracles import oracle_python


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch):
    monkeypatch.setattr(library_speed, "WARM_UP_ROUNDS", 0)
    monkeypatch.setattr(library_speed, "FEWEST_ROUNDS", 1)
    monkeypatch.setattr(library_speed, "FILES_KEPT", 2)


def run(*words):
    result = CliRunner().invoke(bench, ["paper", "--seconds", "0.1", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_machines_get_one_object_of_numbers_with_other_programs_and_the_memory_held():
    told = json.loads(run("--json", "--soak", "10", "--peers", str(oracle_python())))
    assert {f"{key}_ms" for key in (*LIBRARY_ROWS.values(), *PEER_ROWS.values())} <= told.keys()
    assert told["one_seal_ofd_multiple_of_bare"] > 1
    assert told["memory_after_10_pairs_mib"] > 10


def test_people_get_a_table_that_says_what_is_not_installed():
    told = run("--peers", "nowhere/python")
    assert all(words in told for words in LIBRARY_ROWS)
    assert told.count("not installed") == len(PEER_ROWS) - 1
