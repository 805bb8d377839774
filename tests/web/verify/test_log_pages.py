"""Anybody sees who watches over the log, what they objected to, and by which rule to check."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from jiban.cosigning import asking, policies
from jiban.cosigning.models import Alarm
from jiban.ledger import keys
from jiban.standards.tlog import checkpoint, policy
from tests.cosigning.conftest import own_log, witnesses  # noqa: F401 - fixtures
from tests.ledger.story import NOON, grow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def alarm(number=1, **more):
    fields = {"kind": "inconsistent", "size": 5, "request": "ours\n", "digest": str(number), "found_at": NOON, **more}
    return Alarm.objects.create(key="police.example/w+00000000", **fields)


def test_an_empty_log_says_what_will_come(client, own_log, settings):  # noqa: F811
    settings.WITNESS_POLICY = ""
    answer = client.get("/log/")
    assert answer.status_code == 200
    assert answer.context["head"] is None
    assert 'class="card empty"' in answer.content.decode()
    assert client.get("/log/policy").status_code == 404
    assert client.get("/log/checkpoint").status_code == 404


def test_without_witnesses_the_page_says_so(client, own_log, settings):  # noqa: F811
    settings.WITNESS_POLICY = ""
    grow(3)
    answer = client.get("/log/")
    assert (answer.context["head"].size, answer.context["witnesses"]) == (3, [])
    assert 'class="tag' not in answer.content.decode()


def test_the_page_shows_how_many_cosigned_and_who_is_behind(client, witnesses):  # noqa: F811
    grow(5)
    asking.ask_all(NOON)
    witnesses.down = {"civil", "third"}
    grow(2)
    asking.ask_all(NOON + timedelta(minutes=1))
    context = client.get("/log/").context
    assert (len(context["head"].names), context["head"].of, context["head"].is_met) == (2, 4, False)
    assert (context["head"].size, context["published"].size) == (7, 5)
    behind = {row["standing"].name: (row["standing"].size, bool(row["trouble"])) for row in context["witnesses"]}
    assert behind == {"police": (7, False), "civil": (5, True), "second": (7, False), "third": (5, True)}


def test_the_checkpoint_carries_the_cosignatures_and_the_policy_judges_it(client, witnesses):  # noqa: F811
    grow(5)
    asking.ask_all(NOON)
    rules = policy.parse(client.get("/log/policy").content.decode())
    judged = policy.judge(rules, client.get("/log/checkpoint").content.decode())
    assert (judged.checkpoint.size, judged.is_met) == (5, True)
    assert rules == policies.current()


def test_no_alarm_is_said_and_where_to_look(client):
    answer = client.get("/log/alarms")
    assert answer.context["alarms"] == []
    assert 'href="/log/"' in answer.content.decode()


def test_an_alarm_shows_both_signed_sides_and_stays_when_it_is_settled(client, own_log):  # noqa: F811
    made = alarm(is_proved=True, theirs="theirs\n", settled_at=NOON, settled_because="a drill & nothing else")
    page = client.get("/log/alarms").content.decode()
    assert "a drill &amp; nothing else" in page
    evidence = client.get(f"/log/alarms/{made.pk}/evidence")
    assert evidence["Content-Type"].startswith("text/plain")
    assert [words in evidence.content.decode() for words in ("ours\n", "theirs\n")] == [True, True]
    assert client.get("/log/").context["open_alarms"] == 0
    alarm(2)
    assert client.get("/log/").context["open_alarms"] == 1


def test_an_alarm_shows_the_two_heads_side_by_side(client, own_log):  # noqa: F811
    ours, theirs = (checkpoint.Checkpoint("log.example/test-county", 5, bytes([side]) * 32) for side in (1, 2))
    signed = [checkpoint.sign(head, [keys.signer()]) for head in (ours, theirs)]
    alarm(1, is_proved=True, request=f"old 0\n\n{signed[0]}", theirs=signed[1])
    alarm(2, request=f"old 0\n\n{signed[0]}")
    answer = client.get("/log/alarms")
    assert [row["heads"] for row in answer.context["alarms"]] == [[ours], [ours, theirs]]
    assert [answer.content.decode().count(head.root.hex()) for head in (ours, theirs)] == [2, 1]


def test_many_alarms_come_page_by_page(client):
    made = [alarm(number) for number in range(45)]
    seen, address = [], "/log/alarms"
    while address:
        context = client.get(address).context
        seen += [row["row"].pk for row in context["alarms"]]
        address = f"/log/alarms{context['older_url']}" if context["older_url"] else ""
    assert seen == [one.pk for one in reversed(made)]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "²"])
def test_nonsense_in_the_address_of_a_page_does_no_harm(client, before):
    assert client.get("/log/alarms", {"before": before}).status_code == 200
