"""Ways in without a phone and without a face scan: a slip from the counter, used once within a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.people.actions.counter import Seen, make_slip
from jiban.people.errors import NameMismatchError
from jiban.people.models import RealNameProof, Resident, SignInSlip
from jiban.people.questions import real_name_level
from jiban.people.resident_errors import OtherVillageError
from jiban.web.visitors import RESIDENT_KEY, SHARED_DEVICE_KEY
from tests.web.resident.conftest import phone, words
from tests.web.resident.test_sign_in import NEWCOMER

pytestmark = pytest.mark.django_db


def seen(resident, **changed):
    known = {"name": resident.name, "identity_number": resident.identity_number}
    return Seen(**{**known, "document": "identity-card", "document_last_four": "1228", **changed})


@pytest.fixture
def made(village):
    return make_slip(seen(village.resident), committee=village.committee, by=village.clerk, now=timezone.now())


def use(browser, made, **changed):
    typed = {"code": made.grouped, "last_four": made.slip.resident.identity_number[-4:]}
    return browser.post("/sign-in/slip/", {**typed, **changed})


def test_the_sign_in_page_leads_to_the_other_ways_and_they_to_the_slip(stranger, resident):
    assert 'href="/sign-in/ways/?next=%2Fcases%2F"' in words(stranger.get("/sign-in/?next=/cases/"))
    page = words(stranger.get("/sign-in/ways/?next=/cases/"))
    assert 'href="/sign-in/slip/"' in page
    assert 'href="tel:' in page


def test_with_the_slip_a_resident_is_in_and_sets_the_mobile_number(stranger, village, made):
    RealNameProof.objects.all().delete()
    answer = use(stranger, made)
    assert answer["Location"] == "/me/mobile/?first=1"
    assert stranger.session[RESIDENT_KEY] == village.resident.pk
    proof = village.resident.proofs.get()
    assert (proof.provider, proof.level, proof.method, proof.confirmed_by) == (
        "counter",
        "high",
        "identity-card",
        village.clerk,
    )
    assert proof.verified_at == made.slip.made_at
    assert stranger.post("/me/mobile/", {"first": "1", "mobile": "13900002222"})["Location"] == "/"
    village.resident.refresh_from_db()
    assert village.resident.mobile == "13900002222"
    assert village.clerk.name in words(stranger.get("/me/"))


def test_a_mobile_number_that_cannot_be_one_is_refused_and_kept_in_the_field(client, resident):
    answer = client.post("/me/mobile/", {"mobile": "1390000"})
    assert answer.status_code == 422
    assert 'value="1390000"' in words(answer)


def test_a_paper_without_a_photo_proves_less(village):
    made = make_slip(
        seen(village.resident, document="household-register"),
        committee=village.committee,
        by=village.clerk,
        now=timezone.now(),
    )
    RealNameProof.objects.all().delete()
    use(phone(), made)
    assert real_name_level(village.resident, now=timezone.now()) == "middle"


def test_the_code_works_once(stranger, made):
    use(stranger, made)
    again = use(phone(), made)
    assert again.status_code == 409
    assert RealNameProof.objects.filter(provider="counter").count() == 1


def test_after_a_day_the_code_works_no_more(stranger, made, monkeypatch):
    later = timezone.now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert use(stranger, made).status_code == 409
    assert RESIDENT_KEY not in stranger.session


def test_a_newer_slip_takes_the_place_of_the_older(village, stranger, made):
    newer = make_slip(seen(village.resident), committee=village.committee, by=village.clerk, now=timezone.now())
    assert use(stranger, made).status_code == 409
    assert use(stranger, newer).status_code == 302


def test_the_code_alone_is_not_enough_and_what_was_typed_stays(stranger, made):
    answer = use(stranger, made, last_four="0000")
    assert answer.status_code == 422
    assert 'value="0000"' in words(answer)
    assert RESIDENT_KEY not in stranger.session
    assert SignInSlip.objects.get().used_at is None


def test_guessing_shuts_the_door(stranger, made):
    for code in range(6):
        answer = use(stranger, made, code=f"{code:012d}")
    assert answer.status_code == 409
    assert use(stranger, made).status_code == 409, "shut for the right code too, for a while"


def test_only_hashes_of_the_code_are_kept(made):
    kept = SignInSlip.objects.values().get()
    assert made.code not in str(kept)
    assert kept["document_last_four"] == "1228"


def test_on_a_shared_device_it_ends_with_the_browser(stranger, made):
    use(stranger, made, shared="on")
    assert stranger.session[SHARED_DEVICE_KEY]


def test_a_second_tap_after_signing_in_is_no_fault(stranger, made):
    use(stranger, made)
    assert use(stranger, made).status_code == 409
    assert stranger.get("/me/").status_code == 200


def test_who_was_never_here_becomes_a_resident_of_the_village_without_a_phone(village, stranger):
    paper = Seen(NEWCOMER["name"], NEWCOMER["identity_number"], "identity-card", "0001", address="3组9号")
    made = make_slip(paper, committee=village.committee, by=village.clerk, now=timezone.now())
    new = Resident.objects.get(identity_number=NEWCOMER["identity_number"])
    assert (new.mobile, new.village, new.address) == ("", village.committee.division, "3组9号")
    use(stranger, made)
    page = words(stranger.get("/me/mobile/?first=1"))
    assert 'href="/"' in page
    assert stranger.get("/").status_code == 200
    assert stranger.get("/me/").status_code == 200


def test_another_name_or_another_village_gets_no_slip(village):
    with pytest.raises(NameMismatchError):
        make_slip(
            seen(village.resident, name="李四光"), committee=village.committee, by=village.clerk, now=timezone.now()
        )
    Resident.objects.update(village=village.committee.division.parent)
    with pytest.raises(OtherVillageError):
        make_slip(seen(village.resident), committee=village.committee, by=village.clerk, now=timezone.now())
    assert not SignInSlip.objects.exists()
