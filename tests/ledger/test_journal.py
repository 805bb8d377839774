import pytest
from django.db import transaction

from jiban.ledger import journal, places
from jiban.ledger.errors import KeyReusedError, UnknownKindError
from jiban.ledger.models import Line, WaitingLine
from tests.ledger.story import grow, promise, write

pytestmark = pytest.mark.django_db

ISSUED, REVOKED = "certificate-issued", "certificate-revoked"


def test_a_line_waits_for_its_place():
    (line,) = write(1)
    assert places.of_line(line) is None
    assert WaitingLine.objects.get().line == line
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


def test_of_many_effects_those_that_are_there_already_are_left_as_they_are():
    write(2)
    journal.append_all(ISSUED, {f"certificate-{number}": promise(number) for number in range(5)})
    assert list(Line.objects.order_by("id").values_list("key", flat=True)) == [f"certificate-{n}" for n in range(5)]


def test_nothing_of_many_effects_is_written_if_one_contradicts_the_log():
    write(1)
    with pytest.raises(KeyReusedError), transaction.atomic():
        journal.append_all(ISSUED, {"certificate-0": bytes(32), "certificate-1": bytes(32)})
    assert Line.objects.count() == 1


def test_no_effects_are_no_line_and_let_none_wait_again():
    grow(3)
    journal.append_all(ISSUED, {})
    assert (Line.objects.count(), WaitingLine.objects.count()) == (3, 0)


def test_only_what_is_new_waits():
    grow(3)
    journal.append_all(ISSUED, {f"certificate-{number}": promise(number) for number in range(5)})
    assert list(WaitingLine.objects.order_by("line").values_list("line__key", flat=True)) == [
        "certificate-3",
        "certificate-4",
    ]
