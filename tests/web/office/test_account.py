"""An officer's own account: recovery codes and the password."""

import re

import pytest
from django.utils import timezone

from jiban.people.actions import make_recovery_codes, sign_in
from jiban.people.errors import WrongPasswordError
from jiban.people.models import Officer
from tests import cast
from tests.web.office.conftest import desk, words

pytestmark = pytest.mark.django_db

NEW = "another long phrase 8"


def change(browser, **said):
    return browser.post("/office/account/password/", {"password": cast.PASSWORD, "new": NEW, "again": NEW, **said})


def can_sign_in(officer, password):
    try:
        return bool(sign_in(officer.username, password, timezone.now()))
    except WrongPasswordError:
        return False


def test_the_account_shows_the_posts_held(village, clerk):
    page = words(clerk.get("/office/account/"))
    assert "村务专干" in page
    assert village.committee.name in page


def test_new_recovery_codes_are_shown_once_and_end_the_old_ones(village, head):
    old = make_recovery_codes(village.head)
    answer = head.post("/office/account/recovery-codes/", {"password": cast.PASSWORD})
    codes = re.findall(r"<li>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</li>", words(answer))
    assert len(codes) == 10
    assert not set(codes) & set(old)
    assert answer["Cache-Control"] == "no-store"
    assert codes[0] not in words(head.get("/office/account/recovery-codes/"))
    assert "10 left" in words(head.get("/office/account/"))


def test_recovery_codes_need_the_password(village, head):
    answer = head.post("/office/account/recovery-codes/", {"password": "something else"})
    assert answer.status_code == 422
    assert "not your present password" in words(answer)
    assert not village.head.recovery_codes.exists()


def test_the_password_changes_with_the_present_one(village, head):
    assert change(head).status_code == 200
    assert can_sign_in(village.head, NEW)
    assert not can_sign_in(village.head, cast.PASSWORD)
    assert head.get("/office/").status_code == 200


@pytest.mark.parametrize(
    "said", [{"password": "something else"}, {"again": "not the same at all"}, {"new": "short", "again": "short"}]
)
def test_a_password_that_will_not_do_changes_nothing_and_is_not_echoed(village, head, said):
    answer = change(head, **said)
    page = words(answer)
    assert answer.status_code == 422
    assert NEW not in page
    assert cast.PASSWORD not in page
    assert Officer.objects.get(pk=village.head.pk).check_password(cast.PASSWORD)


def test_guessing_the_present_password_shuts_the_door(village, head):
    for _ in range(5):
        change(head, password="something else")
    answer = change(head)
    assert answer.status_code == 409
    assert "locked until" in words(answer)


def test_a_new_password_ends_every_other_session_of_the_officer(village, head):
    elsewhere = desk(village.head)
    assert elsewhere.get("/office/").status_code == 200
    assert change(head).status_code == 200
    assert head.get("/office/").status_code == 200
    assert elsewhere.get("/office/")["Location"].startswith("/office/sign-in/")
