"""Guardians act for children under fourteen: asked for, confirmed by the village, seen on every page, over by birthday."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jiban.cases.models import Case
from jiban.people.actions import guardians
from jiban.people.actions.guardians import Child
from jiban.people.models import Guardianship, RealNameProof, Resident
from jiban.people.questions import real_name_level
from jiban.standards.codes import identity_number
from jiban.web.resident.typed import owner_mark
from jiban.web.visitors import ACTING_KEY, RESIDENT_KEY
from tests.web.office.conftest import desk
from tests.web.resident.conftest import ANSWERS, phone, words

pytestmark = pytest.mark.django_db


def number_of(birth, sequence=301):
    return str(identity_number.make(birth=birth, sequence=sequence))


def years_ago(years, *, days=0):
    day = timezone.localdate()
    return date(day.year - years, day.month, min(day.day, 28)) + timedelta(days=days)


TYPED = {
    "name": "王小宝",
    "identity_number": number_of(date(2018, 5, 1)),
    "relation": "mother",
    "document": "household-register",
    "document_last_four": "0817",
}


@pytest.fixture
def family(village):
    """Confirmed by the clerk."""
    asked = guardians.ask(village.resident, Child(**TYPED), now=timezone.now())
    return guardians.confirm(asked, by=village.clerk, now=timezone.now())


@pytest.fixture
def acting(client, family):
    assert client.post(f"/me/children/{family.pk}/acting/")["Location"] == "/"
    return client


def test_a_guardian_asks_for_a_child_and_nothing_is_made_of_it_yet(client, village):
    assert 'href="/me/children/"' in words(client.get("/me/"))
    assert client.post("/me/children/new/", TYPED)["Location"] == "/me/children/?asked=1"
    asked = Guardianship.objects.get()
    assert (asked.guardian, asked.child, asked.is_waiting) == (village.resident, None, True)
    assert not Resident.objects.filter(identity_number=TYPED["identity_number"]).exists()
    page = words(client.get("/me/children/"))
    assert "王小宝" in page
    assert TYPED["identity_number"] not in page
    assert "/acting/" not in page


def test_the_same_child_twice_is_told_so_and_what_was_typed_stays(client, village):
    client.post("/me/children/new/", TYPED)
    again = client.post("/me/children/new/", TYPED)
    assert again.status_code == 409
    assert 'value="王小宝"' in words(again)
    assert Guardianship.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"identity_number": number_of(date(1990, 1, 1))},
        {"identity_number": "990000201805013"},
        {"name": "1"},
        {"document_last_four": "08"},
        {"relation": "neighbour"},
        {"document": "identity-card"},
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_is_written_down(client, village, wrong):
    answer = client.post("/me/children/new/", {**TYPED, **wrong})
    assert answer.status_code in {409, 422}
    assert 'role="alert"' in words(answer)
    assert not Guardianship.objects.exists()


def test_nobody_is_their_own_guardian_and_no_child_is_anothers(village):
    own = Child(**{**TYPED, "identity_number": village.resident.identity_number})
    with pytest.raises(guardians.OwnChildError):
        guardians.ask(village.resident, own, now=timezone.now())
    young = Resident.objects.create(
        name="小明", identity_number=number_of(date(2013, 1, 1), 303), mobile="", village=village.resident.village
    )
    with pytest.raises(guardians.GuardianTooYoungError):
        guardians.ask(young, Child(**TYPED), now=timezone.now())


def test_one_tap_begins_to_act_and_every_page_says_for_whom(acting, village, family):
    for page in ("/", "/me/", "/cases/", "/certificates/", "/items/"):
        text = words(acting.get(page))
        assert "/me/children/oneself/" in text, page
        assert "王小宝" in text, page
    assert real_name_level(family.child, now=timezone.now()) == "middle"
    proof = family.child.proofs.get()
    assert (proof.provider, proof.confirmed_by) == ("guardian", village.clerk)
    assert acting.session[RESIDENT_KEY] == village.resident.pk


def test_one_tap_ends_it(acting, village):
    assert acting.post("/me/children/oneself/")["Location"] == "/me/children/"
    assert ACTING_KEY not in acting.session
    assert village.resident.name in words(acting.get("/me/"))


def test_pages_about_oneself_are_closed_meanwhile(acting, family):
    assert acting.get("/me/children/")["Location"] == "/me/"
    assert acting.post("/me/mobile/", {"mobile": "13900001111"})["Location"] == "/me/"
    assert acting.post(f"/me/guardians/{family.pk}/", {"agree": "1"})["Location"] == "/me/"
    family.refresh_from_db()
    assert family.child_agreed_at is None


def test_two_taps_give_one_proof(client, village, family):
    for _ in range(2):
        client.post(f"/me/children/{family.pk}/acting/")
        client.post("/me/children/oneself/")
    assert family.child.proofs.count() == 1


def test_who_did_not_confirm_their_own_name_lately_signs_in_anew_first(client, village, family):
    RealNameProof.objects.update(verified_at=timezone.now() - timedelta(days=31))
    answer = client.post(f"/me/children/{family.pk}/acting/")
    assert answer.status_code == 409
    assert ACTING_KEY not in client.session


def test_nobody_acts_for_anothers_child(village, family, neighbour):
    answer = phone(neighbour).post(f"/me/children/{family.pk}/acting/")
    assert answer.status_code == 409
    assert phone(neighbour).post(f"/me/children/{family.pk}/end/").status_code == 404


def test_signing_in_again_begins_as_oneself(acting, village):
    acting.post("/sign-out/")
    assert ACTING_KEY not in acting.session


def test_when_it_is_over_the_open_pages_do_nothing_more(acting, village, family):
    guardians.end(family, now=timezone.now())
    assert acting.get("/cases/")["Location"].startswith("/sign-in/")


def test_on_the_fourteenth_birthday_it_stops_until_the_child_itself_says_yes(acting, village, family):
    birth = years_ago(15)
    Resident.objects.filter(pk=family.child_id).update(identity_number=number_of(birth, 305))
    assert acting.get("/cases/").status_code == 302
    child = phone(Resident.objects.get(pk=family.child_id))
    assert village.resident.name in words(child.get("/me/"))
    assert child.post(f"/me/guardians/{family.pk}/", {"agree": "1"})["Location"] == "/me/"
    assert acting.get("/cases/").status_code == 200
    assert child.post(f"/me/guardians/{family.pk}/", {"end": "1"})["Location"] == "/me/"
    assert acting.get("/cases/").status_code == 302


def test_on_the_eighteenth_birthday_it_is_over_whatever_was_agreed(client, village, family):
    Resident.objects.filter(pk=family.child_id).update(identity_number=number_of(years_ago(18), 305))
    Guardianship.objects.update(child_agreed_at=timezone.now())
    page = words(client.get("/me/children/"))
    assert f"/me/children/{family.pk}/acting/" not in page
    assert client.post(f"/me/children/{family.pk}/acting/").status_code == 409


def test_who_is_grown_up_or_still_small_is_not_asked_about_guardians(client, village, family):
    assert f"/me/guardians/{family.pk}/" not in words(phone(family.child).get("/me/"))


def test_a_child_known_under_another_name_is_not_confirmed(village):
    Resident.objects.create(
        name="李小宝", identity_number=TYPED["identity_number"], mobile="", village=village.resident.village
    )
    asked = guardians.ask(village.resident, Child(**TYPED), now=timezone.now())
    with pytest.raises(guardians.NameMismatchError):
        guardians.confirm(asked, by=village.clerk, now=timezone.now())
    asked.refresh_from_db()
    assert asked.is_waiting


def apply_for(browser, key="a-key-of-the-family", **changed):
    typed = {**ANSWERS, "key": key, "pledge": "on", **changed}
    return browser.post("/apply/residence/", typed)


def test_what_is_asked_for_is_the_childs_and_the_journal_says_who_acted(acting, village, family):
    there = apply_for(acting)["Location"]
    case = Case.objects.get()
    assert case.resident == family.child
    assert case.journal.get().guardian == village.resident
    assert village.resident.name in words(acting.get(there))
    assert "王小宝" in words(acting.get("/cases/"))
    acting.post("/me/children/oneself/")
    assert acting.get(f"/cases/{case.number}/").status_code == 404
    assert village.resident.name in words(desk(village.head).get(f"/office/cases/{case.number}/"))


def test_taking_it_back_and_a_draft_say_it_too(acting, village, family):
    apply_for(acting, act="draft")
    apply_for(acting)
    case = Case.objects.get()
    acting.post(f"/cases/{case.number}/withdrawal/")
    assert [line.guardian for line in case.journal.all()] == [village.resident, village.resident]


def test_what_one_asks_for_oneself_names_no_guardian(client, village, family):
    apply_for(client)
    assert Case.objects.get().journal.get().guardian is None


def test_a_page_opened_for_oneself_is_not_sent_as_the_child(client, village, family):
    mark = owner_mark(village.resident, "/apply/residence/")
    client.post(f"/me/children/{family.pk}/acting/")
    assert apply_for(client, owner=mark).status_code == 409
    assert not Case.objects.exists()
    client.post("/me/children/oneself/")
    assert apply_for(client, owner=mark).status_code == 302
