"""What was begun and left is deleted with its papers, and the resident is told a week before."""

from datetime import timedelta

import pytest

from jiban.cases import actions, clearing, drafting, undoing
from jiban.cases.actions import Paper, Request
from jiban.cases.models import Case, CasePaper
from jiban.cases.workflow import State
from jiban.catalogue.questions import item
from jiban.notices.models import Notice
from tests.cases.conftest import at, submitted

pytestmark = pytest.mark.django_db
BEGUN = at("09:00")


def days(number):
    return timedelta(days=number)


@pytest.fixture
def draft(village):
    asked = Request(item("residence"), "k-draft", {"purpose": "school"}, [Paper("home", "1.jpg", "image/jpeg", b"x")])
    return actions.save_draft(village.resident, asked, now=BEGUN)


def test_the_resident_is_told_a_week_before_and_then_it_is_gone_with_its_papers(draft):
    clearing.clear_drafts(BEGUN + days(22))
    assert not Notice.objects.exists()
    for _time in range(2):
        clearing.clear_drafts(BEGUN + days(23))
    assert Notice.objects.get().code == "draft-ending"
    clearing.clear_drafts(BEGUN + days(29))
    assert Case.objects.exists()
    clearing.clear_drafts(BEGUN + days(30))
    assert (Case.objects.count(), CasePaper.objects.count()) == (0, 0)


def test_who_goes_on_with_it_has_the_whole_time_again(draft):
    clearing.clear_drafts(BEGUN + days(25))
    drafting.answer(draft, draft.item, {"since": "2009-03"}, now=BEGUN + days(26))
    clearing.clear_drafts(BEGUN + days(48))
    assert Case.objects.get().answers["since"] == "2009-03"
    assert Notice.objects.count() == 1
    clearing.clear_drafts(BEGUN + days(50))
    assert Notice.objects.count() == 2


def test_nobody_loses_a_draft_on_the_day_they_are_told(draft):
    """The worker stood still for months."""
    clearing.clear_drafts(BEGUN + days(90))
    assert (Case.objects.count(), Notice.objects.count()) == (1, 1)
    clearing.clear_drafts(BEGUN + days(96))
    assert Case.objects.exists()
    clearing.clear_drafts(BEGUN + days(97))
    assert not Case.objects.exists()


def test_what_was_handed_in_is_never_touched(draft, village):
    request = Request(draft.item, "k-draft", {"purpose": "school"})
    handed_in = actions.submit(village.resident, request, now=BEGUN + days(1))
    clearing.clear_drafts(BEGUN + days(400))
    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.kept_until, handed_in.papers.count()) == (State.SUBMITTED, None, 1)


def test_what_was_opened_again_keeps_its_number_and_nothing_else(village):
    case = undoing.undo(submitted(village, "09:00"), now=at("09:05"))
    clearing.clear_drafts(at("09:05") + days(23))
    clearing.clear_drafts(at("09:05") + days(30))
    case.refresh_from_db()
    assert (case.state, case.answers, case.papers.count()) == (State.WITHDRAWN, {}, 0)
    assert case.journal.latest("id").action == clearing.ENDED
    clearing.clear_drafts(at("09:05") + days(60))
    assert Case.objects.count() == 1


def test_what_was_thrown_away_is_gone_after_a_day(draft):
    actions.withdraw(draft, now=BEGUN)
    clearing.clear_drafts(BEGUN + days(1))
    assert not CasePaper.objects.exists()
    assert not Notice.objects.exists()


def test_drafts_from_before_there_was_a_limit_get_the_whole_time(draft):
    Case.objects.update(kept_until=None)
    clearing.clear_drafts(BEGUN + days(100))
    draft.refresh_from_db()
    assert draft.kept_until == BEGUN + days(130)
