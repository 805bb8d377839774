"""An operator with key and database cheats, or somebody who stole them: real witnesses refuse and keep the evidence."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from jiban.standards.tlog import checkpoint, policy
from jiban.standards.tlog.errors import UnknownSignerError
from jiban.standards.tlog.note import Signer
from jiban.witness import folder as witness_folder
from tests.nodes.world import ROOT, WEB, environment, first_of_free_ports, page, wait_until
from tests.witness.a_log import ALog

# Three cities take long to start: all that need them stay in one process of the tests.
pytestmark = pytest.mark.xdist_group("cities")


def rewrite(operator):
    """Another certificate in the place of one that was issued."""
    with operator.database.together():
        operator.rewrite(2)
        operator.sign_anew()
        operator.forget_cosignatures()


def rewrite_then_grow(operator):
    """The same, hidden under new entries: the witnesses are asked about a larger log only."""
    with operator.database.together():
        operator.rewrite(2)
        operator.sign_anew()
    operator.write(3)


def roll_back(operator):
    """Last week's copy of the database, and nothing said about it."""
    with operator.database.together():
        operator.cut(3)
        operator.database.run("DELETE FROM ledger_checkpoint")
        operator.sign_anew()
        operator.forget_cosignatures()


@pytest.mark.parametrize(
    ("name", "attack", "kind"),
    [
        ("jia", rewrite, "inconsistent"),
        ("yi", rewrite_then_grow, "inconsistent"),
        ("bing", roll_back, "ahead"),
    ],
)
def test_an_operator_who_rewrites_is_refused_shown_and_stopped(world, name, attack, kind):
    city = world.cities[name]
    true_size = city.grow(6).checkpoint.size
    operator = city.operator
    with operator.history_kept():
        attack(operator)
        alarms = wait_until("the alarms", lambda: found if len(found := operator.alarms()) == 4 else None)
        assert {(each[1], bool(each[2])) for each in alarms} == {(kind, True)}
        shown = city.get("/log/alarms").text
        assert shown.count('class="tag red"') == 4
        for alarm in alarms:
            assert_two_histories(city, city.get(f"/log/alarms/{alarm[0]}/evidence").text)
        assert_nothing_more_is_signed(operator)
        for watcher in city.watchers.values():
            assert city.node.origin in page(f"{watcher.url}/evidence")
            assert f"{city.node.origin}: size {true_size}, cosigned" in page(watcher.url)
    # The true history stands again, and goes on.
    assert city.until_cosigned().checkpoint.size == true_size
    assert city.grow(1).checkpoint.size == true_size + 1
    assert city.jiban("ledger", "fsck").returncode == 0


def assert_two_histories(city, evidence):
    """Both sides are signed by the log's own key, and one does not go on from the other."""
    ours, theirs = evidence.split("-- signed by this log before")
    sides = [text[text.index(city.node.origin) :] for text in (ours, theirs.partition("\n")[2])]
    keys = [log.key for log in city.rules.logs]
    first, second = (checkpoint.open_checkpoint(side, origin=city.node.origin, verifiers=keys) for side in sides)
    assert (first.size, first.root) != (second.size, second.root)


def assert_nothing_more_is_signed(operator):
    before = operator.size()
    operator.write(1)
    with pytest.raises(AssertionError, match="waited in vain"):
        wait_until("a head that must not come", lambda: operator.size() != before, seconds=3)


@pytest.fixture
def grown(world, lone_log):
    """The lone log as every witness has cosigned it; `ask` hands any log of its key to one of them."""
    old = lone_log.size
    lone_log.grow(5)
    for name in world.watchers:
        answer = ask(world, name, lone_log, old)
        if answer.status_code == 409:  # it was not asked last time
            answer = ask(world, name, lone_log, int(answer.text))
        assert answer.status_code == 200
    return lone_log


def ask(world, name, log, old, url=None):
    return WEB.post(f"{url or world.watchers[name].url}/add-checkpoint", content=log.request(old))


def rules_of(world, log, names):
    from jiban.node.cities import policy_text

    return policy.parse(policy_text(log.vkey, [world.watchers[name] for name in names]))


WATCHERS = ("police", "civil", "jia", "yi")


def test_two_forks_shown_to_different_witnesses_meet_no_quorum_and_convict_the_log(world, grown):
    size = grown.size
    left, right = (ALog(grown.signer, grown.entries).grow(2, word=word) for word in ("left", "right"))
    shown = {"police": left, "civil": left, "jia": right, "yi": right}
    lines = {name: ask(world, name, log, size) for name, log in shown.items()}
    assert {answer.status_code for answer in lines.values()} == {200}
    rules = rules_of(world, grown, WATCHERS)
    for log in (left, right):
        signed = log.signed() + "".join(lines[name].text for name in shown if shown[name] is log)
        judged = policy.judge(rules, signed)
        assert (len(judged.witnesses), judged.is_met) == (2, False)
    # Whoever is shown the other fork has both signatures side by side.
    for name in WATCHERS:
        other = right if shown[name] is left else left
        assert ask(world, name, other, left.size).status_code == 422
        assert "== fork city.example/log" in page(f"{world.watchers[name].url}/evidence")
    for name in ("civil", "police"):
        forget(world, name, grown, size)
    grown.entries = right.entries


def forget(world, name, log, size):
    """Only a test may: a witness that signed the fork would never cosign the other history again."""
    import sqlite3

    with sqlite3.connect(world.watchers[name].folder / witness_folder.MEMORY) as memory:
        memory.execute("DELETE FROM cosigned WHERE origin = ? AND size > ?", (log.signer.verifier.name, size))
    memory.close()


@contextmanager
def second_self(world, name, tmp_path):
    """A witness that lies: the same key, run twice, with two memories."""
    twin, port = tmp_path / "twin", first_of_free_ports(1)
    shutil.copytree(world.watchers[name].folder, twin)
    command = [sys.executable, "-m", "jiban.cli", "witness", "serve", str(twin), "--port", str(port)]
    process = subprocess.Popen(command, env=environment(), cwd=ROOT)
    try:
        wait_until("the twin", lambda: page(f"http://127.0.0.1:{port}"))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_one_witness_that_signs_everything_does_not_give_two_histories_a_quorum(world, grown, tmp_path):
    size = grown.size
    left, right = (ALog(grown.signer, grown.entries).grow(3, word=word) for word in ("left", "right"))
    with second_self(world, "yi", tmp_path) as twin:
        true = [ask(world, name, left, size).text for name in ("police", "civil", "yi")]
        false = [ask(world, "jia", right, size).text, ask(world, "yi", right, size, url=twin).text]
    rules = rules_of(world, grown, WATCHERS)
    met = [policy.judge(rules, log.signed() + "".join(lines)) for log, lines in ((left, true), (right, false))]
    assert [(len(each.witnesses), each.is_met) for each in met] == [(3, True), (2, False)]
    forget(world, "jia", grown, size)
    assert ask(world, "jia", left, size).status_code == 200
    grown.entries = left.entries


def test_a_stolen_key_is_worth_nothing_once_the_witnesses_have_the_new_one(world, grown):
    size, thief, old_key = grown.size, ALog(grown.signer, grown.entries), grown.vkey
    grown.signer = Signer.generate(old_key.partition("+")[0])
    for name in ("police", "civil"):
        settings = world.watchers[name].folder / witness_folder.SETTINGS
        settings.write_text(settings.read_text().replace(old_key, grown.vkey))
        world.restart_witness(name)
    thief.grow(1, word="stolen")
    assert [ask(world, name, thief, size).status_code for name in ("police", "civil")] == [403, 403]
    # Readers who have the new key do not even count its cosignatures.
    with pytest.raises(UnknownSignerError):
        policy.judge(rules_of(world, grown, WATCHERS), thief.signed())
    # The history is the log's, not the key's: the new key goes on from it, and cannot rewrite it either.
    assert ask(world, "police", grown.fork(1), size).status_code == 422
    grown.grow(1)
    assert [ask(world, name, grown, size).status_code for name in ("police", "civil")] == [200, 200]


def test_a_witness_killed_while_it_is_attacked_keeps_what_it_saw(world):
    city = world.cities["bing"]
    size = city.grow(1).checkpoint.size
    os.kill(world.witness_process("police"), signal.SIGKILL)
    world.until_witness_answers("police")
    assert f"{city.node.origin}: size {size}, cosigned" in page(world.watchers["police"].url)
