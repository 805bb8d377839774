"""Asking for a certificate on one page: nothing typed is ever lost, and a double tap gives one case."""

import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.catalogue import actions as catalogue
from jiban.catalogue.questions import item
from jiban.people.models import RealNameProof
from jiban.places.actions import set_office_hours
from tests.web.resident.conftest import ANSWERS, phone, submitted, words
from tests.web.resident.test_sign_in import asked_for_code, details_of

pytestmark = pytest.mark.django_db

PAGE = "/apply/residence/"
# Who is here for the first time is asked question by question (test_steps.py), or all at once on this page.
ALL = f"{PAGE}?all=1"
FIRST_TIME = {**ANSWERS, "key": "k" * 22, "pledge": "on"}


def photo(name="home.jpg", colour="white"):
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(picture, "JPEG")
    return SimpleUploadedFile(name, picture.getvalue(), content_type="image/jpeg")


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)"\s+value="([^"]*)"', page))


def errors(page):
    return re.findall(r'class="error"', page)


@pytest.fixture
def returning(resident):
    """A resident whose answers are remembered from an earlier application."""
    case = submitted(resident, "an-earlier-application")
    Case.objects.filter(pk=case.pk).update(state=State.ISSUED)
    resident.refresh_from_db()
    return resident


# The first time


def test_everything_can_be_asked_on_one_page_and_the_promise_is_said_before(client):
    assert f'href="{ALL}"' in words(client.get(PAGE))
    page = words(client.get(ALL))
    assert all(f'name="{name}"' in page for name in ANSWERS)
    assert "前办好" in page
    assert 'name="pledge"' in page
    assert hidden(page).keys() >= {"key", "owner"}


def test_an_application_is_handed_in_on_one_page(client, resident):
    answer = client.post(PAGE, FIRST_TIME)
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.number}/?new=1"
    assert (case.resident, case.state, case.answers) == (resident, State.SUBMITTED, ANSWERS)
    assert 'data-draft-done="apply-residence"' in words(client.get(answer["Location"]))


def test_a_double_tap_gives_one_case(client):
    first, second = client.post(PAGE, FIRST_TIME), client.post(PAGE, FIRST_TIME)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_without_the_statement_nothing_is_handed_in_and_all_is_kept(client):
    answer = client.post(PAGE, {**FIRST_TIME, "pledge": "", "address": "9组9号"})
    page = words(answer)
    assert answer.status_code == 422
    assert "请先勾选" in page
    assert 'value="9组9号"' in page
    assert hidden(page)["key"] == FIRST_TIME["key"]
    assert not Case.objects.exists()


def test_each_mistake_is_listed_with_a_link_to_its_place(client):
    answer = client.post(PAGE, {**FIRST_TIME, "address": "", "since": "2099-01", "purpose": ""})
    page = words(answer)
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert all(f'href="#{place}"' in page for place in ("id_purpose_0", "id_address", "id_since"))
    assert 'value="2099-01"' in page


def test_a_purpose_in_words_must_be_said(client):
    answer = client.post(PAGE, {**FIRST_TIME, "purpose": "other", "receiving_unit": "县住建局"})
    assert 'href="#id_purpose_text"' in words(answer)
    client.post(PAGE, {**FIRST_TIME, "purpose": "other", "purpose_text": "申请公租房", "receiving_unit": "县住建局"})
    assert Case.objects.get().answers["purpose_text"] == "申请公租房"


# Papers


RENTED = {**FIRST_TIME, "tenure": "rented", "owner_name": "张桂兰", "owner_mobile": "13812345678"}


def test_a_paper_is_asked_for_only_if_the_answers_need_it(client):
    answer = client.post(PAGE, RENTED)
    assert answer.status_code == 422
    assert 'href="#id_paper_home"' in words(answer)
    assert client.post(PAGE, {**RENTED, "paper_home": photo()}).status_code == 302
    paper = Case.objects.get().papers.get()
    assert (paper.name, paper.file_name, paper.media_type) == ("home", "home.jpg", "image/jpeg")


def test_a_file_that_is_no_photo_is_refused_with_advice_and_the_rest_is_kept(client):
    wrong = SimpleUploadedFile("home.jpg", b"MZ this is a program", content_type="image/jpeg")
    answer = client.post(PAGE, {**RENTED, "paper_home": wrong})
    page = words(answer)
    assert answer.status_code == 422
    assert 'href="#id_paper_home"' in page
    assert 'value="张桂兰"' in page
    assert not Case.objects.exists()


def test_who_has_to_choose_a_photo_again_is_told_so(client):
    assert "再选一次" in words(client.post(PAGE, {**RENTED, "paper_home": photo(), "pledge": ""}))


# The returning resident


def test_a_returning_resident_needs_three_taps(client, returning):
    home = words(client.get("/"))
    assert f'href="{PAGE}"' in home
    page = words(client.get(PAGE))
    assert "2组16号" in page
    assert 'name="address"' not in page
    assert re.search(r'value="school"[^>]*checked', page)
    answer = client.post(PAGE, {**hidden(page), "purpose": "school", "pledge": "on"})
    case = Case.objects.get(number=answer["Location"].split("/")[2])
    assert case.answers == ANSWERS


def test_another_purpose_gets_its_own_receiving_unit(client, returning):
    page = words(client.get(PAGE))
    given = {"purpose": "bank", "receiving_unit": ANSWERS["receiving_unit"], "pledge": "on"}
    client.post(PAGE, {**hidden(page), **given})
    assert Case.objects.latest("pk").answers["receiving_unit"] == "开户银行"


def test_the_short_page_keeps_the_purpose_if_the_statement_is_missing(client, returning):
    page = words(client.get(PAGE))
    answer = client.post(PAGE, {**hidden(page), "purpose": "bank", "receiving_unit": "农商银行"})
    again = words(answer)
    assert answer.status_code == 422
    assert 'name="address"' not in again
    assert re.search(r'value="bank"[^>]*checked', again)
    assert 'value="农商银行"' in again


def test_what_has_changed_can_be_corrected_on_the_full_page(client, returning):
    page = words(client.get(f"{PAGE}?edit=1"))
    assert 'value="2组16号"' in page
    client.post(PAGE, {**FIRST_TIME, "address": "5组1号"})
    returning.refresh_from_db()
    assert returning.remembered["residence"]["address"] == "5组1号"


def test_facts_changed_on_another_page_are_shown_before_they_are_stated(client, returning):
    page = words(client.get(PAGE))
    returning.remember("residence", {**returning.remembered["residence"], "address": "7组7号"})
    answer = client.post(PAGE, {**hidden(page), "purpose": "school", "pledge": "on"})
    assert answer.status_code == 409
    assert "7组7号" in words(answer)
    assert Case.objects.count() == 1


def test_an_identity_number_is_masked_on_every_page_of_applying(client, returning):
    for address in ("/", PAGE, f"{PAGE}?edit=1", "/me/"):
        assert returning.identity_number not in words(client.get(address))


# Refusals of the office: nothing is lost


def test_an_item_taken_down_meanwhile_is_refused_with_everything_kept(client):
    client.get(PAGE)
    catalogue.withdraw(item("residence"))
    answer = client.post(PAGE, {**FIRST_TIME, "address": "9组9号"})
    page = words(answer)
    assert answer.status_code == 409
    assert 'role="alert"' in page
    assert 'value="9组9号"' in page
    assert hidden(page)["key"] == FIRST_TIME["key"]
    assert client.get(PAGE).status_code == 404


def test_a_village_without_a_committee_says_so_and_keeps_everything(client, resident):
    resident.village.committee.delete()
    assert "没开通" in words(client.get(PAGE))
    answer = client.post(PAGE, {**FIRST_TIME, "address": "9组9号"})
    assert answer.status_code == 409
    assert 'value="9组9号"' in words(answer)


def test_a_village_without_office_hours_is_no_crash(client, resident):
    set_office_hours(resident.village.committee, {})
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, FIRST_TIME).status_code == 409
    assert not Case.objects.exists()


def test_an_identity_confirmed_too_long_ago_is_confirmed_again_and_the_form_waits(client, resident):
    RealNameProof.objects.update(verified_at=timezone.now() - timedelta(days=40))
    owner = hidden(words(client.get(ALL)))["owner"]
    answer = client.post(PAGE, {**FIRST_TIME, "owner": owner, "address": "9组9号"})
    assert answer.status_code == 409
    assert f"/sign-in/?next={PAGE}".replace("/", "%2F").removeprefix("%2Fsign-in%2F") in words(answer)
    client.post("/sign-in/code/", {"code": asked_for_code(client, details_of(resident, next=PAGE))})
    page = words(client.get(PAGE))
    assert 'value="9组9号"' in page
    assert client.post(PAGE, {**FIRST_TIME, **hidden(page)}).status_code == 302


def test_what_is_refused_by_law_leads_to_who_helps(client):
    assert client.get("/apply/kinship/")["Location"] == "/refused/kinship/"
    assert client.get("/apply/no-such-item/").status_code == 404
    assert client.post("/apply/no-such-item/", FIRST_TIME).status_code == 404


def test_what_is_had_in_person_only_is_not_applied_for_here(client):
    kept = item("residence")
    kept.definition["handling"] = "paper_only"
    kept.save()
    assert client.get(PAGE)["Location"] == "/items/residence/"
    guide = words(client.get("/items/residence/"))
    assert "当面办" in guide
    assert f'href="{PAGE}"' not in guide


# The session ended while the form was being filled in


def test_a_form_whose_session_ended_comes_back_after_sign_in_as_it_was_typed(client, resident):
    owner = hidden(words(client.get(ALL)))["owner"]
    client.session.flush()
    answer = client.post(PAGE, {**FIRST_TIME, "owner": owner, "address": "9组9号"})
    assert answer["Location"] == f"/sign-in/?next={PAGE.replace('/', '%2F')}"
    assert "9组9号" not in str(dict(client.session))
    assert "您填的都还在" in words(client.get(answer["Location"]))
    back = client.post("/sign-in/code/", {"code": asked_for_code(client, details_of(resident, next=PAGE))})
    assert back["Location"] == PAGE
    page = words(client.get(PAGE))
    assert 'value="9组9号"' in page
    assert hidden(page)["key"] == FIRST_TIME["key"]
    assert not re.search(r'name="pledge"[^>]*checked', page)
    assert "9组9号" not in words(client.get(PAGE))


def test_what_one_person_typed_is_not_shown_to_the_next(client, neighbour):
    owner = hidden(words(client.get(ALL)))["owner"]
    client.session.flush()
    client.post(PAGE, {**FIRST_TIME, "owner": owner, "address": "9组9号"})
    client.post("/sign-in/code/", {"code": asked_for_code(client, details_of(neighbour, next=PAGE))})
    assert "9组9号" not in words(client.get(PAGE))


def test_a_stranger_cannot_fill_the_session_table(resident):
    stranger = phone()
    stranger.post(PAGE, {**FIRST_TIME, "owner": "x", "address": "y" * 30_000})
    assert "typed" not in stranger.session


# The same again


def test_the_same_again_is_checked_and_handed_in(client, resident):
    """Of any own application, also one long ago with other answers than the last."""
    old = submitted(resident, "an-old-application", address="1组1号")
    submitted(resident, "the-last-application", address="2组2号")
    page = words(client.get(f"{PAGE}?again={old.number}"))
    assert "1组1号" in page
    assert 'name="address"' not in page
    answer = client.post(PAGE, {**hidden(page), "purpose": "school", "pledge": "on"})
    again = Case.objects.get(number=answer["Location"].split("/")[2])
    assert again.answers == old.answers
    assert again.pk != old.pk


def test_the_same_again_of_somebody_else_shows_nothing_of_theirs(client, resident, neighbour):
    theirs = submitted(neighbour, "the-case-of-a-neighbour", address="7组7号")
    for number in (theirs.number, "no-such-case"):
        page = words(client.get(f"{PAGE}?again={number}"))
        assert "7组7号" not in page
        assert 'name="again"' not in page


def test_the_same_again_can_be_changed_on_the_full_page(client, resident):
    old = submitted(resident, "an-old-application", address="1组1号")
    submitted(resident, "the-last-application", address="2组2号")
    page = words(client.get(f"{PAGE}?edit=1&again={old.number}"))
    assert 'value="1组1号"' in page


# Drafts


def test_a_draft_keeps_right_and_wrong_alike_and_is_resumed_from_the_first_page(client, resident):
    answer = client.post(PAGE, {**FIRST_TIME, "act": "draft", "pledge": "", "since": "not a month", "address": "8组"})
    assert answer["Location"] == "/?saved=1"
    draft = Case.objects.get()
    assert draft.state == State.DRAFT
    home = words(client.get("/?saved=1"))
    assert f'href="/drafts/{draft.number}/"' in home
    stopped = client.get(f"/drafts/{draft.number}/", follow=True)
    assert stopped.redirect_chain[-1][0] == f"/drafts/{draft.number}/steps/since/"
    assert 'value="not a month"' in words(stopped)
    assert 'value="8组"' in words(client.get(f"/drafts/{draft.number}/steps/address/"))


def test_a_draft_is_thrown_away_after_being_asked(client, resident):
    client.post(PAGE, {**FIRST_TIME, "act": "draft"})
    number = Case.objects.get().number
    assert client.get(f"/cases/{number}/")["Location"] == f"/drafts/{number}/"
    assert client.get(f"{PAGE}?draft={number}")["Location"] == f"/drafts/{number}/"
    assert client.get(f"/cases/{number}/withdrawal/").status_code == 200
    client.post(f"/cases/{number}/withdrawal/")
    assert number not in words(client.get("/")) + words(client.get("/cases/"))


def test_nobody_resumes_the_draft_of_another(client, neighbour):
    client.post(PAGE, {**FIRST_TIME, "act": "draft", "address": "8组"})
    number = Case.objects.get().number
    assert phone(neighbour).get(f"/drafts/{number}/").status_code == 404
    assert "8组" not in words(phone(neighbour).get(ALL))


# The promise in words


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("2026-11-24 09:00", "预计今天 09:30 前办好"),
        ("2026-11-24 20:00", "村里明天 08:30 上班，预计 09:00 前办好"),
        ("2026-11-24 12:30", "村里今天 14:00 上班，预计 14:30 前办好"),
        ("2026-11-24 17:20", "预计明天 08:50 前办好"),
        ("2026-11-27 18:00", "村里11 月 30 日 08:30 上班，预计 09:00 前办好"),
    ],
)
def test_the_promise_is_said_as_people_say_it(resident, monkeypatch, clock, said):
    now = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert said in words(phone(resident).get(ALL))
