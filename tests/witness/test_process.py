"""The command as a department runs it: alone, without the system's database; killed at every step."""

import re
import subprocess

import httpx
import pytest

from jiban.standards.tlog.cosignature import CosignatureVerifier
from jiban.standards.tlog.note import open_note
from jiban.witness import folder
from jiban.witness.memory import Memory
from tests.witness.processes import ROOT, command, serving, variables


def run(*arguments):
    return subprocess.run(command(*arguments), env=variables(), cwd=ROOT, capture_output=True, text=True, check=False)


def post(url, log, old):
    return httpx.post(f"{url}/add-checkpoint", content=log.request(old), timeout=10)


def test_a_department_makes_and_runs_a_witness_alone(tmp_path, log):
    place = tmp_path / "police"
    made = run("init", place, "--name", "police.example/witness", "--log", log.vkey)
    key = CosignatureVerifier.parse(made.stdout.strip())
    with serving(place) as url:
        answer = post(url, log, 0)
        assert answer.status_code == 200
        assert key in open_note(log.signed() + answer.text, [log.signer.verifier, key]).signed_by
        assert post(url, log.fork(1), 5).status_code == 422
        conflict = post(url, log, 3)
        assert (conflict.status_code, conflict.headers["content-type"], conflict.text) == (
            409,
            "text/x.tlog.size",
            "5\n",
        )
        assert httpx.post(f"{url}/add-checkpoint", content=b"x" * 70_000, timeout=10).status_code == 413
        assert "jiban_witness_answers_total" in httpx.get(f"{url}/metrics", timeout=10).text
    assert re.search(r"size 5, cosigned \d+ s ago; evidence: fork 1", run("status", place).stdout)
    shown = run("evidence", place)
    assert (shown.returncode, shown.stdout.count("== fork")) == (1, 1)


def test_a_folder_without_a_witness_is_refused_in_words(tmp_path):
    refused = run("serve", tmp_path)
    assert refused.returncode == 1
    assert "jiban witness init" in refused.stderr


@pytest.mark.parametrize(("step", "size"), [("witness-written", 5), ("witness-persisted", 8)])
def test_a_witness_killed_at_any_step_forgets_nothing_that_it_signed(tmp_path, log, step, size):
    place = tmp_path / "police"
    folder.make(place, name="police.example/witness", vkeys=[log.vkey])
    with serving(place) as url:
        post(url, log, 0)
    log.grow(3)
    with serving(place, JIBAN_CRASH_AT=step) as url, pytest.raises(httpx.HTTPError):
        post(url, log, 5)
    # Before the commit it is as if nothing was asked; after it the size stands, though nobody got the answer.
    assert Memory(place / folder.MEMORY).newest("city.example/log")[0] == size
    with serving(place) as url:
        assert post(url, log.fork(1), size).status_code == 422
        assert post(url, log, size).status_code == 200


def test_two_requests_at_once_never_go_back(tmp_path, log):
    """A slow request for a smaller size must not overwrite the bigger one that was quicker."""
    folder.make(tmp_path / "w", name="w", vkeys=[log.vkey])
    with serving(tmp_path / "w") as url:
        post(url, log, 0)
        requests = [log.grow(1).request(5) for _ in range(8)]
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(8) as pool:
            send = lambda text: httpx.post(f"{url}/add-checkpoint", content=text, timeout=10)  # noqa: E731
            answers = list(pool.map(send, requests))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    won = next(number for number, answer in enumerate(answers) if answer.status_code == 200)
    assert Memory(tmp_path / "w" / folder.MEMORY).newest("city.example/log")[0] == 6 + won
