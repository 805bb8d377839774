"""A window of our city receives for a village of another; and our own desk sees where a case was received."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiban.cities import envelopes
from jiban.cities.models import Application
from tests.cities.conftest import NUMBER, THREAD, application
from tests.cities.fixtures import FAR_VILLAGE
from tests.stories.walk import ANSWERS
from tests.web.office.conftest import words, work

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a certificate"
PERSON = {
    "person-name": "孙小燕", "person-identity_number": NUMBER, "person-document": "identity-card",
    "person-mobile": "13900001234", "person-is_present": "on",
}  # fmt: skip
APPLY = reverse("office:elsewhere-apply", args=["990200", "residence"])


def apply(clerk, **changed):
    said = {**PERSON, **ANSWERS, "village": FAR_VILLAGE["code"], "key": "a-form", **changed}
    return clerk.post(APPLY, {name: text for name, text in said.items() if text is not None})


def page_of(made, what="case", *more):
    return reverse(f"office:elsewhere-{what}", args=[made.number, *more])


@pytest.fixture
def made(clerk, far_offer):
    apply(clerk)
    return Application.objects.get()


def test_the_clerk_finds_the_item_and_the_village_and_sends_it(clerk, far_offer, far_city):
    found = clerk.get(reverse("office:elsewhere-new") + "?q=远方+residence")
    assert APPLY in words(found)
    village = clerk.get(APPLY + "?q=sunjia")
    assert f"?village={FAR_VILLAGE['code']}" in words(village)
    assert clerk.get(f"{APPLY}?village={FAR_VILLAGE['code']}").context["form"].item.code == "residence"
    answer = apply(clerk)
    made = Application.objects.get()
    assert answer["Location"] == page_of(made)
    work()
    assert far_city.bodies("apply")[0]["applicant"]["name"] == "孙小燕"


def test_a_double_tap_applies_once(clerk, far_offer):
    first, second = apply(clerk), apply(clerk)
    assert first["Location"] == second["Location"]
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "name"),
    [({"person-identity_number": NUMBER[:-1]}, "person-identity_number"), ({"person-is_present": None}, "person-is_present"),
     ({"since": "some day"}, "since")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_everything_typed_stays(clerk, far_offer, changed, name):
    answer = apply(clerk, **changed)
    assert answer.status_code == 422
    page = words(answer)
    assert f'href="#id_{name}"' in page
    assert "孙小燕" in page
    assert "2组16号" in page
    assert Application.objects.count() == 0


def test_another_window_sees_nothing_of_it(made, other_village):
    from tests.web.office.conftest import desk

    stranger = desk(other_village.clerk)
    assert stranger.get(page_of(made)).status_code == 404
    assert made.number not in words(stranger.get(reverse("office:elsewhere")))


def test_the_list_and_the_page_say_how_it_stands_and_who_looked(clerk, made, village):
    assert "孙*燕" in words(clerk.get(reverse("office:elsewhere")))
    page = words(clerk.get(page_of(made)))
    clerk.get(page_of(made))
    assert FAR_VILLAGE["name"] in page
    assert NUMBER not in page
    assert made.lines.filter(action="looked", officer=village.clerk).count() == 1


def test_while_the_home_city_is_away_the_window_says_that_nothing_is_lost(clerk, made, far_city):
    far_city.is_away = True
    work()
    with override("en"):
        told = _("%(city)s does not answer now. It is sent by itself as soon as it does; nothing is lost.")
    assert told % {"city": "Yuanfang"} in words(clerk.get(page_of(made)))


def test_what_the_home_village_asks_for_is_answered_at_the_window(clerk, made, far_city):
    far_city.send("status", made.number, {"state": "correcting", "words": "请写清楚门牌号"})
    assert "请写清楚门牌号" in words(clerk.get(page_of(made)))
    address = page_of(made, "correction")
    assert "2组16号" in words(clerk.get(address))
    assert clerk.post(address, {**ANSWERS, "since": "?"}).status_code == 422
    assert clerk.post(address, {**ANSWERS, "address": "2组18号"})["Location"] == page_of(made)
    work()
    assert far_city.bodies("correct")[0]["answers"]["address"] == "2组18号"
    assert clerk.get(address)["Location"] == page_of(made)


def test_the_certificate_is_printed_and_handed_over_at_the_window(clerk, made, far_city, village):
    body = {
        "files": [{"form": "pdf", "digest": envelopes.digest(PDF)}], "number": "ZM-1", "title": "居住证明",
        "validFrom": "2026-11-29", "validUntil": "2027-05-29", "verifyUrl": "https://far.example/v/1",
    }  # fmt: skip
    far_city.send("certificate", made.number, body, files={envelopes.digest(PDF): PDF})
    file = clerk.get(page_of(made, "file", "pdf"))
    assert (file.content, file["Cache-Control"]) == (PDF, "no-store")
    clerk.post(page_of(made), {"act": "hand-over"})
    made.refresh_from_db()
    assert made.handed_over_by == village.clerk
    assert made.lines.filter(action="downloaded").count() == 1
    assert clerk.get(page_of(made, "file", "ofd")).status_code == 404


def test_the_person_changes_their_mind_at_the_window(clerk, made, far_city):
    clerk.post(page_of(made), {"act": "withdraw"})
    clerk.post(page_of(made), {"act": "withdraw"})
    work()
    assert len(far_city.bodies("withdraw")) == 1
    far_city.send("status", made.number, {"state": "withdrawn"})
    assert clerk.post(page_of(made), {"act": "withdraw"}).status_code in {302, 409}


def test_without_a_city_on_the_list_the_page_says_so(clerk, village):
    assert clerk.get(reverse("office:elsewhere")).status_code == 200
    assert clerk.get(reverse("office:elsewhere-new")).status_code == 200
    assert clerk.get(APPLY).status_code == 404


def test_our_own_desk_reads_in_the_queue_and_on_the_case_where_it_was_received(head, far_city, village):
    far_city.send("apply", THREAD, application(village))
    with override("en"):
        assert _("received in %(city)s") % {"city": "Yuanfang"} in words(head.get(reverse("office:queue")))
        case = words(head.get(reverse("office:case", args=[village.resident.cases.get().number])))
        assert _("Received in %(city)s") % {"city": "Yuanfang"} in case
    assert "远方镇便民服务中心" in case
