"""The first city administrator is invited by command, while nobody is there yet to invite on the pages."""

import re

import pytest
from click.testing import CliRunner
from django.utils import timezone, translation

from jiban.people import actions, questions
from jiban.people.actions.invitations import accept, token_hash
from jiban.people.cli import officers
from jiban.people.models import Invitation, Officer, WayBack
from tests.people import builders
from tests.people.builders import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tree():
    builders.village()
    with translation.override("en"):
        yield


def first(username="wang", name="王市明", mobile="13800001234", city="1301"):
    asked = ["first", username, "--name", name, "--mobile", mobile, "--city", city]
    return CliRunner().invoke(officers, asked)


def token_in(answer):
    assert answer.exit_code == 0, answer.output
    return re.fullmatch(r"http://127\.0\.0\.1:8000/office/\w+(?:-\w+)?/([\w-]+)/\n", answer.stdout)[1]


def arrived(token):
    return accept(token_hash(token), password=PASSWORD, now=timezone.now())


def test_from_an_empty_office_to_the_first_city_administrator():
    officer = arrived(token_in(first()))
    assert (officer.username, officer.name, officer.mobile) == ("wang", "王市明", "13800001234")
    assert questions.administers(officer, builders.village(), now=timezone.now())


def test_it_is_refused_once_there_is_one_and_says_who():
    arrived(token_in(first()))
    again = first("li")
    assert again.exit_code == 1
    assert "王市明 (wang) is a city administrator already" in again.stderr
    assert not Officer.objects.filter(username="li").exists()
    assert Invitation.objects.count() == 1


def test_who_left_or_was_closed_out_is_nobody():
    officer = arrived(token_in(first()))
    actions.end_term(officer.terms.get(), because="离任", now=timezone.now())
    assert first("li").exit_code == 0
    arrived(token_in(first("zhao")))
    Officer.objects.filter(username="zhao").update(is_active=False)
    assert first("sun").exit_code == 0


def test_given_again_only_the_newest_link_counts():
    old, new = token_in(first()), token_in(first("wang2"))
    with pytest.raises(Exception, match="revoked"):
        arrived(old)
    assert arrived(new).username == "wang2"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"city": "130123"}, "is not an open city"),
        ({"city": "1302"}, "jiban places import"),
        ({"city": "x"}, "There is no place"),
        ({"mobile": "12345"}, "11 digits"),
        ({"name": "1"}, "identity card"),
        ({"username": "a b"}, "no blanks"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_made(wrong, told):
    answer = first(**wrong)
    assert answer.exit_code == 1
    assert told in answer.stderr
    assert not Invitation.objects.exists()


def test_a_city_administrator_who_is_alone_comes_back_by_command_and_nobody_else_does():
    arrived(token_in(first()))
    answer = CliRunner().invoke(officers, ["way-back", "Wang", "--because", "手机丢失"])
    row = WayBack.objects.get(token_hash=token_hash(token_in(answer)))
    assert (row.officer.username, row.lost, row.given_by) == ("wang", "both", None)
    builders.officer("clerk")
    refused = CliRunner().invoke(officers, ["way-back", "clerk", "--because", "手机丢失"])
    assert refused.exit_code == 1
    assert "an administrator gives it on the pages" in refused.stderr
