"""The log asks its witnesses: cosignatures, outages, catching up."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from jiban.cosigning import asking, policies, questions
from jiban.cosigning.models import Alarm, Cosignature
from jiban.ledger import keys
from jiban.ledger import questions as ledger
from jiban.standards.tlog import policy, proof
from tests.ledger.story import NOON, grow

pytestmark = pytest.mark.django_db


def ask(minutes=0):
    return asking.ask_all(NOON + timedelta(minutes=minutes))


def test_every_witness_cosigns_the_newest_head(witnesses):
    grow(5)
    assert ask() == 4
    head = questions.published_head()
    assert (head.size, head.names, head.of, head.is_met) == (5, ("police", "civil", "second", "third"), 4, True)
    verdict = policy.judge(policies.current(), head.note)
    assert (verdict.checkpoint.size, len(verdict.witnesses), verdict.is_met) == (5, 4, True)


def test_nobody_is_asked_twice_for_one_head(witnesses):
    grow(5)
    ask()
    assert not asking.is_anybody_due(NOON)
    assert (ask(), Cosignature.objects.count()) == (0, 4)


def test_without_a_policy_nobody_is_asked_and_the_newest_head_is_public(settings):
    settings.WITNESS_POLICY = ""
    grow(5)
    assert (ask(), asking.is_anybody_due(NOON)) == (0, False)
    assert questions.published_head().note == ledger.latest_checkpoint().note
    assert questions.standings() == []


def test_the_public_gets_the_newest_head_with_enough_cosignatures(witnesses):
    grow(5)
    ask()
    witnesses.down = {"civil", "third"}
    grow(3)
    assert ask() == 2
    assert (questions.published_head().size, questions.newest_head().size) == (5, 8)
    assert questions.newest_head().names == ("police", "second")


def test_before_the_first_quorum_the_newest_head_is_public(witnesses):
    witnesses.down = {"civil", "third"}
    grow(5)
    ask()
    head = questions.published_head()
    assert (head.size, head.names, head.is_met) == (5, ("police", "second"), False)


def test_an_empty_log_has_nothing_to_cosign(witnesses):
    assert (ask(), questions.published_head(), questions.newest_head()) == (0, None, None)


def test_a_witness_that_was_away_catches_up_from_where_it_was(witnesses):
    grow(5)
    ask()
    witnesses.down = {"civil"}
    for minutes, more in enumerate((3, 300, 7), start=1):
        grow(more)
        assert ask(minutes * 10) == 3
    behind = {one.name: (one.behind, one.trouble) for one in questions.standings()}
    assert behind == {"police": (0, ""), "civil": (310, "unavailable"), "second": (0, ""), "third": (0, "")}
    witnesses.down = set()
    assert ask(60) == 1
    assert {one.behind for one in questions.standings()} == {0}


def test_a_witness_that_was_away_is_asked_more_and_more_rarely(witnesses):
    witnesses.down = {"civil"}
    grow(5)
    ask()
    assert not asking.is_anybody_due(NOON + timedelta(seconds=1))
    assert asking.is_anybody_due(NOON + timedelta(seconds=3))
    for minutes in range(1, 12):
        ask(minutes * 10)
    assert not asking.is_anybody_due(NOON + timedelta(minutes=110, seconds=299))
    assert asking.is_anybody_due(NOON + timedelta(minutes=110, seconds=301))


def test_a_log_that_forgot_what_the_witnesses_know_asks_them(witnesses):
    """The tables of cosignatures were lost: the witness tells its size, and the log proves its growth from there."""
    from jiban.cosigning.models import WitnessState

    grow(5)
    ask()
    WitnessState.objects.all().delete()
    grow(4)
    assert ask() == 4
    assert not Alarm.objects.exists()


def test_a_holder_gets_the_cosigned_proof_and_before_it_the_plain_one(witnesses):
    line = grow(5)[2]
    plain = questions.proof_of(line)
    assert plain == ledger.proof_of(line)
    ask()
    found = questions.proof_of(line)
    rules = policies.current()
    vkeys = [keys.verifier(), *(witness.key for witness in rules.witnesses)]
    head = proof.check_proof(found.text, entry=bytes(line.entry), origin="log.example/test-county", verifiers=vkeys)
    assert head.size == 5
    assert policy.judge(rules, found.checkpoint).is_met


def test_a_proof_stays_under_the_quorum_while_the_log_grows_on(witnesses):
    line = grow(5)[2]
    ask()
    witnesses.down = {"civil", "third"}
    [*_, newer] = grow(3)
    ask()
    assert policy.judge(policies.current(), questions.proof_of(line).checkpoint).is_met
    assert not policy.judge(policies.current(), questions.proof_of(newer).checkpoint).is_met


def test_a_witness_that_does_not_know_the_log_is_told_apart(witnesses):
    place = witnesses.place / "civil" / "witness.toml"
    place.write_text('name = "civil.example/w"\n')
    witnesses.restart()
    grow(5)
    assert ask() == 3
    assert [one.trouble for one in questions.standings()] == ["", "unknown-log", "", ""]
    assert not Alarm.objects.exists()


def test_a_false_cosignature_is_not_kept(witnesses, monkeypatch):
    from jiban.cosigning import http

    grow(5)
    honest = witnesses.ask
    other = witnesses.vkeys["civil"].cosign(ledger.latest_checkpoint().note.partition("\n\n")[0] + "\n", seconds=9)
    monkeypatch.setattr(http, "_ask", lambda *words: (200, other) if "police" in words[1] else honest(*words))
    assert ask() == 3
    assert not Cosignature.objects.filter(key__startswith="police").exists()


def test_a_policy_that_is_wrong_or_missing_is_said(settings, tmp_path):
    settings.WITNESS_POLICY = str(tmp_path / "none")
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        policies.current()
    (tmp_path / "none").write_text("quorum nobody\n")
    with pytest.raises(ImproperlyConfigured, match="line 1"):
        policies.current()
