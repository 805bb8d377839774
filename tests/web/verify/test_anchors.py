"""Anyone reads where the log's heads were shown, and takes the evidence along."""

import hashlib

import pytest

from jiban.ledger.models import AnchorReceipt, AnchorState, Checkpoint
from jiban.standards.pki.timestamps import parse_token
from jiban.web.verify import anchors
from tests.ledger.anchors import conftest as stamping_authority
from tests.ledger.conftest import own_log  # noqa: F401 - a fixture
from tests.ledger.story import grow

pytestmark = pytest.mark.django_db
ADDRESS = "/log/anchors"


@pytest.fixture
def stamped(own_log):  # noqa: F811
    """A head of three lines, stamped."""
    grow(3)
    head = Checkpoint.objects.get()
    token = stamping_authority.token_of(stamping_authority.Authority(), head.note)
    return AnchorReceipt.objects.create(
        anchor="tsa",
        size=3,
        root=head.root,
        state=AnchorState.CONFIRMED,
        reference="1f",
        evidence=token,
        anchored_at=stamping_authority.NOW,
    )


def test_without_anchors_the_page_says_that_certificates_can_be_checked_either_way(client):
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.context["receipts"] == []
    assert 'class="card empty"' in answer.content.decode()


def test_a_receipt_comes_with_the_head_and_the_stamp_over_it(client, stamped):
    page = client.get(ADDRESS).content.decode()
    assert stamped.root_hex in page
    note = client.get(f"{ADDRESS}/{stamped.pk}/note").content
    token = client.get(f"{ADDRESS}/{stamped.pk}/evidence").content
    assert parse_token(token).imprint == hashlib.sha256(note).digest()


def test_what_is_not_there_is_not_found(client, stamped):
    AnchorReceipt.objects.update(evidence=b"")
    assert client.get(f"{ADDRESS}/{stamped.pk}/evidence").status_code == 404
    assert client.get(f"{ADDRESS}/{stamped.pk + 1}/note").status_code == 404


def test_a_conflict_stands_on_every_page_of_receipts(client, monkeypatch):
    monkeypatch.setattr(anchors, "PAGE", 2)
    for size in range(1, 6):
        state = AnchorState.CONFLICT if size == 1 else AnchorState.CONFIRMED
        AnchorReceipt.objects.create(anchor="chain", size=size, root=bytes(32), state=state)
    address, sizes = ADDRESS, []
    while address:
        answer = client.get(address)
        assert 'role="alert"' in answer.content.decode()
        sizes += [receipt["row"].size for receipt in answer.context["receipts"]]
        address = ADDRESS + answer.context["older_url"] if answer.context["older_url"] else ""
    assert sizes == [5, 4, 3, 2, 1]
    assert client.get(f"{ADDRESS}?before=x").status_code == 200
