"""One search and one list, over our own city and the others; and one page for each application far away."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.cities import envelopes
from jiban.cities.models import Application
from jiban.people.models import RealNameProof
from tests.cities.conftest import THREAD, application
from tests.cities.fixtures import FAR_VILLAGE
from tests.stories.walk import ANSWERS, work
from tests.web.resident.conftest import phone

pytestmark = pytest.mark.django_db
APPLY = reverse("resident:elsewhere-apply", args=["990200", "residence"])
PDF = b"%PDF-1.7 a certificate"


def apply(client, **changed):
    return client.post(APPLY, {**ANSWERS, "pledge": "on", "village": FAR_VILLAGE["code"], "key": "k", **changed})


def page_of(made, what="case", *more):
    return reverse(f"resident:elsewhere-{what}", args=[made.number, *more])


@pytest.fixture
def made(client, far_offer):
    apply(client)
    return Application.objects.get()


def test_one_search_finds_what_other_cities_offer_too(stranger, far_offer):
    page = stranger.get("/items/?q=居住").content.decode()
    assert "/items/residence/" in page
    assert APPLY in page
    for asked in ("远方", "远方市", "yuanfang", "远方 居住", "远方居住证明"):
        assert APPLY in stranger.get("/elsewhere/", {"q": asked}).content.decode(), asked
    assert APPLY not in stranger.get("/elsewhere/?q=zzz").content.decode()


def test_without_other_cities_the_search_is_as_it_was(stranger, village):
    page = stranger.get("/items/?q=居住")
    assert page.context["elsewhere"] == []
    assert reverse("resident:elsewhere") not in page.content.decode()
    assert stranger.get("/elsewhere/").status_code == 200


def test_a_resident_chooses_the_village_and_applies_once(client, far_offer, far_city):
    assert f"?village={FAR_VILLAGE['code']}" in client.get(APPLY).content.decode()
    form = client.get(f"{APPLY}?village={FAR_VILLAGE['code']}").content.decode()
    assert FAR_VILLAGE["name"] in form
    first, second = apply(client), apply(client)
    assert first["Location"] == second["Location"]
    work()
    [body] = far_city.bodies("apply")
    assert (body["channel"], body["village"]) == ("resident", FAR_VILLAGE["code"])


def test_the_application_stands_in_the_one_list(client, made):
    assert page_of(made) in client.get("/cases/").content.decode()


def test_it_is_nobody_else_s(made, neighbour):
    other = phone(neighbour)
    assert other.get(page_of(made)).status_code == 404
    assert page_of(made) not in other.get("/cases/").content.decode()


def test_errors_keep_what_was_typed(client, far_offer):
    answer = apply(client, since="some day")
    assert answer.status_code == 422
    assert "2组16号" in answer.content.decode()
    assert Application.objects.count() == 0


def test_without_the_statement_nothing_is_sent(client, far_offer):
    assert apply(client, pledge="").status_code == 422
    assert Application.objects.count() == 0


def test_who_was_never_proved_is_asked_to_sign_in_again(client, far_offer, resident):
    RealNameProof.objects.filter(resident=resident).delete()
    assert apply(client).status_code == 409


def test_status_correction_and_certificate_are_on_one_page(client, made, far_city):
    far_city.send("receipt", made.number, {"number": "BJ2026-1", "phone": "0311-1", "state": "submitted"})
    assert "BJ2026-1" in client.get(page_of(made)).content.decode()
    far_city.send("status", made.number, {"state": "correcting", "words": "门牌号？"})
    assert "门牌号？" in client.get(page_of(made)).content.decode()
    said = {**ANSWERS, "address": "2组18号", "pledge": "on"}
    assert client.post(page_of(made, "correction"), said)["Location"] == page_of(made)
    work()
    assert far_city.bodies("correct")[0]["answers"]["address"] == "2组18号"
    body = {
        "files": [{"form": "pdf", "digest": envelopes.digest(PDF)}], "number": "ZM-1", "title": "居住证明",
        "validFrom": "2026-11-29", "validUntil": "2027-05-29", "verifyUrl": "https://far.example/v/1",
    }  # fmt: skip
    far_city.send("certificate", made.number, body, files={envelopes.digest(PDF): PDF})
    assert page_of(made, "file", "pdf") in client.get(page_of(made)).content.decode()
    assert client.get(page_of(made, "file", "pdf")).content == PDF


def test_it_is_taken_back_by_one_tap_and_a_second_changes_nothing(client, made, far_city):
    client.post(page_of(made))
    client.post(page_of(made))
    work()
    assert len(far_city.bodies("withdraw")) == 1


def test_at_home_the_resident_reads_where_it_was_received(client, far_city, village):
    far_city.send("apply", THREAD, application(village))
    case = village.resident.cases.get()
    assert "远方市 远方镇便民服务中心" in client.get(f"/cases/{case.number}/").content.decode()
    assert case.submitted_at <= timezone.now()
