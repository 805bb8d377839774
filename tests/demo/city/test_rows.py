"""What stands in an invented city: rows that hold together, and nobody who lives."""

import pytest
from django.db import transaction
from django.db.models import Count, F, Q, Sum

from jiban.cases.models import Case, PromiseDay, PromiseOutcome
from jiban.certificates.models import Certificate
from jiban.people.models import Resident
from jiban.places.models import Committee, Division
from jiban.standards.codes import certificate_identifier, credit_code, identity_number

from .small import SMALL, UNTIL, WAITING, generate


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """Generated once for all that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        generate(SMALL)
        yield
        transaction.set_rollback(True)


def test_the_rows_of_a_city_hold_together(city, db):
    assert Case.objects.filter(state__in=["submitted", "checked"]).count() == WAITING
    assert not Case.objects.exclude(resident__village=F("committee__division")).exists()
    issued = Case.objects.filter(state="issued")
    assert issued.count() == Certificate.objects.count() > 200
    assert not issued.exclude(certificate__holder=F("resident")).exists()
    assert not issued.filter(Q(decided_at__lt=F("submitted_at")) | Q(decided_by=None)).exists()
    assert not issued.exclude(decided_by__terms__post__committee=F("committee")).exists()
    lines = Case.objects.annotate(lines=Count("journal"))
    assert not lines.filter(lines=0).exists()
    assert not lines.filter(state="issued", lines__lt=3).exists()
    assert Case.objects.filter(Q(submitted_at__gte=UNTIL) | Q(decided_at__gt=UNTIL)).count() == 0


def test_the_promise_of_every_waiting_case_is_watched(city, db):
    waiting = Case.objects.filter(state__in=["submitted", "checked"])
    assert not waiting.filter(
        Q(watch_at=None) | Q(watch_at__gte=F("due_at")) | Q(watch_at__lt=F("submitted_at"))
    ).exists()
    assert not Case.objects.exclude(pk__in=waiting).filter(watch_at__isnull=False).exists()


def test_the_figures_of_a_city_are_those_of_its_cases(city, db):
    answered = Case.objects.filter(state__in=["issued", "refused"])
    assert PromiseOutcome.objects.filter(counted_at__isnull=False).count() == answered.count()
    for level in Division.Level.values:
        together = PromiseDay.objects.filter(division__level=level, item="")
        told = together.aggregate(issued=Sum("issued"), refused=Sum("refused"), kept=Sum("kept"))
        assert told["issued"] + told["refused"] == answered.count()
        assert (
            told["kept"]
            == answered.filter(outcome__kept=True).count()
            == answered.filter(decided_at__lte=F("due_at")).count()
        )


def test_everybody_in_a_city_is_invented(city, db):
    for number, birth in Resident.objects.values_list("identity_number", "created_at"):
        read = identity_number.parse(number)
        assert read.is_synthetic
        assert read.birth < birth.date()
    assert all(code.startswith("99") for code in Division.objects.values_list("code", flat=True))
    for code in Committee.objects.values_list("credit_code", flat=True):
        assert credit_code.parse(code).division.startswith("99")
    for identifier in Certificate.objects.values_list("identifier", flat=True)[:20]:
        assert certificate_identifier.parse(identifier).version == 1
