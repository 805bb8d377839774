"""A county writes the words of its messages, and sees how many went out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.notices import texts
from jiban.notices.models import DeliveryDay, MessageText
from jiban.web.office.keyset import PAGE
from tests.web.office.conftest import words

COUNTY = "990123000000"
TEXT = f"/office/messages/{COUNTY}/certificate-ready/sms/zh-hans/"
EMAIL = f"/office/messages/{COUNTY}/certificate-ready/email/en/"
OWN = "{item}开好了，看{link}，电话0311-00000001"

pytestmark = pytest.mark.django_db


def save(client, body=OWN, *, seen=0, do="save", address=TEXT, **more):
    return client.post(address, {"body": body, "seen": seen, "do": do, **more})


def in_force():
    return texts.in_force(COUNTY, "certificate-ready", "sms", "zh-hans").body


def test_the_list_shows_every_text_of_the_county(county):
    answer = county.get("/office/messages/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/office/messages/{COUNTY}/"
    page = words(answer)
    assert TEXT in page
    assert EMAIL in page
    assert "own text" not in page


def test_a_text_is_seen_as_a_resident_gets_it_before_it_is_saved(county):
    answer = save(county, do="preview")
    assert answer.context["preview"]["body"].startswith("【村务办事】")
    assert "http://127.0.0.1:8000/m/" in answer.context["preview"]["body"]
    assert answer.context["preview"]["parts"] == 1
    assert OWN in words(answer)
    assert MessageText.objects.count() == 0


def test_a_saved_text_goes_out_from_now_on_and_says_who_wrote_it(county, village):
    assert save(county).status_code == 302
    assert in_force() == OWN
    assert MessageText.objects.get().by == village.county.username
    assert "own text" in words(county.get(f"/office/messages/{COUNTY}/"))


def test_a_second_tap_saves_nothing_new(county):
    assert [save(county).status_code, save(county).status_code] == [302, 302]
    assert MessageText.objects.count() == 1


@pytest.mark.parametrize(
    "body", ["", "{item}好了", "{name}您好 {link}", "看 http://evil.example {link}", "很" * 250 + "{link}"]
)
def test_a_text_that_cannot_be_sent_stays_in_the_form_with_the_reason(body, county):
    answer = save(county, body)
    assert answer.status_code == 422
    assert answer.context["form"].errors["body"]
    assert body[:20] in words(answer)
    assert MessageText.objects.count() == 0


def test_a_preview_of_a_text_that_cannot_be_sent_says_so_too(county):
    answer = save(county, "{item}好了", do="preview")
    assert (answer.status_code, answer.context["preview"]) == (422, None)


def test_of_two_who_write_at_once_the_second_compares_first(county):
    save(county)
    late = save(county, "{item}好了，{link}")
    assert late.status_code == 409
    page = words(late)
    assert "{item}好了，{link}" in page
    assert late.context["now"]["body"].endswith("电话0311-00000001")
    assert save(county, "{item}好了，{link}", seen=late.context["form"]["seen"].value()).status_code == 302
    assert in_force() == "{item}好了，{link}"


def test_the_default_comes_back_and_the_own_text_can_be_taken_up_again(county):
    save(county)
    assert save(county, seen=1, do="restore").status_code == 302
    assert in_force() != OWN
    page = county.get(TEXT)
    assert [each.body for each in page.context["earlier"]] == [OWN]
    taken = county.get(f"{TEXT}?version=1")
    assert taken.context["form"]["body"].value() == OWN
    assert save(county, seen=taken.context["form"]["seen"].value()).status_code == 302
    assert in_force() == OWN


def test_an_email_has_a_subject_and_lines(county):
    body = "Hello,\n\nyour {item} is ready.\n{link}"
    assert save(county, body, address=EMAIL, subject="{item} is ready").status_code == 302
    assert save(county, body, address=EMAIL, subject="", seen=1).status_code == 422
    text = texts.in_force(COUNTY, "certificate-ready", "email", "en")
    assert (text.subject, text.body) == ("{item} is ready", body)


def test_other_counties_and_texts_do_not_exist(county):
    for address in (
        "/office/messages/990223000000/",
        f"/office/messages/{COUNTY}/nothing/sms/en/",
        f"/office/messages/{COUNTY}/refused/post/en/",
        f"/office/messages/{COUNTY}/refused/sms/fr/",
    ):
        assert county.get(address).status_code == 404


def test_a_village_writes_no_messages(head):
    assert {head.get(address).status_code for address in ("/office/messages/", TEXT)} == {403}


def test_figures_tell_how_many_and_of_nobody(county, village):
    today = timezone.localdate()
    for back in range(PAGE + 1):
        DeliveryDay.objects.create(county=COUNTY, day=today - timedelta(days=back), channel="sms", sent=70 + back)
    DeliveryDay.objects.create(county="990223000000", day=today, channel="sms", sent=4321)
    page = county.get(f"/office/messages/{COUNTY}/figures/")
    assert "4321" not in words(page)
    assert village.resident.mobile not in words(page)
    older = county.get(f"/office/messages/{COUNTY}/figures/{page.context['page'].older_url}")
    assert len(older.context["page"].found) == 1


def test_no_figures_yet_says_when_there_will_be_some(county):
    page = county.get(f"/office/messages/{COUNTY}/figures/")
    assert "Nothing was sent yet" in words(page)
