"""The address at which a department's program asks."""

import json

import pytest
from django.utils import timezone

from jiban.exchange import answers
from tests.exchange.conftest import SCHOOL, connect, fact, letter, offered, resident, shared, source

__all__ = ["fact", "resident", "shared"]
pytestmark = pytest.mark.django_db
ADDRESS = "/exchange/requests"


def post(client, text):
    return client.post(ADDRESS, text, content_type="application/json")


@pytest.fixture
def today(tmp_path, resident, shared):
    source(tmp_path, (resident.identity_number, 1, "2009-03", 1), as_of=timezone.localdate())


def test_a_program_gets_a_signed_yes(client, resident, fact, today):
    now = timezone.now()
    answer = post(client, letter(offered(resident, fact, now=now), now=now))
    told = answers.read(answer.content.decode(), answers.key_of(answer.content.decode()))
    assert (answer.status_code, told["values"]) == (200, {"lives_here": True, "since": "2009-03"})
    assert "no-store" in answer["Cache-Control"]


def test_a_refusal_names_its_reason(client, fact, today):
    answer = post(client, letter(None, now=timezone.now()))
    assert (answer.status_code, json.loads(answer.content)["refusal"]) == (403, "no-consent")


@pytest.mark.parametrize(("body", "status"), [("{}", 400), (b"\xff", 400), ("x" * 9000, 413)])
def test_what_is_no_request_is_turned_away(client, db, body, status):
    assert post(client, body).status_code == status


def test_a_source_that_is_away_may_be_asked_again(client, resident, fact, settings, tmp_path):
    connect(settings, tmp_path, connector='kind = "csv"\nfolder = "/no/such/folder"')
    now = timezone.now()
    assert post(client, letter(offered(resident, fact, now=now), now=now, key=SCHOOL)).status_code == 503
