"""Before the form: what is happening to you, what you need not get, and how often that was enough."""

import pytest

from jiban.catalogue import questions
from jiban.catalogue.models import AvoidedDay
from tests.web.resident.conftest import phone, words

pytestmark = pytest.mark.django_db

INSTEAD = "/items/residence/instead/"


def counted(kind):
    day = AvoidedDay.objects.filter(kind=kind, division__level=3).first()
    return (day.explained, day.avoided) if day else (0, 0)


def test_every_life_event_has_its_page_with_what_helps_and_what_is_not_needed(stranger, resident):
    for event in questions.life_events():
        page = words(stranger.get(f"/life/{event.code}/"))
        assert event.title.zh in page
        assert all(f'href="/items/{each.item}/"' in page for each in event.certificates)
        assert all(f'href="/refused/{each}/"' in page for each in event.not_needed)
        assert all(each.office.zh in page for each in event.elsewhere)
    assert stranger.get("/life/no-such-event/").status_code == 404


def test_the_first_page_begins_with_what_is_happening(client, stranger):
    for page in (words(client.get("/")), words(stranger.get("/"))):
        assert all(f'href="/life/{event.code}/"' in page for event in questions.life_events()[:4])


def test_a_life_event_names_only_what_can_be_had_now(client):
    questions.item("school-residence")
    from jiban.catalogue import actions

    actions.withdraw(questions.item("school-residence"))
    assert "/items/school-residence/" not in words(client.get("/life/child-to-school/"))


def test_the_guide_says_that_it_may_not_be_needed(client):
    page = words(client.get("/items/residence/"))
    assert f'href="{INSTEAD}"' in page
    assert INSTEAD.replace("residence", "farming") not in words(client.get("/items/farming/"))
    assert client.get("/items/farming/instead/")["Location"] == "/items/farming/"
    assert client.get("/items/no-such-item/instead/").status_code == 404


def test_who_is_told_is_counted_once_a_day_however_often_the_page_is_opened(client, resident):
    for _time in range(3):
        client.get(INSTEAD)
    assert counted("shared:residence-bank") == (1, 0)
    phone(resident).get(INSTEAD)
    assert counted("shared:residence-bank") == (2, 0)


def test_who_says_that_it_is_enough_is_counted_once(client):
    client.get(INSTEAD)
    for _time in range(2):
        answer = client.post(INSTEAD, {"fact": "residence-bank"})
    assert "residence-bank" in answer["Location"]
    assert counted("shared:residence-bank") == (1, 1)
    assert counted("shared:residence-registration") == (1, 0)
    page = words(client.get(answer["Location"]))
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_a_refused_kind_is_counted_however_it_was_found(client):
    client.get("/refused/kinship/")
    client.get("/items/", {"q": "婚姻状况证明"})
    client.get("/apply/birth/", follow=True)
    assert [counted(f"refused:{code}") for code in ("kinship", "marital-status", "birth")] == [(1, 0)] * 3
    answer = client.post("/refused/kinship/")
    assert answer["Location"] == "/refused/kinship/?enough=1"
    client.post("/refused/kinship/")
    assert counted("refused:kinship") == (1, 1)
    assert 'role="status"' in words(client.get(answer["Location"]))


def test_strangers_are_told_but_not_counted(stranger, resident):
    assert "民发" in words(stranger.get("/refused/kinship/"))
    assert stranger.get(INSTEAD).status_code == 200
    assert "<form method" not in words(stranger.get(INSTEAD)).split("<main")[1]
    for address in ("/refused/kinship/", INSTEAD):
        assert stranger.post(address)["Location"].startswith("/sign-in/")
    assert not AvoidedDay.objects.exists()


def test_nothing_about_a_person_is_kept(client, resident):
    client.get("/refused/kinship/")
    names = {field.name for field in AvoidedDay._meta.get_fields()}
    assert names == {"id", "division", "kind", "day", "explained", "avoided"}
