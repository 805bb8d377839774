"""What rules have found stands beside the case; a reviewer authorises them, the county tries them. Nobody signs but people."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.cases import deciding
from jiban.cases.models import Case, StandingAuthorisation
from jiban.catalogue import avoiding
from jiban.jobs.models import Job
from jiban.places.actions import import_divisions
from jiban.places.division_rows import DivisionRow
from tests import cast
from tests.cases.rulings.conftest import ALL, ITEM, LIVES, authenticator, authorised, confirm, judged, submitted
from tests.web.office import conftest as office
from tests.web.office.conftest import now, words
from tests.web.office.samples import ELSEWHERE

pytestmark = pytest.mark.django_db


def form(village, code, **changed):
    today = timezone.localdate()
    asked = {
        "committee": village.committee.pk,
        "item": ITEM,
        "from_day": today.isoformat(),
        "until_day": (today + timedelta(days=20)).isoformat(),
        "a_day": 5,
        "pin": cast.PIN,
        "code": code,
    }
    return asked | changed


def case_page(client, case):
    return client.get(reverse("office:case", args=[case.number]))


def test_the_case_shows_each_condition_with_source_and_age_and_no_value(head, village):
    page = case_page(head, judged(village))
    receipt = page.context["receipt"]
    assert receipt.passed
    assert [one.state for one in receipt.conditions] == ["ok", "ok", "ok"]
    assert "样例县公安局" in words(page)
    assert "2009-02" not in words(page)


def test_what_is_not_confirmed_is_said(clerk, village):
    receipt = case_page(clerk, judged(village, values={"lives-here-since.lives_here": False})).context["receipt"]
    assert not receipt.passed
    assert {one.state for one in receipt.conditions} == {"no", "uk"}


def test_a_case_of_an_item_without_a_receipt_shows_none(head, village):
    assert case_page(head, office.submitted(village)).context["receipt"] is None


def test_where_nothing_is_confirmed_yet_the_page_says_so_at_once_and_no_work_is_promised(head, village):
    case = submitted(village)
    receipt = case_page(head, case).context["receipt"]
    assert not receipt.passed
    assert {one.state for one in receipt.conditions} == {"uk"}
    assert not Job.objects.filter(kind="judge-by-rules").exists()
    confirm(case, ALL)
    assert case_page(head, case).context["receipt"] is None, "the rules have not looked at it yet"
    assert Job.objects.filter(kind="judge-by-rules").count() == 1


def test_the_queue_says_what_was_pre_checked_and_lets_it_be_ticked(head, village):
    case, other = judged(village, "k1"), judged(village, "k2", values={})
    rows = {row.case.pk: row for row in head.get("/office/?only=all").context["queue"].rows}
    assert rows[case.pk].note == "pre-checked by rule"
    assert rows[other.pk].note == "needs a look"


def test_the_batch_takes_what_was_pre_checked_with_one_pin(head, village):
    cases = [judged(village, f"k{number}", values) for number, values in enumerate((ALL, LIVES))]
    numbers = [case.number for case in cases]
    assert [case.number for case in head.get("/office/batch/", {"case": numbers}).context["selection"].cases] == numbers
    answer = head.post("/office/batch/", {"case": numbers, "pin": cast.PIN, "read_at": now()})
    assert answer.status_code == 302
    assert set(Case.objects.filter(number__in=numbers).values_list("state", "decided_by")) == {
        ("approved", village.head.pk)
    }


def test_a_reviewer_grants_with_pin_and_second_factor_and_signs_what_was_approved(head, village):
    code = authenticator(village.head)
    assert head.post("/office/authorisations/new/", form(village, code())).status_code == 302
    case = judged(village)
    page = head.get("/office/authorisations/")
    assert [one.number for one in page.context["waiting"]] == [case.number]
    assert case_page(head, case).context["receipt"].passed
    head.post("/office/batch/", {"case": [case.number], "pin": cast.PIN, "read_at": now()})
    assert head.get("/office/authorisations/").context["waiting"] == []
    pk = StandingAuthorisation.objects.get().pk
    assert case.number in words(head.get(f"/office/authorisations/{pk}/"))


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"pin": "000000"}, 409), ({"code": "000000"}, 409), ({"a_day": "x"}, 422), ({"a_day": "500"}, 409)],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays_but_for_the_secrets(head, village, changed, status):
    code = authenticator(village.head)
    page = head.post("/office/authorisations/new/", form(village, code()) | changed)
    assert page.status_code == status
    assert f'value="{changed.get("a_day", 5)}"' in words(page)
    assert cast.PIN not in words(page)
    assert page.context["form"]["code"].value() not in words(page)
    assert not StandingAuthorisation.objects.exists()


def test_revoked_with_a_reason_and_at_once(head, village):
    made = authorised(village)
    judged(village)
    address = reverse("office:authorisation-revocation", args=[made.pk])
    assert head.post(address, {"because": ""}).status_code == 422
    assert head.post(address, {"because": "规则要改"}).status_code == 302
    assert head.get("/office/authorisations/").context["waiting"] == []
    assert head.post(address, {"because": "规则要改"}).status_code == 409


def test_nobody_sees_or_ends_the_authorisation_of_another(stranger_head, village):
    made = authorised(village)
    assert stranger_head.get(f"/office/authorisations/{made.pk}/").status_code == 404
    assert stranger_head.post(f"/office/authorisations/{made.pk}/revocation/", {"because": "x"}).status_code == 404


@pytest.fixture
def decided(village):
    moment = timezone.now()
    deciding.approve(judged(village, "a"), by=village.head, pin=cast.PIN, read_at=moment, now=timezone.now())
    case = submitted(village, "b")
    confirm(case, ALL)
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="派出所", now=timezone.now())
    return f"{timezone.localdate():%Y-%m}"


def test_the_county_tries_the_rules_of_a_month_and_sees_numbers_alone(county, village, decided):
    page = county.post("/office/rules/", {"month": decided, "rules": ""})
    (row,) = page.context["rows"]
    assert (row.tried.cases, row.tried.approve, row.tried.differ) == (2, 2, 1)
    for secret in (village.resident.name, village.resident.identity_number, "2组16号", "李小雨"):
        assert secret not in words(page)


def test_another_countys_cases_are_not_counted(county, village, decided):
    rows = [DivisionRow(line, *row, is_statistical_only=False) for line, row in enumerate(ELSEWHERE, 1)]
    import_divisions(rows, source="tests")
    Case.objects.update(committee=cast.committee_of("990223100201"))
    (row,) = county.post("/office/rules/", {"month": decided, "rules": ""}).context["rows"]
    assert row.tried.cases == 0


def test_wrong_rules_are_refused_with_the_place_and_stay_on_the_page(county, decided):
    typed = "item: school-residence\nrules:\n  - {id: xx, version: 1}\n"
    page = county.post("/office/rules/", {"month": decided, "rules": typed})
    assert page.status_code == 422
    assert page.context["problems"]
    assert "id: xx" in words(page)


def test_a_month_that_is_none_is_said(county):
    assert county.post("/office/rules/", {"month": "soon", "rules": ""}).status_code == 422


def test_the_county_sees_who_has_authorised_what_and_how_many_certificates_were_avoided(county, village):
    authorised(village)
    day = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    avoiding.avoided("shared:a", village.committee.division, today=day)
    avoiding.avoided("exchanged:b", village.committee.division, today=day)
    page = county.get("/office/rules/")
    assert [row.authorisation.officer for row in page.context["authorisations"]] == [village.head]
    assert (page.context["avoided"].total, page.context["avoided"].looked_up) == (2, 1)
