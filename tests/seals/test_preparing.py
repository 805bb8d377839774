"""Seals for a whole county at once: all that is missing, nothing twice, and no PIN for anybody."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from jiban.cli import main
from jiban.people.actions.appointing import open_post
from jiban.seals.models import Seal
from jiban.seals.preparing import missing, prepare
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(authority):
    made = cast.village(authority)
    committee = cast.committee_of("990123100202")
    head = cast.officer("head2", "李春生")
    cast.hold(head, open_post("reviewer", "村委会主任", committee=committee), timezone.now())
    return made


def run(*words):
    return CliRunner().invoke(main, ["seals", "prepare", *words])


def test_what_is_missing_is_prepared_once_and_a_broken_run_goes_on(village):
    assert run("--county", "990123000000", "--by", village.county.username, "--at-most", "1").exit_code == 0
    assert Seal.objects.count() == 3
    said = run("--county", "990123000000", "--by", village.county.username)
    assert said.exit_code == 0
    new = Seal.objects.filter(committee__division__code="990123100202")
    assert sorted(new.values_list("kind", "state")) == [("committee", "in-force"), ("reviewer", "approved")]
    assert {event.by.username for seal in new for event in seal.events.all()} == {"head2", village.county.username}
    again = run("--all", "--by", village.county.username)
    assert again.exit_code == 0
    assert Seal.objects.count() == 4


def test_only_an_administrator_of_the_place_prepares(village):
    assert run("--county", "990123000000", "--by", village.head.username).exit_code == 1
    assert run("--county", "990199000000", "--by", village.county.username).exit_code == 1
    assert run("--by", village.county.username).exit_code == 2
    assert Seal.objects.count() == 2


def test_a_name_that_no_seal_can_carry_is_told_and_stops_no_other(village):
    type(village.committee).objects.filter(division__code="990123100202").update(name="长" * 60)
    said = run("--all", "--by", village.county.username)
    assert said.exit_code == 1
    assert "990123100202\tcommittee\t" in said.output
    assert Seal.objects.get(committee__division__code="990123100202").kind == "reviewer", "the signature came after it"


def test_what_another_run_prepared_meanwhile_is_not_prepared_again(village, authority):
    wanted = missing(None, timezone.now())
    assert run("--all", "--by", village.county.username).exit_code == 0
    again = list(prepare(wanted, certifier=authority, by=village.county, clock=timezone.now))
    assert [(one.seal, one.fault) for one in again] == [(None, ""), (None, "")]
    assert Seal.objects.count() == 4


def test_a_seal_that_ends_soon_is_followed_by_another_and_no_moment_is_without(village):
    Seal.objects.filter(pk=village.seal.pk).update(valid_until=timezone.now() + timedelta(days=60))
    assert run("--all", "--by", village.county.username).exit_code == 0
    states = Seal.objects.filter(committee=village.committee, kind="committee").order_by("pk")
    assert list(states.values_list("state", flat=True)) == ["replaced", "in-force"]
