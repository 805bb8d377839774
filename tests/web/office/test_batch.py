"""Several cases with one PIN: only all-green ones; what cannot be signed is left out and told."""

import pytest
from django.utils import timezone

from jiban.cases.models import Case
from jiban.certificates.models import Certificate
from jiban.seals import actions as seals
from tests import cast
from tests.web.office.conftest import approved, green, now, submitted, words

pytestmark = pytest.mark.django_db


def numbers(cases):
    return [case.number for case in cases]


def waiting():
    return Certificate.objects.exclude(state="sealed").count()


def test_green_cases_are_listed_counted_and_signed_with_one_pin(village, head):
    cases = green(village)
    page = words(head.get("/office/batch/", {"case": numbers(cases)}))
    assert "Approve and seal 3" in page
    assert all(case.number in page for case in cases)
    answer = head.post("/office/batch/", {"case": numbers(cases), "pin": cast.PIN, "read_at": now()})
    assert answer["Location"] == "/office/?signed=3"
    assert waiting() == 3
    assert "3 signed, being sealed now" in words(head.get(answer["Location"]))


def test_only_green_cases_can_be_ticked(village, head):
    good, look = green(village, 1)[0], submitted(village, "k-look", address="9组9号")
    boxes = [part.split(">")[0] for part in words(head.get("/office/")).split("<input ")]
    box = {case: next(each for each in boxes if f'value="{case.number}"' in each) for case in (good, look)}
    assert "disabled" not in box[good]
    assert "disabled" in box[look]


def test_a_case_that_is_not_green_is_left_out_with_the_reason(village, head):
    good, look = green(village, 1)[0], submitted(village, "k-look", address="9组9号")
    page = words(head.get("/office/batch/", {"case": numbers([good, look])}))
    assert "needs a look of its own" in page
    assert "Approve and seal 1" in page
    head.post("/office/batch/", {"case": numbers([good, look]), "pin": cast.PIN, "read_at": now()})
    look.refresh_from_db()
    assert look.certificate is None
    assert waiting() == 1


def test_a_case_decided_meanwhile_is_left_out(village, head):
    cases = green(village, 2)
    approved(village, cases[0])
    page = words(head.get("/office/batch/", {"case": numbers(cases)}))
    assert "has been decided already" in page
    assert "Approve and seal 1" in page


def test_when_one_cannot_be_signed_the_others_are_and_both_are_told(village, head):
    cases = green(village)
    shown = now()
    Case.objects.filter(pk=cases[1].pk).update(corrected_at=timezone.now())
    answer = head.post("/office/batch/", {"case": numbers(cases), "pin": cast.PIN, "read_at": shown})
    page = words(answer)
    assert answer.status_code == 200
    assert "Signed: 2" in page
    assert "Left out: 1" in page
    assert cases[1].number in page
    assert "has corrected an application since" in page
    assert waiting() == 2


def test_a_wrong_pin_is_tried_once_even_if_another_case_was_corrected(village, head):
    cases = green(village)
    shown = now()
    Case.objects.filter(pk=cases[0].pk).update(corrected_at=timezone.now())
    answer = head.post("/office/batch/", {"case": numbers(cases), "pin": "918273", "read_at": shown})
    assert answer.status_code == 409
    village.signature.refresh_from_db()
    assert village.signature.pin_failures == 1
    assert waiting() == 0


def test_a_wrong_pin_signs_none_and_keeps_the_selection(village, head):
    cases = green(village)
    answer = head.post("/office/batch/", {"case": numbers(cases), "pin": "918273", "read_at": now()})
    page = words(answer)
    assert answer.status_code == 409
    assert "signing PIN is wrong" in page
    assert "918273" not in page
    assert all(f'value="{case.number}"' in page for case in cases)
    assert waiting() == 0


def test_without_a_pin_nothing_is_signed(village, head):
    cases = green(village)
    answer = head.post("/office/batch/", {"case": numbers(cases), "pin": "", "read_at": now()})
    assert answer.status_code == 422
    assert waiting() == 0


def test_a_suspended_seal_stops_the_whole_batch(village, head):
    cases = green(village)
    seals.suspend(village.seal, by=village.county, reason="核查", now=timezone.now())
    answer = head.post("/office/batch/", {"case": numbers(cases), "pin": cast.PIN, "read_at": now()})
    assert answer.status_code == 409
    assert "no seal in force" in words(answer)
    assert waiting() == 0


def test_other_villages_cases_are_as_if_they_did_not_exist(village, stranger_head):
    cases = green(village)
    asked = stranger_head.get("/office/batch/", {"case": numbers(cases)})
    assert (asked.context["selection"].cases, asked.context["selection"].left_out) == ([], [])
    assert village.resident.name not in words(asked)
    answer = stranger_head.post("/office/batch/", {"case": numbers(cases), "pin": cast.PIN, "read_at": now()})
    assert answer.status_code == 422
    assert waiting() == 0


def test_a_clerk_and_the_county_have_no_batch(village, clerk, county):
    cases = green(village, 1)
    for browser in (clerk, county):
        assert browser.get("/office/batch/", {"case": numbers(cases)}).status_code == 403
        assert (
            browser.post("/office/batch/", {"case": numbers(cases), "pin": cast.PIN, "read_at": now()}).status_code
            == 403
        )
    assert "/office/batch/" not in words(clerk.get("/office/"))
    assert waiting() == 0


def test_nothing_selected_says_what_to_do(village, head):
    page = words(head.get("/office/batch/"))
    assert "Nothing is selected" in page
