"""Which machine is a kiosk, what its browser may open, and what is left when somebody goes."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from jiban.kiosks import actions
from jiban.kiosks.models import Arrival
from jiban.web.kiosk.gate import KIOSK_COOKIE
from tests.web.kiosk.conftest import browser_of, phone, sign_in, words

pytestmark = pytest.mark.django_db


def test_a_machine_becomes_a_kiosk_by_the_clerks_code(station):
    code = actions.new_code(station.kiosk, now=timezone.now())
    machine = Client()
    assert machine.get("/kiosk/")["Location"] == "/kiosk/pair/"
    answer = machine.post("/kiosk/pair/", {"code": code, "agent_key": ""})
    assert answer["Location"] == "/kiosk/"
    cookie = answer.cookies[KIOSK_COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert machine.get("/kiosk/").status_code == 200


def test_guessing_codes_shuts_the_door(station):
    machine = Client()
    answers = [machine.post("/kiosk/pair/", {"code": f"{place:08d}"}).status_code for place in range(6)]
    assert set(answers) == {409}
    code = actions.new_code(station.kiosk, now=timezone.now())
    assert machine.post("/kiosk/pair/", {"code": code}).status_code == 409


def test_a_wrong_code_is_kept_to_be_put_right(station):
    answer = Client().post("/kiosk/pair/", {"code": "12345678"})
    assert 'value="12345678"' in words(answer)


def test_a_kiosk_out_of_service_shows_how_to_register(station, kiosk):
    actions.revoke(station.kiosk, by=station.clerk, now=timezone.now())
    assert kiosk.get("/kiosk/")["Location"] == "/kiosk/pair/"


@pytest.mark.parametrize(
    "page", ["/", "/office/", "/office/sign-in/", "/me/", "/sign-in/", "/cases/", "/certificates/1/ofd"]
)
def test_what_is_not_meant_for_kiosks_leads_to_the_start(kiosk, page):
    assert kiosk.get(page)["Location"] == "/kiosk/"


def test_who_signed_in_opens_no_office_and_no_wallet_either(station, kiosk):
    sign_in(kiosk, station.resident)
    for page in ("/office/", "/me/", "/certificates/1/wallet/"):
        assert kiosk.get(page)["Location"] == "/kiosk/", page


def test_an_item_that_was_chosen_is_kept_over_the_sign_in_and_nothing_else(station, kiosk):
    assert kiosk.get("/apply/residence/")["Location"] == "/kiosk/?next=%2Fapply%2Fresidence%2F"
    assert kiosk.get("/cases/2026-1/")["Location"] == "/kiosk/"
    kiosk.get("/kiosk/?next=/apply/residence/")
    assert sign_in(kiosk, station.resident)["Location"] == "/apply/residence/"


def test_an_address_elsewhere_is_never_where_somebody_goes(station, kiosk):
    kiosk.get("/kiosk/?next=//evil.example/apply/")
    assert sign_in(kiosk, station.resident)["Location"] == "/kiosk/"


def test_only_the_kiosks_own_pages_may_ask_the_agent(station, kiosk, settings):
    agent = f"http://127.0.0.1:{settings.KIOSK_AGENT_PORT}"
    sign_in(kiosk, station.resident)
    allowed = {page: kiosk.get(page)["Content-Security-Policy"] for page in ("/kiosk/", "/items/")}
    assert agent in allowed["/kiosk/"]
    assert agent not in allowed["/items/"]
    assert agent not in phone().get("/items/")["Content-Security-Policy"]
    assert "'unsafe" not in allowed["/kiosk/"]


def test_the_end_leaves_nothing_on_the_server_and_clears_the_browser(station, kiosk):
    sign_in(kiosk, station.resident)
    key = kiosk.session.session_key
    answer = kiosk.post("/kiosk/end/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    assert station.resident.name not in words(kiosk.get("/kiosk/"))
    assert kiosk.cookies[KIOSK_COOKIE].value == station.secret, "the machine stays a kiosk"


def test_a_session_dies_by_itself_when_nobody_asks_for_anything(station, kiosk):
    sign_in(kiosk, station.resident)
    session = Session.objects.get(session_key=kiosk.session.session_key)
    assert session.expire_date <= timezone.now() + timedelta(seconds=90)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert kiosk.get("/cases/")["Location"] == "/kiosk/"


def test_signs_of_life_of_the_machine_keep_no_session_alive(station, kiosk):
    sign_in(kiosk, station.resident)
    soon = timezone.now() + timedelta(seconds=5)
    Session.objects.update(expire_date=soon)
    kiosk.post("/kiosk/heartbeat/", '{"printer": "ready", "paper_left": 120}', content_type="application/json")
    assert Session.objects.get(session_key=kiosk.session.session_key).expire_date == soon
    kiosk.post("/kiosk/awake/")
    assert Session.objects.get(session_key=kiosk.session.session_key).expire_date > soon


@pytest.mark.parametrize("body", ["", "[]", "null", "not json", '{"paper_left": "x"}', '{"paper_left": -5}'])
def test_a_sign_of_life_counts_whatever_the_agent_says(station, kiosk, body):
    answer = kiosk.post("/kiosk/heartbeat/", body, content_type="application/json")
    assert answer.status_code == 204


def test_pages_of_a_kiosk_are_never_stored(station, kiosk):
    assert [kiosk.get(page)["Cache-Control"] for page in ("/kiosk/", "/items/", "/kiosk/pickup/")] == ["no-store"] * 3


def test_other_browsers_see_nothing_of_kiosks(station):
    page = words(phone(station.resident).get("/"))
    assert "data-kiosk" not in page
    assert "kiosk.js" not in page


def test_a_kiosk_cannot_confirm_itself(station, kiosk):
    sign_in(kiosk, station.resident)
    other = browser_of(station)
    other.get("/kiosk/by-phone/")
    token = other.session["kiosk_arrival"]["token"]
    assert kiosk.get(f"/kiosk/phone/{token}/")["Location"] == "/kiosk/"
    assert Arrival.objects.latest("pk").confirmed_at is None


def test_nothing_is_kept_as_a_draft_on_a_kiosk(station, kiosk):
    sign_in(kiosk, station.resident)
    assert "data-shared" in words(kiosk.get("/apply/residence/"))
