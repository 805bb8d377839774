"""Where an application stands, in plain words, and what a resident can do about it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases import deciding
from jiban.cases.journal import VIEWED_IDENTITY, note
from jiban.cases.models import Case, CasePaper
from jiban.cases.workflow import State
from jiban.notices.models import Notice
from jiban.seals import actions as seals
from tests.web.resident.conftest import ANSWERS, approved, issued, phone, submitted, words
from tests.web.resident.test_apply import RENTED, hidden, photo
from tests.web.resident.test_sign_in import asked_for_code, details_of

pytestmark = pytest.mark.django_db

WHAT = "请补租房合同的照片"


def page_of(case):
    return f"/cases/{case.number}/"


def asked_to_correct(village, case):
    return deciding.ask_correction(case, by=village.clerk, what=WHAT, now=timezone.now())


def test_an_open_application_stands_on_the_first_page_with_its_steps_and_promise(client, resident):
    case = submitted(resident)
    home = words(client.get("/"))
    assert page_of(case) in home
    assert 'class="steps"' in home
    assert "居住证明（孩子入学）" in home
    assert "前办好" in home


def test_a_broken_promise_is_said_plainly(client, resident):
    case = submitted(resident)
    Case.objects.update(due_at=timezone.now() - timedelta(days=1))
    assert "晚了" in words(client.get(page_of(case)))


def test_the_trail_tells_who_did_what_but_not_what_officers_remark(client, village, resident):
    case = submitted(resident)
    deciding.check(case, by=village.clerk, remark="已电话问过张桂兰 13812345678", now=timezone.now())
    page = words(client.get(page_of(case)))
    assert "赵小梅" in page
    assert "13812345678" not in page


def test_a_look_at_the_whole_identity_number_is_told_to_the_resident(client, village, resident):
    case = submitted(resident)
    note(case, VIEWED_IDENTITY, who="officer", officer=village.clerk, at=timezone.now())
    assert "查看了您的完整身份证号" in words(client.get(page_of(case)))


def test_an_application_is_taken_back_after_being_asked(client, resident):
    case = submitted(resident)
    asked = client.get(f"{page_of(case)}withdrawal/")
    assert "要撤回申请吗" in words(asked)
    assert Case.objects.get().state == State.SUBMITTED
    assert client.post(f"{page_of(case)}withdrawal/")["Location"] == page_of(case)
    assert client.post(f"{page_of(case)}withdrawal/")["Location"] == page_of(case)
    assert Case.objects.get().state == State.WITHDRAWN
    assert "已经撤回" in words(client.get(page_of(case)))


def test_what_the_village_has_decided_cannot_be_taken_back(client, village, resident):
    case = approved(village, submitted(resident))
    assert "withdrawal/" not in words(client.get(page_of(case)))
    assert client.get(f"{page_of(case)}withdrawal/")["Location"] == page_of(case)
    answer = client.post(f"{page_of(case)}withdrawal/")
    assert answer.status_code == 409
    assert 'role="alert"' in words(answer)


def test_a_refusal_says_why_and_who_helps_instead(client, village, resident):
    case = submitted(resident)
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="河湾村委会", now=timezone.now())
    assert page_of(case) in words(client.get("/"))
    page = words(client.get(page_of(case)))
    assert "不住本村" in page
    assert "河湾村委会" in page
    assert 'href="tel:0311-00000001"' in page


def test_a_notice_is_read_once_its_case_was_opened(client, village, resident):
    case = asked_to_correct(village, submitted(resident))
    home = words(client.get("/"))
    assert "请您补充" in home
    client.get(page_of(case))
    assert Notice.objects.get().read_at is not None


def test_a_correction_shows_what_was_asked_and_everything_handed_in(client, village, resident):
    case = asked_to_correct(village, submitted(resident))
    assert WHAT in words(client.get(page_of(case)))
    page = words(client.get(f"{page_of(case)}correction/"))
    assert WHAT in page
    assert 'value="2组16号"' in page
    answer = client.post(f"{page_of(case)}correction/", {**ANSWERS, "address": "9组9号", "pledge": "on"})
    assert answer["Location"] == f"{page_of(case)}?new=1"
    case.refresh_from_db()
    assert (case.state, case.answers["address"]) == (State.SUBMITTED, "9组9号")


def test_a_second_tap_on_a_correction_changes_nothing(client, village, resident):
    case = asked_to_correct(village, submitted(resident))
    given = {**ANSWERS, "pledge": "on"}
    client.post(f"{page_of(case)}correction/", given)
    assert client.post(f"{page_of(case)}correction/", given)["Location"] == page_of(case)
    assert case.journal.filter(action="correct").count() == 1


def test_a_paper_handed_in_before_need_not_be_sent_again(client, village, resident):
    client.post("/apply/residence/", {**RENTED, "paper_home": photo()})
    case = asked_to_correct(village, Case.objects.get())
    page = words(client.get(f"{page_of(case)}correction/"))
    assert "已经交过了" in page
    assert client.post(f"{page_of(case)}correction/", RENTED).status_code == 302
    assert CasePaper.objects.count() == 1


def test_a_correction_without_the_statement_keeps_everything(client, village, resident):
    case = asked_to_correct(village, submitted(resident))
    answer = client.post(f"{page_of(case)}correction/", {**ANSWERS, "address": "9组9号"})
    assert answer.status_code == 422
    assert 'value="9组9号"' in words(answer)


def test_a_correction_whose_session_ended_comes_back_after_sign_in(client, village, resident):
    case = asked_to_correct(village, submitted(resident))
    there = f"{page_of(case)}correction/"
    owner = hidden(words(client.get(there)))["owner"]
    client.session.flush()
    client.post(there, {**ANSWERS, "owner": owner, "address": "9组9号", "pledge": "on"})
    client.post("/sign-in/code/", {"code": asked_for_code(client, details_of(resident, next=there))})
    assert 'value="9组9号"' in words(client.get(there))


def test_a_case_that_needs_no_correction_has_no_correction_page(client, resident):
    case = submitted(resident)
    assert client.get(f"{page_of(case)}correction/")["Location"] == page_of(case)


def test_a_seal_held_up_by_the_county_is_said_plainly(client, village, resident):
    case = approved(village, submitted(resident))
    seals.suspend(village.seal, by=village.county, reason="核查", now=timezone.now())
    run_worker()
    case.refresh_from_db()
    for address in (page_of(case), f"/certificates/{case.certificate.number}/"):
        assert "您不用做什么" in words(client.get(address))


def run_worker():
    from jiban.jobs.worker import Worker

    Worker().run_once()


def test_a_case_that_is_done_leads_to_the_certificate(client, village):
    case = issued(village)
    assert f"/certificates/{case.certificate.number}/" in words(client.get(page_of(case)))


def test_the_case_of_another_person_does_not_exist(client, village, resident, neighbour):
    case = asked_to_correct(village, submitted(resident))
    other = phone(neighbour)
    for address in (page_of(case), f"{page_of(case)}correction/", f"{page_of(case)}withdrawal/"):
        assert other.get(address).status_code == 404
        assert other.post(address, ANSWERS).status_code in {404, 405}
    case.refresh_from_db()
    assert case.state == State.CORRECTING


def test_old_cases_are_found_page_by_page(client, resident):
    first = submitted(resident, "first-key-of-many-keys")
    for place in range(31):
        submitted(resident, f"another-key-of-many-{place}")
    page = words(client.get("/cases/"))
    assert page_of(first) not in page
    older = page.split('href="?before=')[1].split('"')[0]
    assert page_of(first) in words(client.get(f"/cases/?before={older}"))
    assert client.get("/cases/?before=rubbish").status_code == 200


def test_somebody_who_asked_for_nothing_yet_is_told_where_to_begin(client):
    assert "/items/" in words(client.get("/cases/"))
    assert "/items/" in words(client.get("/certificates/"))
