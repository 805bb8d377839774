"""What a resident sees of look-ups about her, and decides."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.cases import known_facts
from jiban.catalogue.models import AvoidedDay
from jiban.exchange import actions, proofs, questions
from jiban.exchange.models import Consent, LookUp
from jiban.ledger import sequencer
from jiban.ledger.questions import verifier_key
from tests.exchange.conftest import asked, connect, offered, source
from tests.web.resident.conftest import phone, submitted, words

NEW = "/me/data/instead/lives-here-since/"


@pytest.fixture
def shared(settings, tmp_path, resident):
    path = source(tmp_path, (resident.identity_number, 1, "2009-03", 1), as_of=timezone.localdate())
    connect(settings, tmp_path, connector=f'kind = "sql"\nurl = "sqlite:///{path}"\nview = "shared"')
    actions.load()


@pytest.fixture
def found(resident, shared):
    now = timezone.now()
    return asked(resident, offered(resident, questions.fact("lives-here-since"), now=now), now=now)


def agreed(client, key="a-key-of-the-form-1", **changed):
    return client.post(NEW, {"receiver": "education", "days": "30", "key": key, **changed})


def test_nothing_yet_says_so(client, resident):
    assert client.get("/me/data/").status_code == 200


def test_the_item_s_page_offers_to_do_without(client, resident, shared):
    assert NEW in words(client.get("/items/residence/"))
    assert NEW not in words(client.get("/items/school-residence/"))


def test_agreeing_gives_a_number_to_hand_over(client, resident, shared):
    answer = agreed(client)
    made = Consent.objects.get()
    assert answer["Location"] == f"/me/data/consents/{made.number}/"
    assert made.number in words(client.get(answer["Location"]))
    assert (made.receiver, made.is_in_force(timezone.localdate())) == ("education", True)


def test_two_taps_give_one_number(client, resident, shared):
    assert agreed(client)["Location"] == agreed(client)["Location"]


@pytest.mark.parametrize("wrong", [{"receiver": "bank"}, {"days": "9999"}, {"days": ""}])
def test_a_wrong_choice_comes_back(client, resident, shared, wrong):
    assert agreed(client, **wrong).status_code == 422
    assert not Consent.objects.exists()


def test_without_a_department_the_page_leads_back(client, resident, shared, settings):
    settings.EXCHANGE = ""
    seen = words(client.get(NEW))
    assert 'name="receiver"' not in seen
    assert "/items/residence/" in seen


def test_a_consent_is_withdrawn_and_its_number_goes(client, resident, shared):
    address = agreed(client)["Location"]
    client.post(address, {"act": "withdraw"})
    made = Consent.objects.get()
    assert made.withdrawn_at is not None
    assert '"withdraw"' not in words(client.get(address))


def ask(village):
    case = submitted(village.resident)
    return known_facts.ask_consent(case, "lives-here-since", by=village.clerk, now=timezone.now())


def test_the_village_asks_and_the_first_page_says_so(client, village, shared):
    consent = ask(village)
    assert reverse("resident:data-use") in words(client.get("/"))
    client.post(f"/me/data/consents/{consent.number}/", {"act": "give", "days": "7"})
    consent.refresh_from_db()
    assert consent.is_in_force(timezone.localdate())


def test_saying_no_is_kept_and_cannot_be_turned_by_an_old_page(client, village, shared):
    consent = ask(village)
    address = f"/me/data/consents/{consent.number}/"
    client.post(address, {"act": "decline"})
    assert client.post(address, {"act": "give", "days": "7"}).status_code == 409
    consent.refresh_from_db()
    assert consent.given_at is None


def test_a_period_must_be_chosen(client, village, shared):
    consent = ask(village)
    assert client.post(f"/me/data/consents/{consent.number}/", {"act": "give"}).status_code == 422


def test_a_look_up_tells_who_when_what_for_and_what(client, resident, found):
    seen = words(client.get(f"/me/data/look-ups/{found.pk}/"))
    for told in ("样例县教育局", "ENROL-7", found.basis, "2009年3月"):
        assert told in seen


def test_a_refused_one_is_shown_too(client, resident, shared):
    refused = asked(resident, None, now=timezone.now())
    assert f"/me/data/look-ups/{refused.pk}/" in words(client.get("/me/data/"))
    assert client.get(f"/me/data/look-ups/{refused.pk}/").status_code == 200


def test_the_proof_is_downloaded_and_holds(client, resident, found):
    sequencer.sequence(timezone.now(), holder="w")
    for side in proofs.SIDES:
        answer = client.get(f"/me/data/look-ups/{found.pk}/{side}/proof")
        assert resident.identity_number not in answer["Content-Disposition"]
        assert proofs.check_file(answer.content.decode(), verifier_key())["case"] == "ENROL-7"
        assert json.loads(answer.content)["v"] == 1


def test_a_proof_that_is_not_made_yet_says_so(client, resident, found):
    assert client.get(f"/me/data/look-ups/{found.pk}/shared/proof")["Location"].endswith("?pending=1")
    assert client.get(f"/me/data/look-ups/{found.pk}/other/proof").status_code == 404


def test_when_its_time_is_over_who_asked_stays_and_the_proof_goes(client, resident, found):
    sequencer.sequence(timezone.now(), holder="w")
    proofs.forget(LookUp.objects.all())
    seen = words(client.get(f"/me/data/look-ups/{found.pk}/"))
    assert "样例县教育局" in seen
    assert "2009年3月" not in seen
    assert f"/me/data/look-ups/{found.pk}/shared/proof" not in seen
    assert client.get(f"/me/data/look-ups/{found.pk}/shared/proof").status_code == 302


def test_nobody_sees_another_s(client, resident, neighbour, found):
    other = phone(neighbour)
    consent = Consent.objects.get()
    for address in (
        f"/me/data/look-ups/{found.pk}/",
        f"/me/data/look-ups/{found.pk}/shared/proof",
        f"/me/data/consents/{consent.number}/",
    ):
        assert other.get(address).status_code == 404


def test_many_look_ups_stand_on_several_pages(client, resident, found):
    for number in range(25):
        asked(resident, None, request=f"more-{number}", now=timezone.now())
    first = words(client.get("/me/data/"))
    oldest = LookUp.objects.earliest("pk")
    assert f"/me/data/look-ups/{oldest.pk}/" not in first
    before = LookUp.objects.order_by("-pk")[19].pk
    assert f"/me/data/look-ups/{oldest.pk}/" in words(client.get(f"/me/data/?before={before}"))


def test_the_first_question_s_answer_leads_to_it_and_only_while_somebody_is_connected(
    client, resident, shared, settings
):
    there = "/items/residence/instead/"
    assert NEW in words(client.get(there))
    begun = {"purpose": "school", "receiving_unit": "新安镇中心小学", "key": "k" * 22}
    answer = client.post("/apply/residence/begin/", begun)
    assert answer["Location"].startswith(f"{there}?draft=")
    page = words(client.get(answer["Location"]))
    assert NEW in page
    assert "/drafts/" in page, "who needs it all the same goes on"
    counted = AvoidedDay.objects.get(division=resident.village, kind="exchanged:lives-here-since")
    assert (counted.explained, counted.avoided) == (1, 0)
    settings.EXCHANGE = ""
    assert NEW not in words(client.get(there))
