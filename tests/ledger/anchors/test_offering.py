"""From the newest checkpoint to a receipt, by the worker; and what the worker does when an anchor does not play along."""

import logging
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.exceptions import ImproperlyConfigured

from jiban.jobs.models import Job, JobState
from jiban.jobs.worker import Worker
from jiban.ledger.anchors import configured, offering
from jiban.ledger.cli import ledger
from jiban.ledger.models import AnchorReceipt
from tests.ledger.anchors.conftest import NOW
from tests.ledger.story import grow

pytestmark = pytest.mark.django_db(transaction=True)

ONE_DAY = timedelta(days=1)


def work(at=NOW):
    """What a worker does with the promised jobs, without its clockwork."""
    worker = Worker(clock=lambda: at)
    worker._wind_clockwork = lambda: None
    while worker.run_once():
        pass


def chain(settings, tmp_path, node, contract):
    (tmp_path / "key").write_text(node.keys[0])
    told = tmp_path / "anchors.toml"
    told.write_text(
        f'[[anchor]]\nname = "chain"\nkind = "evm"\nrpc = "{node.rpc}"\ncontract = "{contract}"\nkey_file = "key"\n'
    )
    settings.ANCHORS = str(told)


def test_without_a_file_nothing_is_offered():
    grow(3)
    assert offering.offer(NOW) == 0
    assert not Job.objects.exists()


def test_the_newest_checkpoint_is_stamped_and_the_receipt_kept(anchored):
    grow(3)
    assert offering.offer(NOW) == 1
    work()
    row = AnchorReceipt.objects.get()
    assert (row.anchor, row.size, row.state, row.anchored_at) == ("tsa", 3, "confirmed", NOW)
    assert bytes(row.evidence)
    assert Job.objects.get().state == JobState.DONE


def test_a_checkpoint_is_offered_once_and_the_next_after_a_while(anchored, settings):
    grow(3)
    assert offering.offer(NOW) == 1
    assert offering.offer(NOW + ONE_DAY) == 0
    grow(2)
    assert offering.offer(NOW + timedelta(minutes=settings.ANCHOR_MINUTES - 1)) == 0
    assert offering.offer(NOW + timedelta(minutes=settings.ANCHOR_MINUTES)) == 1
    work(NOW + ONE_DAY)
    assert list(AnchorReceipt.objects.order_by("size").values_list("size", "state")) == [
        (3, "confirmed"),
        (5, "confirmed"),
    ]
    assert anchored.asked == 2


def test_a_job_that_runs_twice_hands_nothing_in_twice(anchored):
    grow(3)
    offering.offer(NOW)
    work()
    Job.objects.update(state=JobState.WAITING)
    work()
    assert anchored.asked == 1


def test_an_authority_that_is_away_is_asked_again_and_given_up_after_the_last_attempt(anchored, settings):
    settings.JOB_MAX_ATTEMPTS = 2
    anchored.answer = lambda _: (503, b"")
    grow(3)
    offering.offer(NOW)
    work()
    assert AnchorReceipt.objects.get().state == "waiting"
    work(NOW + ONE_DAY)
    row = AnchorReceipt.objects.get()
    assert (row.state, row.detail) == ("failed", "HTTPStatusError")
    grow(2)
    anchored.answer = anchored.stamp
    offering.offer(NOW + ONE_DAY)
    work(NOW + ONE_DAY)
    assert AnchorReceipt.objects.get(size=5).state == "confirmed"


def test_a_receipt_waits_for_the_other_members_of_a_chain(settings, tmp_path, node):
    contract = node.deploy(members=3, needed=2)
    chain(settings, tmp_path, node, contract)
    grow(3)
    offering.offer(NOW)
    work()
    row = AnchorReceipt.objects.get()
    assert row.state == "submitted"
    assert row.reference.startswith("0x")
    head = offering.Head(settings.LOG_ORIGIN, 3, bytes(row.root), "")
    node.anchor(contract, member=1).submit(head)
    work(NOW + ONE_DAY)
    assert AnchorReceipt.objects.get().state == "confirmed"


def test_members_who_never_come_are_not_waited_for_for_ever(settings, tmp_path, node):
    chain(settings, tmp_path, node, node.deploy(members=3, needed=2))
    grow(3)
    offering.offer(NOW)
    work()
    work(NOW + offering.LONGEST_WAIT + ONE_DAY)
    assert AnchorReceipt.objects.get().state == "failed"


def test_a_conflict_raises_the_alarm_and_stops_no_further_line(settings, tmp_path, node, caplog):
    contract = node.deploy(members=3, needed=2)
    chain(settings, tmp_path, node, contract)
    grow(3)
    node.anchor(contract, member=1).submit(offering.Head(settings.LOG_ORIGIN, 3, b"\xff" * 32, ""))
    offering.offer(NOW)
    with caplog.at_level(logging.CRITICAL, "jiban.ledger.anchors.offering"):
        work()
    row = AnchorReceipt.objects.get()
    assert row.state == "conflict"
    assert "ff" * 32 in row.detail
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    told = CliRunner().invoke(ledger, ["anchors"])
    assert told.exit_code == 1
    assert "ff" * 32 in told.output
    grow(1)


def test_a_head_that_stands_there_and_is_not_ours_is_a_conflict(settings, tmp_path, node):
    contract = node.deploy(members=3, needed=2)
    chain(settings, tmp_path, node, contract)
    grow(3)
    for member in (1, 2):
        node.anchor(contract, member=member).submit(offering.Head(settings.LOG_ORIGIN, 7, b"\xff" * 32, ""))
    offering.offer(NOW)
    work()
    assert AnchorReceipt.objects.get().state == "conflict"


def test_an_anchor_that_was_taken_out_ends_what_was_promised(anchored, settings):
    grow(3)
    offering.offer(NOW)
    settings.ANCHORS = ""
    work()
    assert AnchorReceipt.objects.get().state == "failed"


def test_receipts_are_printed(anchored):
    assert CliRunner().invoke(ledger, ["anchors"]).exit_code == 0
    grow(3)
    offering.offer(NOW)
    work()
    told = CliRunner().invoke(ledger, ["anchors"])
    assert told.exit_code == 0
    assert "tsa" in told.output


@pytest.mark.parametrize(
    "text",
    [
        '[[anchor]]\nname = "a b"\nkind = "evm"',
        '[[anchor]]\nname = "one"\nkind = "fax"',
        '[[anchor]]\nname = "one"\nkind = "rfc3161"\nurl = "ftp://x"\nroots = []',
        '[[anchor]]\nname = "one"\nkind = "rfc3161"\nurl = "https://x"\nroots = ["missing"]',
        '[[anchor]]\nname = "one"\nkind = "rfc3161"\nurl = "https://x"\nroots = []\nhash = "md5"',
        '[[anchor]]\nname = "one"\nkind = "rfc3161"\nurl = "https://x"\nroots = []\nmore = 1',
        '[[anchor]]\nname = "one"\nkind = "evm"\nrpc = "https://x"\ncontract = "0x"\nkey_file = "missing"',
        '[[anchor]]\nname = "one"\nkind = "rfc3161"\nurl = "https://x"\nroots = []\n' * 2,
        "anchor = 1",
        "[[",
    ],
)
def test_a_file_that_is_wrong_says_so(settings, tmp_path, text):
    (tmp_path / "anchors.toml").write_text(text)
    settings.ANCHORS = str(tmp_path / "anchors.toml")
    with pytest.raises(ImproperlyConfigured, match=r"JIBAN_ANCHORS: anchors\.toml"):
        configured.anchors()
