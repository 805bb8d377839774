"""A unit did not accept a certificate: told to the county, taken up, answered, and counted by unit."""

import pytest
from django.db.models import Q
from django.utils import timezone

from jiban.certificates import unit_refusals
from jiban.certificates.errors import (
    RefusalAnsweredError,
    RefusalNotTakenUpError,
    RefusalTakenUpError,
    WordsMissingError,
)
from jiban.certificates.models import RefusingUnit, UnitRefusal
from jiban.certificates.unit_refusals import Said
from jiban.notices.models import Notice
from jiban.people.models import Officer

pytestmark = pytest.mark.django_db


def told(certificate, unit="样例银行新安支行", key="k-refusal"):
    said = Said(unit, timezone.localdate(), "说只认盖红章的纸质件")
    return unit_refusals.report(certificate, said, key=key, now=timezone.now())


@pytest.fixture
def county(certificate):
    return Officer.objects.get(username="county1")


def test_a_report_goes_to_the_county_of_the_village_and_is_counted_once(certificate):
    assert told(certificate).pk == told(certificate).pk
    unit = RefusingUnit.objects.get()
    assert (unit.county.code, unit.reports, unit.waiting) == ("990123000000", 1, 1)


def test_one_unit_however_it_was_typed(certificate):
    told(certificate)
    told(certificate, "样例银行 新安支行　", key="another")
    assert RefusingUnit.objects.get().reports == 2


def test_it_is_taken_up_once_then_answered_once_and_the_resident_is_told_both_times(certificate, county):
    report, now = told(certificate), timezone.now()
    with pytest.raises(RefusalNotTakenUpError):
        unit_refusals.answer(report, "已告知银行", by=county, now=now)
    unit_refusals.take_up(report, by=county, now=now)
    with pytest.raises(RefusalTakenUpError):
        unit_refusals.take_up(report, by=county, now=now)
    with pytest.raises(WordsMissingError):
        unit_refusals.answer(report, "  ", by=county, now=now)
    unit_refusals.answer(report, "已告知银行", by=county, now=now)
    with pytest.raises(RefusalAnsweredError):
        unit_refusals.answer(report, "又一次", by=county, now=now)
    with pytest.raises(RefusalAnsweredError):
        unit_refusals.take_up(report, by=county, now=now)
    assert UnitRefusal.objects.get().answer == "已告知银行"
    assert RefusingUnit.objects.get().waiting == 0
    codes = Notice.objects.filter(about=report.notice_about).order_by("id").values_list("code", flat=True)
    assert list(codes) == ["unit-refusal-taken-up", "unit-refusal-answered"]


def test_units_with_most_waiting_come_first_and_pages_lose_none(certificate, monkeypatch):
    monkeypatch.setattr(unit_refusals, "PAGE", 2)
    for place, count in enumerate((1, 3, 2)):
        for number in range(count):
            told(certificate, f"单位{place}", key=f"k-{place}-{number}")
    first = unit_refusals.units(Q(), after=None)
    assert [unit.name for unit in first] == ["单位1", "单位2", "单位0"]
    last = first[1]
    rest = unit_refusals.units(Q(), after=(last.waiting, last.reports, last.pk))
    assert [unit.name for unit in rest] == ["单位0"]
