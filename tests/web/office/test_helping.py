"""A clerk or grid worker types for who cannot: the resident agrees, it is handed in, and the helper is left with nothing."""

import base64
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from jiban.cases.models import Case, OfficerNotice
from jiban.helping import ending
from jiban.helping.models import HelpPaper, HelpTask, HomeVisit
from jiban.notices.models import Notice
from jiban.people.actions.appointing import open_post
from jiban.people.models import RealNameProof, Resident
from jiban.standards.codes import identity_number
from tests import cast
from tests.web.office.conftest import ANSWERS, approved, desk, words, work

OLD = str(identity_number.make(birth=timezone.localdate().replace(year=1941, month=2, day=3), sequence=57))
PERSON = {"name": "赵桂英", "identity_number": OLD, "document": "identity-card", "address": "3组2号"}


@pytest.fixture
def worker(village):
    officer = cast.officer("grid1", "钱网格")
    cast.hold(officer, open_post("grid_worker", "第三网格员", committee=village.committee), timezone.now())
    return desk(officer)


def drawn() -> str:
    picture = Image.new("RGBA", (900, 360), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(100, 100), (700, 300)], fill="black", width=9)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode()


def begun(browser, **changed):
    said = {"item": "residence", "authority": "presence", "kin": "", "key": "k" * 20, **PERSON, **changed}
    answer = browser.post(reverse("office:help-new"), said)
    return answer, HelpTask.objects.order_by("-pk").first()


def page_of(task):
    return reverse("office:help-task", args=[task.pk])


def filled(browser, task, **changed):
    return browser.post(page_of(task), {"act": "facts", **ANSWERS, **changed})


def read_aloud(browser, task, *, lines=None, **more):
    page = browser.get(page_of(task))
    needed = [row.name for row in page.context["rows"]] + [page.context["undertaking_name"]]
    said = {"act": "read", "seen": page.context["seen"], "read": needed if lines is None else lines, **more}
    return browser.post(page_of(task), said)


def agreed(browser, **changed):
    """As far as the question whether the resident agrees."""
    _answer, task = begun(browser, **changed)
    filled(browser, task)
    read_aloud(browser, task)
    task.refresh_from_db()
    return task


def test_a_mark_of_the_residents_hand_hands_in_and_the_village_decides_as_ever(worker, village):
    task = agreed(worker)
    answer = worker.post(page_of(task), {"act": "mark", "drawing": drawn()})
    assert answer.status_code == 302
    task.refresh_from_db()
    case = Case.objects.get()
    assert (case.resident.identity_number, case.state, task.case) == (OLD, "submitted", case)
    assert case.answers["receiving_unit"] == ANSWERS["receiving_unit"]
    line = case.journal.get(action="helped-mark")
    assert (line.officer.name, line.reason) == ("钱网格", "钱网格 (第三网格员)")
    assert Notice.objects.get(code="helped-handed-in").resident_id == case.resident_id
    proof = RealNameProof.objects.get(resident=case.resident)
    assert (proof.level, proof.confirmed_by.name) == ("middle", "钱网格")
    assert approved(village, case) is not None
    work()
    case.refresh_from_db()
    assert case.state == "issued"


def test_what_was_typed_is_gone_from_the_task_and_how_the_resident_agreed_stays(worker):
    task = agreed(worker)
    worker.post(page_of(task), {"act": "mark", "drawing": drawn()})
    task.refresh_from_db()
    assert task.answers == {}
    assert not HelpPaper.objects.exists()
    assert bytes(task.mark)[1:4] == b"PNG"
    assert "undertaking" in task.read_lines
    assert task.undertaking


def test_the_receipt_is_there_until_it_is_put_away_and_then_nothing_is(worker):
    task = agreed(worker)
    worker.post(page_of(task), {"act": "mark", "pressed": "1"})
    receipt = worker.get(page_of(task))
    assert Case.objects.get().number in words(receipt)
    assert PERSON["name"] not in words(receipt)
    away = worker.post(page_of(task), {"act": "close"})
    assert away["Location"] == reverse("office:help")
    assert away["Clear-Site-Data"] == '"cache"'
    over = worker.get(page_of(task))
    assert over.status_code == 410
    assert Case.objects.get().number not in words(over)


def test_the_receipt_goes_by_itself_after_a_while(worker):
    task = agreed(worker)
    worker.post(page_of(task), {"act": "mark", "pressed": "1"})
    HelpTask.objects.update(ended_at=timezone.now() - ending.RECEIPT_SHOWN)
    assert worker.get(page_of(task)).status_code == 410


def test_no_page_of_a_task_may_be_stored(worker):
    answer, task = begun(worker)
    pages = [answer, worker.get(page_of(task)), filled(worker, task), worker.get(page_of(task))]
    pages += [read_aloud(worker, task), worker.get(page_of(task)), worker.get(reverse("office:help-new"))]
    assert {page["Cache-Control"] for page in pages} == {"no-store"}
    asked = words(filled(worker, task, purpose=""))
    assert "data-draft" not in asked
    assert "data-kept" not in asked


def test_a_grid_worker_sees_no_case_before_or_after(worker):
    task = agreed(worker)
    worker.post(page_of(task), {"act": "mark", "pressed": "1"})
    number = Case.objects.get().number
    assert worker.get(reverse("office:case", args=[number])).status_code == 403
    assert worker.get(reverse("office:help-certificate", args=[task.pk])).status_code == 403


def test_every_line_has_to_be_read_and_the_undertaking_too(worker):
    _answer, task = begun(worker)
    filled(worker, task)
    answer = read_aloud(worker, task, lines=["purpose", "address"])
    assert answer.status_code == 422
    assert answer.context["ticked"] == {"purpose", "address"}
    task.refresh_from_db()
    assert task.state == "reading"


def test_nothing_is_agreed_to_that_another_page_has_changed(worker):
    _answer, task = begun(worker)
    filled(worker, task)
    page = worker.get(page_of(task))
    needed = [row.name for row in page.context["rows"]] + ["undertaking"]
    filled(worker, task, address="9组9号")
    answer = worker.post(page_of(task), {"act": "read", "seen": page.context["seen"], "read": needed})
    assert answer.status_code == 422
    assert "9组9号" in words(answer)


def test_without_consent_nothing_is_handed_in(worker):
    task = agreed(worker)
    empty = worker.post(page_of(task), {"act": "mark", "drawing": ""})
    blank = io.BytesIO()
    Image.new("RGBA", (900, 360), (0, 0, 0, 0)).save(blank, "PNG")
    nothing = "data:image/png;base64," + base64.b64encode(blank.getvalue()).decode()
    drew_nothing = worker.post(page_of(task), {"act": "mark", "drawing": nothing})
    broken = worker.post(page_of(task), {"act": "mark", "drawing": "data:image/png;base64,AAAA"})
    assert [empty.status_code, drew_nothing.status_code, broken.status_code] == [422, 422, 409]
    assert not Case.objects.exists()


def test_two_taps_hand_in_once(worker):
    task = agreed(worker)
    worker.post(page_of(task), {"act": "mark", "pressed": "1"})
    worker.post(page_of(task), {"act": "mark", "pressed": "1"})
    assert Case.objects.count() == 1


def test_two_taps_begin_one_task(worker):
    begun(worker)
    begun(worker)
    assert HelpTask.objects.count() == 1


def test_a_code_goes_to_the_residents_own_phone(worker):
    Resident.objects.filter(identity_number=OLD).delete()
    task = agreed(worker)
    assert "code" not in worker.get(page_of(task)).context["ways"], "nobody has a phone number of theirs"
    Resident.objects.filter(identity_number=OLD).update(mobile="13800007788")
    sent = worker.post(page_of(task), {"act": "send-code"})
    wrong = worker.post(page_of(task), {"act": "code", "code": "000000"})
    assert wrong.status_code == 422
    worker.post(page_of(task), {"act": "code", "code": sent.context["challenge"].shown_code})
    case = Case.objects.get()
    assert case.journal.filter(action="helped-code").exists()
    assert RealNameProof.objects.get(resident=case.resident).provider == "test"


def test_by_letter_nobody_draws_for_the_resident(worker):
    answer, _task = begun(worker, authority="letter")
    assert answer.status_code == 422, "the letter is missing"
    photo = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(photo, "JPEG")
    photo.seek(0)
    photo.name = "letter.jpg"
    task = agreed(worker, authority="letter", letter=photo)
    assert worker.get(page_of(task)).context["ways"] == ("counter",)
    assert worker.post(page_of(task), {"act": "mark", "pressed": "1"}).status_code == 409
    assert not Case.objects.exists()


def test_another_officer_asks_the_resident(worker, head, village):
    task = agreed(worker)
    worker.post(page_of(task), {"act": "counter"})
    waiting = worker.get(page_of(task))
    assert ANSWERS["receiving_unit"] not in words(waiting)
    assert f"/office/help/{task.pk}/check/" in words(head.get(reverse("office:help")))
    check = reverse("office:help-check", args=[task.pk])
    assert ANSWERS["receiving_unit"] in words(head.get(check))
    assert head.post(check, {"document": "identity-card"}).status_code == 422
    head.post(check, {"document": "identity-card", "agrees": "on"})
    task.refresh_from_db()
    assert (task.state, task.asked_by, task.case.state) == ("done", village.head, "submitted")


def test_a_no_at_the_counter_deletes_everything(worker, head):
    task = agreed(worker)
    worker.post(page_of(task), {"act": "counter"})
    head.post(reverse("office:help-check", args=[task.pk]), {"no": "1"})
    task.refresh_from_db()
    assert (task.state, task.why_ended, task.answers) == ("ended", "counter", {})
    assert not Case.objects.exists()


def test_the_helper_does_not_ask_the_resident_for_the_counter(clerk):
    task = agreed(clerk)
    clerk.post(page_of(task), {"act": "counter"})
    check = reverse("office:help-check", args=[task.pk])
    assert clerk.post(check, {"document": "identity-card", "agrees": "on"}).status_code == 404
    assert f"/help/{task.pk}/check/" not in words(clerk.get(reverse("office:help")))


def test_who_stops_leaves_nothing(worker):
    _answer, task = begun(worker)
    filled(worker, task)
    worker.post(page_of(task), {"act": "stop", "resident": "1"})
    task.refresh_from_db()
    assert (task.state, task.why_ended, task.answers) == ("ended", "resident", {})
    assert worker.get(page_of(task)).status_code == 410


def test_the_time_warns_can_be_had_longer_and_ends(worker):
    _answer, task = begun(worker)
    filled(worker, task)
    assert not worker.get(page_of(task)).context["ends_soon"]
    HelpTask.objects.update(ends_at=timezone.now() + timedelta(minutes=5))
    assert worker.get(page_of(task)).context["ends_soon"]
    worker.post(page_of(task), {"act": "longer"})
    assert not worker.get(page_of(task)).context["ends_soon"]
    HelpTask.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert worker.get(page_of(task)).status_code == 410
    assert filled(worker, task).status_code == 410
    ending.end_overdue(timezone.now())
    task.refresh_from_db()
    assert (task.state, task.why_ended, task.answers) == ("ended", "time", {})


def test_what_is_wrong_is_said_and_what_was_typed_stays(worker):
    _answer, task = begun(worker)
    answer = filled(worker, task, since="soon")
    assert answer.status_code == 422
    assert ANSWERS["receiving_unit"] in words(answer)


def test_a_good_photo_is_not_asked_for_twice(worker):
    _answer, task = begun(worker)
    photo = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(photo, "JPEG")
    photo.seek(0)
    photo.name = "lease.jpg"
    rented = {"tenure": "rented", "owner_name": "张桂兰", "owner_mobile": "13812345678"}
    assert filled(worker, task, **rented, since="soon", paper_home=photo).status_code == 422
    assert filled(worker, task, **rented).status_code == 302
    read_aloud(worker, task)
    worker.post(page_of(task), {"act": "mark", "pressed": "1"})
    assert Case.objects.get().papers.get().name == "home"


def test_somebody_of_another_village_is_sent_to_their_own(worker, other_village):
    stranger = other_village.resident
    answer, task = begun(worker, name=stranger.name, identity_number=stranger.identity_number)
    assert answer.status_code == 409
    assert task is None


def test_nobody_else_opens_the_task(worker, clerk, stranger_head):
    _answer, task = begun(worker)
    assert clerk.get(page_of(task)).status_code == 404
    assert stranger_head.get(reverse("office:help-check", args=[task.pk])).status_code == 404


def test_only_a_certificate_that_the_resident_allows_is_fetched_and_only_while(worker, village):
    _answer, task = begun(worker)
    filled(worker, task)
    read_aloud(worker, task, may_fetch="1")
    worker.post(page_of(task), {"act": "mark", "pressed": "1"})
    fetch = reverse("office:help-certificate", args=[task.pk])
    assert worker.get(fetch).status_code == 403, "it is not there yet"
    approved(village, Case.objects.get())
    work()
    file = worker.get(fetch)
    assert (file["Content-Type"], file["Cache-Control"]) == ("application/pdf", "no-store")
    task.refresh_from_db()
    ending.let_fetch(task, task.resident, may=False)
    assert worker.get(fetch).status_code == 403


def test_an_objection_takes_the_application_back_and_tells_the_head(worker, village):
    task = agreed(worker)
    worker.post(page_of(task), {"act": "mark", "pressed": "1"})
    task.refresh_from_db()
    ending.object_to(task, "没人问过我", now=timezone.now())
    case = Case.objects.get()
    assert case.state == "withdrawn"
    assert case.journal.get(action="help-objected").reason == "没人问过我"
    assert OfficerNotice.objects.get(code="help-objected").officer == village.head


def test_who_decides_sees_who_helped_and_the_mark(worker, head):
    task = agreed(worker)
    worker.post(page_of(task), {"act": "mark", "drawing": drawn()})
    page = words(head.get(reverse("office:case", args=[Case.objects.get().number])))
    assert "钱网格 (第三网格员)" in page
    picture = reverse("office:help-picture", args=[task.pk, "mark"])
    assert picture in page
    assert head.get(picture)["Content-Type"] == "image/png"
    assert head.get(reverse("office:help-picture", args=[task.pk, "letter"])).status_code == 404


def visit_wanted(browser, **changed):
    said = {"name": "赵桂英", "place": "3组，老槐树旁", "wanted_on": timezone.localdate().isoformat(), "asked": "phone"}
    return browser.post(reverse("office:home-visits"), {**said, "key": "v" * 20, **changed})


def test_a_home_visit_is_noted_once_tried_again_and_leads_to_help(worker, clerk):
    visit_wanted(clerk)
    visit_wanted(clerk)
    visit = HomeVisit.objects.get()
    page = reverse("office:home-visit", args=[visit.pk])
    assert "老槐树旁" in words(worker.get(reverse("office:home-visits")))
    tomorrow = timezone.localdate() + timedelta(days=1)
    again = {"act": "again", "seen": "0", "again_on": tomorrow.isoformat()}
    worker.post(page, again)
    assert worker.post(page, again).status_code == 409, "two taps are one try"
    visit.refresh_from_db()
    assert (visit.not_at_home, visit.wanted_on) == (1, tomorrow)
    task = agreed(worker, visit=str(visit.pk))
    worker.post(page_of(task), {"act": "mark", "pressed": "1"})
    visit.refresh_from_db()
    assert (visit.outcome, visit.done_by.name) == ("done", "钱网格")


def test_a_visit_long_ago_or_next_year_is_refused_and_what_was_typed_stays(clerk):
    answer = visit_wanted(clerk, wanted_on="2020-01-01")
    assert answer.status_code == 409
    assert "老槐树旁" in words(answer)


def test_a_visit_that_nobody_wants_any_more(clerk):
    visit_wanted(clerk)
    page = reverse("office:home-visit", args=[HomeVisit.objects.get().pk])
    clerk.post(page, {"act": "declined"})
    assert clerk.post(page, {"act": "done"}).status_code == 409
    assert HomeVisit.objects.get().outcome == "declined"
