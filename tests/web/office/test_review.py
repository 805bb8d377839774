"""Looking at a case and deciding on it: who may, what is refused, and what stays on the page."""

import pytest
from django.utils import timezone

from jiban.cases import actions, deciding
from jiban.cases.actions import Request
from jiban.cases.workflow import State
from jiban.catalogue.models import Item
from jiban.certificates.models import Certificate
from jiban.notices.models import Notice
from jiban.people.models import Term
from jiban.seals import actions as seals
from jiban.seals.models import Seal
from tests import cast
from tests.web.office.conftest import ANSWERS, approved, issued, now, submitted, words, work

pytestmark = pytest.mark.django_db


def page_of(case):
    return f"/office/cases/{case.number}/"


def approve(browser, case, pin=cast.PIN, **more):
    return browser.post(f"{page_of(case)}approval/", {"pin": pin, "read_at": now(), **more})


def test_the_reviewer_approves_with_the_pin_and_comes_to_the_next_case(village, head):
    first, second = submitted(village, "k1"), submitted(village, "k2")
    answer = approve(head, first)
    assert answer["Location"] == f"{page_of(second)}?done={first.number}"
    first.refresh_from_db()
    assert first.state == State.APPROVED
    page = words(head.get(answer["Location"]))
    assert "signed, being sealed now" in page
    assert f'hx-get="/office/cases/{first.number}/standing"' in page
    work()
    part = words(head.get(f"/office/cases/{first.number}/standing"))
    assert "sealed and issued" in part
    assert "hx-get" not in part


def test_the_last_case_of_the_queue_leads_to_the_empty_queue(village, head):
    case = submitted(village)
    answer = approve(head, case)
    assert answer["Location"] == f"/office/?done={case.number}"
    assert "signed, being sealed now" in words(head.get(answer["Location"]))


def test_the_filter_is_kept_from_case_to_case(village, head):
    first, second = submitted(village, "k1"), submitted(village, "k2")
    answer = approve(head, first, only="look")
    assert answer["Location"] == f"{page_of(second)}?only=look&done={first.number}"


def test_the_page_says_who_signs_and_what_is_sealed_beside_the_preview(village, head):
    case = submitted(village)
    page = words(head.get(page_of(case)))
    assert "赵建国 signs this paper; then the seal of 新安镇赵家庄村村民委员会 is set." in page.replace("\n", " ")
    assert f'src="/office/cases/{case.number}/preview"' in page
    assert 'type="password"' in page
    assert 'inputmode="numeric"' in page
    assert 'autocomplete="off"' in page


def test_a_wrong_pin_is_told_in_place_and_never_echoed(village, head):
    case = submitted(village)
    answer = approve(head, case, pin="918273")
    page = words(answer)
    assert answer.status_code == 409
    assert "signing PIN is wrong" in page
    assert "918273" not in page
    assert village.resident.name in page
    assert not Certificate.objects.exists()


def test_no_pin_at_all_signs_nothing_and_costs_no_try(village, head):
    answer = approve(head, submitted(village), pin="")
    assert answer.status_code == 422
    assert "Nothing was signed" in words(answer)
    assert Seal.objects.get(pk=village.signature.pk).pin_failures == 0


def test_after_five_wrong_pins_even_the_right_one_is_refused(village, head):
    case = submitted(village)
    for _ in range(5):
        approve(head, case, pin="918273")
    assert "locked after five wrong PINs" in words(approve(head, case))
    assert not Certificate.objects.exists()


def test_a_suspended_seal_is_told_before_and_when_signing(village, head):
    case = submitted(village)
    seals.suspend(village.seal, by=village.county, reason="核查", now=timezone.now())
    assert "no seal in force" in words(head.get(page_of(case)))
    answer = approve(head, case)
    assert answer.status_code == 409
    assert "no seal in force" in words(answer)


def test_a_suspended_signature_signs_nothing(village, head):
    case = submitted(village)
    seals.suspend(village.signature, by=village.county, reason="丢失", now=timezone.now())
    answer = approve(head, case)
    assert answer.status_code == 409
    assert "no signature in force" in words(answer)


def test_a_reviewer_whose_term_ended_but_who_is_a_clerk_still_is_told_in_place(village, head):
    cast.hold(village.head, _clerk_post(village), timezone.now())
    Term.objects.filter(pk=village.head_term.pk).update(ended_at=timezone.now(), ended_because="换届")
    case = submitted(village)
    answer = approve(head, case)
    assert answer.status_code == 409
    assert "ended on" in words(answer)
    assert village.resident.name in words(answer)


def _clerk_post(village):
    return Term.objects.get(officer=village.clerk).post


def test_who_comes_second_is_told_that_somebody_else_decided(village, head):
    case = submitted(village)
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="户籍派出所", now=timezone.now())
    answer = approve(head, case)
    assert answer.status_code == 409
    assert "Somebody has already dealt with this" in words(answer)
    assert not Certificate.objects.exists()


def test_two_presses_on_approve_make_one_certificate(village, head):
    case = submitted(village)
    approve(head, case)
    assert approve(head, case).status_code == 409
    assert Certificate.objects.count() == 1


def test_an_item_for_two_people_needs_somebody_else_to_check_first(village, head, clerk):
    case = submitted(village)
    Item.objects.filter(pk=case.item_id).update(definition={**case.item.definition, "two_person": True})
    assert "two people" in words(head.get(page_of(case)))
    head.post(f"{page_of(case)}check/")
    answer = approve(head, case)
    assert answer.status_code == 409
    assert "two people" in words(answer)
    other = submitted(village, "k2")
    clerk.post(f"{page_of(other)}check/")
    assert approve(head, other).status_code == 302


def test_a_clerk_cannot_sign_nor_refuse(village, clerk):
    case = submitted(village)
    assert clerk.get(f"{page_of(case)}approval/").status_code == 403
    assert clerk.get(f"{page_of(case)}refusal/").status_code == 403
    signed = approve(clerk, case)
    refused = clerk.post(f"{page_of(case)}refusal/", {"reason": "不住本村", "alternative": "派出所"})
    assert (signed.status_code, refused.status_code) == (409, 409)
    assert "you do not hold that post" in words(signed)
    case.refresh_from_db()
    assert case.state == State.SUBMITTED
    assert not Certificate.objects.exists()


def test_a_clerk_sees_no_field_for_the_pin_and_no_button_to_refuse(village, clerk):
    page = words(clerk.get(page_of(submitted(village))))
    assert 'name="pin"' not in page
    assert "/refusal/" not in page
    assert "/check/" in page


def test_the_clerk_checks_with_a_remark_that_the_reviewer_reads(village, clerk, head):
    case = submitted(village)
    answer = clerk.post(f"{page_of(case)}check/", {"remark": "网格员李敏上门核实"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.checked_by) == (State.CHECKED, village.clerk)
    page = words(head.get(page_of(case)))
    assert "网格员李敏上门核实" in page
    assert "checked" in words(head.get("/office/"))


def test_a_check_that_comes_too_late_keeps_the_remark(village, clerk):
    case = approved(village, submitted(village))
    answer = clerk.post(f"{page_of(case)}check/", {"remark": "网格员李敏上门核实"})
    assert answer.status_code == 409
    assert "Somebody has already dealt with this" in words(answer)


def test_a_correction_tells_the_resident_everything_that_is_missing(village, clerk):
    case = submitted(village)
    answer = clerk.post(f"{page_of(case)}correction/", {"what": "请补租房合同照片"})
    assert answer["Location"] == f"/office/?done={case.number}"
    case.refresh_from_db()
    assert (case.state, case.correction_note) == (State.CORRECTING, "请补租房合同照片")
    assert Notice.objects.filter(resident_id=village.resident.pk, code="correction-asked").exists()
    assert "请补租房合同照片" in words(clerk.get(page_of(case)))


def test_an_empty_correction_asks_for_words(village, clerk):
    case = submitted(village)
    answer = clerk.post(f"{page_of(case)}correction/", {"what": "   "})
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_a_second_correction_is_refused_and_its_words_are_kept(village, clerk):
    case = submitted(village)
    type(case).objects.filter(pk=case.pk).update(correction_asked_at=timezone.now())
    answer = clerk.post(f"{page_of(case)}correction/", {"what": "还有一样没交"})
    page = words(answer)
    assert answer.status_code == 409
    assert "only once" in page
    assert "还有一样没交" in page


def test_a_refusal_needs_the_reason_and_who_helps_instead(village, head):
    case = submitted(village)
    answer = head.post(f"{page_of(case)}refusal/", {"reason": "经核实不住本村", "alternative": ""})
    assert answer.status_code == 422
    assert "经核实不住本村" in words(answer)
    answer = head.post(f"{page_of(case)}refusal/", {"reason": "经核实不住本村", "alternative": "户籍派出所"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.refusal_alternative) == (State.REFUSED, "户籍派出所")
    assert "told why" in words(head.get(answer["Location"]))


@pytest.mark.parametrize("step", ["check/", "approval/", "correction/", "refusal/"])
def test_another_village_and_the_county_decide_nothing_here(village, stranger_head, county, step):
    case = submitted(village)
    said = {"pin": cast.PIN, "what": "x", "reason": "x", "alternative": "x"}
    assert stranger_head.post(f"{page_of(case)}{step}", said).status_code == 404
    assert county.post(f"{page_of(case)}{step}", said).status_code == 403
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_j_and_k_lead_to_the_next_and_the_previous_case(village, head):
    cases = [submitted(village, f"k{place}") for place in range(3)]
    page = words(head.get(page_of(cases[1])))
    assert f'href="{page_of(cases[2])}" data-key="j"' in page
    assert f'href="{page_of(cases[0])}" data-key="k"' in page
    assert 'data-key="k"' not in words(head.get(page_of(cases[0])))
    assert f'href="{page_of(cases[0])}" data-key="j"' in " ".join(words(head.get("/office/")).split())


def test_the_keys_can_be_turned_off_and_the_links_stay(village, head):
    cases = [submitted(village, f"k{place}") for place in range(2)]
    head.cookies["jiban_keys"] = "off"
    page = words(head.get(page_of(cases[0])))
    assert "data-key" not in page
    # In the queue, as the next one, and as asked for twice by the same person.
    assert page.count(page_of(cases[1])) == 3


def test_the_queue_filters_and_counts_without_counting_the_table(village, head, monkeypatch):
    case = submitted(village)
    assert case.number in words(head.get("/office/?only=look"))
    assert case.number not in words(head.get("/office/?only=green"))
    monkeypatch.setattr("jiban.web.office.queue.COUNTED", 1)
    submitted(village, "k2")
    assert "Waiting: 1+" in words(head.get("/office/"))


def test_the_queue_leads_on_to_the_next_page(village, head, monkeypatch):
    monkeypatch.setattr("jiban.cases.queues.PAGE", 2)
    cases = [submitted(village, f"k{place}") for place in range(3)]
    first = head.get("/office/")
    assert [row.case for row in first.context["queue"].rows] == cases[:2]
    second = head.get(first.context["queue"].more_url)
    assert [row.case for row in second.context["queue"].rows] == cases[2:]


def test_a_decided_case_shows_what_became_of_it_and_no_buttons(village, head):
    case = issued(village)
    page = words(head.get(page_of(case)))
    assert case.certificate.number in page
    assert "/approval/" not in page
    assert "/refusal/" not in page


@pytest.mark.parametrize("opened", ["before the correction", "", "yesterday", "2999-01-01T10:00:00"])
def test_what_was_corrected_after_the_page_was_opened_is_not_signed_unread(village, head, opened):
    case = submitted(village)
    opened = now() if opened == "before the correction" else opened
    deciding.ask_correction(case, by=village.clerk, what="写明学校全称", now=timezone.now())
    request = Request(item=case.item, key="again", answers={**ANSWERS, "receiving_unit": "新安镇中心小学"})
    actions.correct(case, request, now=timezone.now())
    answer = approve(head, case, read_at=opened)
    assert answer.status_code == 409
    assert "corrected an application since you opened this page" in words(answer)
    assert not Certificate.objects.exists()
    assert approve(head, case).status_code == 302
