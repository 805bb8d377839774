"""One question a page: every answer is kept on the server, and another phone goes on where this one stopped."""

import re

import pytest

from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.catalogue import actions as catalogue
from jiban.catalogue.models import SharedFact
from jiban.catalogue.questions import item
from jiban.people.models import RealNameProof
from tests.web.resident.conftest import ANSWERS, phone, submitted, words
from tests.web.resident.test_apply import errors, hidden, photo
from tests.web.resident.test_sign_in import asked_for_code, details_of

pytestmark = pytest.mark.django_db

PAGE = "/apply/residence/"
BEGIN = "/apply/residence/begin/"
FIRST = {"purpose": "school", "receiving_unit": "新安镇中心小学", "key": "k" * 22}
REST = ("address", "since", "tenure", "registered_here")


def begun(client, **changed):
    client.post(BEGIN, {**FIRST, **changed})
    return Case.objects.filter(state=State.DRAFT).latest("pk")


def step(draft, name):
    return f"/drafts/{draft.number}/steps/{name}/"


def check(draft):
    return f"/drafts/{draft.number}/check/"


def filled(client, **changed):
    """A draft with an answer to every question."""
    draft = begun(client)
    answers = {**ANSWERS, **changed}
    for name in REST:
        client.post(step(draft, name), {name: answers[name]})
    return draft


def progress(page):
    """The number of the step and how many there are."""
    return tuple(map(int, re.search(r'<progress class="way-bar"\s+max="(\d+)"\s+value="(\d+)"', page).groups()[::-1]))


# The way


def test_the_first_time_one_thing_is_asked_after_the_other(client, resident):
    page = words(client.get(PAGE))
    assert progress(page) == (1, 6)
    assert 'name="purpose"' in page
    assert 'name="address"' not in page
    answer = client.post(BEGIN, {**FIRST, **hidden(page)})
    draft = Case.objects.get()
    assert answer["Location"] == step(draft, "address")
    for number, (name, after) in enumerate(zip(REST, (*REST[1:], None), strict=True), 2):
        page = words(client.get(answer["Location"]))
        assert progress(page) == (number, 6)
        assert f'name="{name}"' in page
        answer = client.post(answer["Location"], {**hidden(page), name: ANSWERS[name]})
        assert answer["Location"] == (step(draft, after) if after else check(draft))
    page = words(client.get(check(draft)))
    assert progress(page) == (6, 6)
    assert all(said in page for said in ("新安镇中心小学", "2组16号", "2009"))
    answer = client.post(check(draft), {**hidden(page), "pledge": "on"})
    assert answer["Location"] == f"/cases/{draft.number}/?new=1"
    case = Case.objects.get()
    assert (case.state, case.answers) == (State.SUBMITTED, ANSWERS)


def test_an_answer_may_ask_for_more_questions(client):
    draft = filled(client)
    assert client.post(step(draft, "tenure"), {"tenure": "rented"})["Location"] == step(draft, "owner_name")
    assert progress(words(client.get(step(draft, "owner_name")))) == (5, 9)
    for name, said in (("owner_name", "张桂兰"), ("owner_mobile", "13812345678")):
        client.post(step(draft, name), {name: said})
    assert client.get(f"/drafts/{draft.number}/")["Location"] == step(draft, "paper_home")


def test_what_no_longer_follows_is_neither_shown_nor_handed_in(client):
    draft = filled(client, tenure="rented")
    client.post(step(draft, "owner_name"), {"owner_name": "张桂兰"})
    client.post(step(draft, "owner_mobile"), {"owner_mobile": "13812345678"})
    client.post(step(draft, "paper_home"), {"paper_home": photo()})
    client.post(step(draft, "tenure"), {"tenure": "own", "change": "1"})
    page = words(client.get(check(draft)))
    assert "张桂兰" not in page
    assert client.get(step(draft, "owner_name"))["Location"] == f"/drafts/{draft.number}/"
    client.post(check(draft), {**hidden(page), "pledge": "on"})
    case = Case.objects.get()
    assert (case.state, case.answers, case.papers.count()) == (State.SUBMITTED, ANSWERS, 0)


def test_a_mistake_is_said_at_its_question_and_nothing_is_lost(client):
    draft = begun(client)
    answer = client.post(step(draft, "since"), {"since": "2099-01"})
    page = words(answer)
    assert answer.status_code == 422
    assert 'href="#id_since"' in page
    assert len(errors(page)) == 1
    assert 'value="2099-01"' in page
    first = client.post(BEGIN, {"purpose": "", "receiving_unit": "县住建局", "key": "n" * 22})
    assert first.status_code == 422
    assert 'value="县住建局"' in words(first)
    assert hidden(words(first))["key"] == "n" * 22
    assert Case.objects.count() == 1


def test_the_way_back_leads_to_the_question_before(client):
    draft = filled(client)
    assert f'href="{step(draft, "address")}"' in words(client.get(step(draft, "since")))
    assert 'value="2组16号"' in words(client.get(step(draft, "address")))
    assert f'href="{step(draft, "registered_here")}"' in words(client.get(check(draft)))


def test_the_last_page_is_not_reached_over_a_question_without_an_answer(client):
    draft = begun(client)
    answer = client.get(check(draft), follow=True)
    assert answer.redirect_chain[-1][0] == f"{step(draft, 'address')}?check=1"
    assert len(errors(words(answer))) == 1


def test_an_answer_is_changed_from_the_last_page_and_leads_back_there(client):
    draft = filled(client)
    page = words(client.get(check(draft)))
    there = f"{step(draft, 'address')}?change=1"
    assert f'href="{there}"' in page
    page = words(client.get(there))
    assert 'name="change"' in page
    assert f'href="{check(draft)}"' in page
    answer = client.post(there, {**hidden(page), "address": "5组1号", "change": "1"})
    assert answer["Location"] == check(draft)
    assert "5组1号" in words(client.get(check(draft)))


def test_without_the_statement_nothing_is_handed_in(client):
    draft = filled(client)
    page = words(client.get(check(draft)))
    answer = client.post(check(draft), hidden(page))
    assert answer.status_code == 422
    assert 'href="#id_pledge"' in words(answer)
    assert Case.objects.get().state == State.DRAFT


def test_an_identity_number_is_masked_on_the_last_page(client, resident):
    draft = filled(client)
    assert resident.identity_number not in words(client.get(check(draft)))


# Kept, and resumed elsewhere


def test_another_phone_goes_on_where_this_one_stopped(client, resident):
    draft = begun(client)
    client.post(step(draft, "address"), {"address": "2组16号"})
    other = phone(resident)
    home = words(other.get("/"))
    assert f'href="/drafts/{draft.number}/"' in home
    assert other.get(f"/drafts/{draft.number}/")["Location"] == step(draft, "since")
    assert f'href="/drafts/{draft.number}/"' in words(other.get(PAGE)), "who begins anew is told of the draft"


def test_stopping_keeps_what_was_typed_right_or_wrong(client):
    draft = begun(client)
    assert client.post(step(draft, "since"), {"since": "春天", "act": "later"})["Location"] == "/?saved=1"
    assert 'value="春天"' in words(client.get(step(draft, "since")))


def test_stopping_at_the_first_question_keeps_it_too(client):
    client.post(BEGIN, {"receiving_unit": "县住建局", "key": "k" * 22, "act": "later"})
    assert Case.objects.get().answers == {"receiving_unit": "县住建局"}


def test_answers_from_two_phones_do_not_write_over_each_other(client, resident):
    draft = begun(client)
    other = phone(resident)
    client.get(step(draft, "address"))
    other.post(step(draft, "since"), {"since": "2009-03"})
    client.post(step(draft, "address"), {"address": "2组16号"})
    assert Case.objects.get().answers.keys() == {"purpose", "receiving_unit", "since", "address"}


def test_what_another_phone_changed_is_shown_before_it_is_stated(client, resident):
    draft = filled(client)
    seen = hidden(words(client.get(check(draft))))
    phone(resident).post(step(draft, "address"), {"address": "7组7号"})
    answer = client.post(check(draft), {**seen, "pledge": "on"})
    assert answer.status_code == 409
    assert "7组7号" in words(answer)
    assert Case.objects.get().state == State.DRAFT


def test_double_taps_give_one_draft_and_one_case(client):
    first, second = client.post(BEGIN, FIRST), client.post(BEGIN, FIRST)
    assert first["Location"] == second["Location"]
    draft = filled(client)
    seen = {**hidden(words(client.get(check(draft)))), "pledge": "on"}
    client.post(check(draft), seen)
    assert client.post(check(draft), seen)["Location"] == f"/cases/{draft.number}/"
    assert [case.state for case in Case.objects.all()] == [State.SUBMITTED]
    assert Case.objects.get().journal.count() == 1


def test_who_goes_back_to_the_first_question_gets_no_second_draft(client):
    draft = begun(client)
    client.post(BEGIN, {**FIRST, "purpose": "household", "receiving_unit": "户籍派出所", "key": "n" * 22})
    assert Case.objects.get().answers["purpose"] == "household"
    client.post(step(draft, "address"), {"address": "2组16号"})
    client.post(BEGIN, {**FIRST, "key": "m" * 22})
    assert Case.objects.count() == 2, "one that was filled in further is another matter"


def test_what_was_handed_in_on_another_phone_is_no_draft_any_more(client):
    draft = filled(client)
    client.post(check(draft), {**hidden(words(client.get(check(draft)))), "pledge": "on"})
    for address in (f"/drafts/{draft.number}/", step(draft, "address"), check(draft)):
        assert client.get(address)["Location"] == f"/cases/{draft.number}/"
    client.post(step(draft, "address"), {"address": "changed"})
    assert Case.objects.get().answers["address"] == "2组16号"


def test_the_draft_of_another_does_not_exist(client, neighbour):
    draft = filled(client)
    for address in (f"/drafts/{draft.number}/", step(draft, "address"), check(draft)):
        assert phone(neighbour).get(address).status_code == 404
        assert phone(neighbour).post(address, {"address": "x"}).status_code in {404, 405}


def test_an_answer_whose_session_ended_comes_back_after_sign_in(client, resident):
    draft = begun(client)
    there = step(draft, "address")
    owner = hidden(words(client.get(there)))["owner"]
    client.session.flush()
    assert client.post(there, {"address": "9组9号", "owner": owner}).status_code == 302
    client.post("/sign-in/code/", {"code": asked_for_code(client, details_of(resident, next=there))})
    page = words(client.get(there))
    assert 'value="9组9号"' in page
    assert 'value="9组9号"' not in words(client.get(there))


def test_a_first_answer_whose_session_ended_comes_back_too(client, resident):
    owner = hidden(words(client.get(PAGE)))["owner"]
    client.session.flush()
    client.post(BEGIN, {**FIRST, "owner": owner})
    client.post("/sign-in/code/", {"code": asked_for_code(client, details_of(resident, next=BEGIN))})
    page = words(client.get(BEGIN, follow=True))
    assert 'value="新安镇中心小学"' in page
    assert hidden(page)["key"] == FIRST["key"]


# Nothing is lost when the office refuses


def test_an_item_taken_down_meanwhile_is_refused_with_everything_kept(client):
    draft = filled(client)
    catalogue.withdraw(item("residence"))
    page = words(client.get(check(draft)))
    answer = client.post(check(draft), {**hidden(page), "pledge": "on"})
    assert answer.status_code == 409
    assert "2组16号" in words(answer)
    assert Case.objects.get().state == State.DRAFT


def test_an_identity_confirmed_too_long_ago_is_confirmed_again_and_the_draft_waits(client):
    draft = filled(client)
    RealNameProof.objects.all().delete()
    page = words(client.get(check(draft)))
    answer = client.post(check(draft), {**hidden(page), "pledge": "on"})
    assert answer.status_code == 409
    assert f"next=/drafts/{draft.number}/check/".replace("/", "%2F") in words(answer)
    assert Case.objects.get().state == State.DRAFT


def test_a_village_without_a_committee_says_so_at_the_first_question(client, resident):
    resident.village.committee.delete()
    assert client.get(PAGE).status_code == 200
    answer = client.post(BEGIN, FIRST)
    assert answer.status_code == 409
    assert 'value="新安镇中心小学"' in words(answer)


def test_a_returning_resident_keeps_the_short_page(client, resident):
    Case.objects.filter(pk=submitted(resident).pk).update(state=State.ISSUED)
    page = words(client.get(PAGE))
    assert 'name="seen"' in page
    assert "way-bar" not in page


# You may not need this


def test_who_may_not_need_it_is_told_after_the_first_answer_and_goes_on_or_stops(client):
    answer = client.post(BEGIN, {**FIRST, "purpose": "bank", "receiving_unit": ""})
    draft = Case.objects.get()
    assert answer["Location"] == f"/items/residence/instead/?draft={draft.number}"
    page = words(client.get(answer["Location"]))
    assert SharedFact.objects.get(code="residence-bank").read().instead.zh in page
    assert f'href="/drafts/{draft.number}/"' in page
    assert client.get(f"/drafts/{draft.number}/")["Location"] == step(draft, "address")
    stopped = client.post("/items/residence/instead/", {"fact": "residence-bank", "draft": draft.number})
    assert stopped["Location"] == "/items/residence/instead/?enough=residence-bank"
    assert client.get(stopped["Location"]).status_code == 200
    assert not Case.objects.filter(state=State.DRAFT).exists()
