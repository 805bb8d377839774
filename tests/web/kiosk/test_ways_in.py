"""Signing in at a kiosk: by phone, by card and code, by card and counter, by card and receipt."""

import re

import pytest

from jiban.kiosks import pickup
from jiban.kiosks.models import Arrival
from tests.stories.walk import issued_certificate
from tests.web.kiosk.conftest import browser_of, phone, sign_in, token_on, words
from tests.web.office.conftest import desk

pytestmark = pytest.mark.django_db


def put_card(kiosk, station):
    kiosk.get("/kiosk/by-card/")
    nonce = kiosk.session["kiosk_arrival"]["token"]
    return kiosk.post("/kiosk/by-card/", {"answer": station.answer(nonce)})


def test_the_resident_of_the_phone_is_in_at_the_kiosk(station, kiosk):
    assert sign_in(kiosk, station.resident)["Location"] == "/kiosk/"
    assert station.resident.name in words(kiosk.get("/kiosk/"))


def test_the_phone_asks_for_a_sign_in_first(station, kiosk):
    token = token_on(kiosk)
    assert phone().get(f"/kiosk/phone/{token}/")["Location"].startswith("/sign-in/?next=")


def test_the_phone_shows_three_numbers_and_where_the_kiosk_stands(station, kiosk):
    page = words(phone(station.resident).get(f"/kiosk/phone/{token_on(kiosk)}/"))
    assert len(re.findall(r'name="number"', page)) == 3
    assert station.kiosk.name in page


def test_a_wrong_number_opens_nothing(station, kiosk):
    token = token_on(kiosk)
    right = Arrival.objects.latest("pk").number
    assert phone(station.resident).post(f"/kiosk/phone/{token}/", {"number": right + 1}).status_code == 409
    assert kiosk.get("/kiosk/arrival/").json() == {"state": "over"}
    assert kiosk.post("/kiosk/enter/").status_code == 409


def test_looking_again_shows_the_same_code_until_it_is_over(station, kiosk):
    assert token_on(kiosk) == token_on(kiosk)


def test_the_code_of_another_browser_lets_nobody_in_here(station, kiosk):
    other = browser_of(station)
    sign_in(other, station.resident)
    assert kiosk.post("/kiosk/enter/").status_code == 409


def test_entering_twice_is_entering_once(station, kiosk):
    sign_in(kiosk, station.resident)
    assert kiosk.post("/kiosk/enter/")["Location"] == "/kiosk/"


def test_card_and_code_of_the_phone_let_in(station, kiosk):
    assert put_card(kiosk, station)["Location"] == "/kiosk/by-card/read/"
    page = words(kiosk.get("/kiosk/by-card/read/"))
    assert station.resident.identity_number not in page
    assert kiosk.post("/kiosk/by-card/read/")["Location"] == "/kiosk/by-card/code/"
    code = re.search(r"\b(\d{6})\b", words(kiosk.get("/kiosk/by-card/code/")))[1]
    wrong = kiosk.post("/kiosk/by-card/code/", {"code": "000000" if code != "000000" else "000001"})
    assert wrong.status_code == 422
    assert kiosk.post("/kiosk/by-card/code/", {"code": code})["Location"] == "/kiosk/"
    assert station.resident.name in words(kiosk.get("/kiosk/"))


def test_a_card_alone_opens_nothing(station, kiosk):
    put_card(kiosk, station)
    assert kiosk.get("/cases/")["Location"] == "/kiosk/"
    assert kiosk.get("/kiosk/certificates/")["Location"] == "/kiosk/"


def test_what_the_card_says_is_not_readable_in_the_session(station, kiosk):
    put_card(kiosk, station)
    assert station.resident.identity_number not in str(dict(kiosk.session.items()))


def test_a_lie_of_the_reader_asks_for_the_card_again(station, kiosk):
    kiosk.get("/kiosk/by-card/")
    answer = kiosk.post("/kiosk/by-card/", {"answer": station.answer("another question")})
    assert answer.status_code == 409
    assert "data-nonce" in words(answer)


def test_card_and_counter_let_in(village_station, village):
    kiosk = browser_of(village_station)
    put_card(kiosk, village_station)
    assert kiosk.post("/kiosk/by-card/counter/")["Location"] == "/kiosk/by-card/counter/"
    number = str(Arrival.objects.latest("pk").number)
    assert number in words(kiosk.get("/kiosk/by-card/counter/"))
    board = words(desk(village.clerk).get("/office/kiosks/"))
    assert village.resident.name in board
    assert village.resident.identity_number not in board
    desk(village.clerk).post(f"/office/kiosks/arrivals/{Arrival.objects.latest('pk').pk}/")
    assert kiosk.get("/kiosk/arrival/").json() == {"state": "confirmed"}
    assert kiosk.post("/kiosk/enter/")["Location"] == "/kiosk/"


def test_the_counter_can_say_no(village_station, village):
    kiosk = browser_of(village_station)
    put_card(kiosk, village_station)
    kiosk.post("/kiosk/by-card/counter/")
    desk(village.clerk).post(f"/office/kiosks/arrivals/{Arrival.objects.latest('pk').pk}/", {"refuse": "1"})
    assert kiosk.get("/kiosk/arrival/").json() == {"state": "over"}


def test_card_and_receipt_open_one_certificate_and_nothing_else(village_station, village):
    certificate = issued_certificate(village)
    other = issued_certificate(village, key="k2")
    kiosk = browser_of(village_station)
    code = pickup.code_for(certificate.case.number)
    assert kiosk.post("/kiosk/pickup/code/", {"code": code})["Location"] == "/kiosk/by-card/"
    assert put_card(kiosk, village_station)["Location"] == f"/kiosk/certificates/{certificate.number}/"
    assert kiosk.get(f"/kiosk/certificates/{certificate.number}/").status_code == 200
    for page in (f"/kiosk/certificates/{other.number}/", "/kiosk/certificates/", "/cases/"):
        assert kiosk.get(page)["Location"] == "/kiosk/"


def test_a_wrong_receipt_opens_nothing_and_is_not_tried_for_ever(village_station, village):
    kiosk = browser_of(village_station)
    right = pickup.code_for(issued_certificate(village).case.number)
    for wrong in range(5):
        kiosk.post("/kiosk/pickup/code/", {"code": f"{wrong:06d}"})
        assert put_card(kiosk, village_station).status_code == 409
    kiosk.post("/kiosk/pickup/code/", {"code": right})
    assert put_card(kiosk, village_station).status_code == 409


def test_who_came_by_phone_picks_up_without_a_card(village_station, village):
    certificate = issued_certificate(village)
    kiosk = browser_of(village_station)
    sign_in(kiosk, village.resident)
    answer = kiosk.post("/kiosk/pickup/code/", {"code": pickup.code_for(certificate.case.number)})
    assert answer["Location"] == f"/kiosk/certificates/{certificate.number}/"
