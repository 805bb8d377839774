import pytest
from django.db import transaction

from jiban.ledger import journal
from jiban.ledger.errors import KeyReusedError, UnknownKindError
from jiban.ledger.models import Line
from tests.ledger.story import write

pytestmark = pytest.mark.django_db

ISSUED, REVOKED = "certificate-issued", "certificate-revoked"


def test_a_line_waits_for_its_place():
    (line,) = write(1)
    assert line.index is None
    assert Line.objects.get().key == "certificate-0"


def test_a_transaction_that_rolls_back_leaves_no_line():
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    assert not Line.objects.exists()


def test_the_same_effect_twice_is_one_line():
    first = journal.append(ISSUED, key="certificate-1", commitment=bytes(32))
    second = journal.append(ISSUED, key="certificate-1", commitment=bytes(32))
    assert first.pk == second.pk
    assert Line.objects.count() == 1


def test_another_effect_cannot_take_the_same_key():
    journal.append(ISSUED, key="certificate-1", commitment=bytes(32))
    with pytest.raises(KeyReusedError):
        journal.append(ISSUED, key="certificate-1", commitment=bytes(31) + b"\x01")
    with pytest.raises(KeyReusedError):
        journal.append(REVOKED, key="certificate-1", commitment=bytes(32))


def test_a_kind_the_log_does_not_know_is_not_written():
    with pytest.raises(UnknownKindError):
        journal.append("certificate-lost", key="certificate-1", commitment=bytes(32))
    assert not Line.objects.exists()
