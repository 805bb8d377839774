"""The county's pages about units that refused certificates, and what they leave behind for the resident to see."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from jiban.certificates import unit_refusals
from jiban.certificates.models import DataView, UnitRefusal
from jiban.certificates.unit_refusals import Said
from jiban.people.actions.appointing import open_post
from tests import cast
from tests.web.office.conftest import desk, issued, with_paper, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(village):
    return issued(village).certificate


def told(certificate, unit="样例银行新安支行", key="k-refusal", **more):
    said = Said(unit, timezone.localdate(), "只认盖红章的纸质件", **more)
    return unit_refusals.report(certificate, said, key=key, now=timezone.now())


@pytest.fixture
def report(certificate):
    return told(certificate)


def address(name, report):
    return reverse(f"office:{name}", args=[report.pk])


def test_the_county_sees_units_with_their_counts_and_nobodys_name(county, report, village):
    page = county.get("/office/unit-refusals/")
    (unit,) = page.context["units"]
    assert (unit.name, unit.reports, unit.waiting) == ("样例银行新安支行", 1, 1)
    for path in ("/office/unit-refusals/", address("refusing-unit", report.unit), address("unit-refusal", report)):
        page = words(county.get(path))
        for secret in (village.resident.name, village.resident.identity_number, village.resident.mobile):
            assert secret not in page
        assert report.certificate.number not in page


def test_units_go_on_by_key(county, certificate, monkeypatch):
    monkeypatch.setattr(unit_refusals, "PAGE", 2)
    for place in range(5):
        told(certificate, f"单位{place}", key=f"k-{place}")
    found, url = [], "/office/unit-refusals/"
    while url:
        context = county.get(url).context
        found += [unit.name for unit in context["units"]]
        url = f"/office/unit-refusals/{context['older_url']}" if context["older_url"] else ""
    assert sorted(found) == [f"单位{place}" for place in range(5)]
    assert county.get("/office/unit-refusals/?after=x.y.z").status_code == 200


def test_a_report_is_taken_up_then_answered_and_the_resident_reads_it(county, report, village):
    page = address("unit-refusal", report)
    assert county.get(page).context["may_take_up"]
    early = county.post(address("unit-refusal-answer", report), {"answer": "太早"})
    assert early.status_code == 409
    assert "太早" in words(early)
    assert county.post(address("unit-refusal-taking-up", report))["Location"] == page
    assert county.post(address("unit-refusal-taking-up", report)).status_code == 409
    assert county.post(address("unit-refusal-answer", report), {"answer": ""}).status_code == 422
    assert county.post(address("unit-refusal-answer", report), {"answer": "已告知银行"})["Location"] == page
    report.refresh_from_db()
    assert (report.state, report.answer, report.answered_by) == ("answered", "已告知银行", village.county)
    context = county.get(page).context
    assert not context["may_take_up"]
    assert not context["may_answer"]


def test_another_county_and_the_village_have_no_business_here(report, village, head, authority):
    for name in ("unit-refusal", "unit-refusal-photo"):
        assert head.get(address(name, report)).status_code == 403
    stranger = cast.officer("elsewhere", "别处人")
    cast.hold(
        stranger,
        open_post("city_administrator", "市管理员", division=village.committee.division.parent.parent.parent),
        timezone.now(),
    )
    city = desk(stranger)
    assert city.get(address("unit-refusal", report)).status_code == 200
    assert city.post(address("unit-refusal-taking-up", report)).status_code == 403
    assert UnitRefusal.objects.get().state == "open"


def test_reading_the_report_and_its_photo_is_written_down_for_the_resident(county, certificate, village):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    report = told(certificate, key="with-photo", photo=file.getvalue(), photo_type="image/jpeg")
    county.get(address("unit-refusal", report))
    assert county.get(address("unit-refusal-photo", report))["Content-Type"] == "image/jpeg"
    looks = DataView.objects.filter(resident=village.resident, about=str(report.pk)).order_by("pk")
    assert [look.what for look in looks] == ["refusal", "photo"]
    assert {(look.office, look.post) for look in looks} == {("样例县", "县印章管理员")}


def test_opening_an_application_a_paper_and_a_certificate_is_written_down_once_a_day(clerk, village):
    case = with_paper(village)
    paper = case.papers.get()
    done = issued(village, "k-another")
    for _time in range(2):
        clerk.get(reverse("office:case", args=[case.number]))
        clerk.get(reverse("office:case-paper", args=[case.number, paper.pk]))
        clerk.get(reverse("office:certificate", args=[done.certificate.number]))
        clerk.get(reverse("office:certificate-picture", args=[done.certificate.number]))
    looks = DataView.objects.filter(officer=village.clerk).order_by("pk")
    assert [(look.what, look.about) for look in looks] == [
        ("application", case.number),
        ("paper", case.number),
        ("certificate", done.certificate.number),
    ]
    assert {(look.office, look.post) for look in looks} == {(village.committee.name, "村务专干")}
