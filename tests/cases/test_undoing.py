"""Ten minutes to think again: only while nobody has looked, and as if nothing had been promised."""

import pytest

from jiban.cases import actions, deciding, figures, pausing, undoing
from jiban.cases.actions import Paper, Request
from jiban.cases.errors import StepRefusedError, TooLateToUndoError
from jiban.cases.models import Case, PromiseDay, PromiseOutcome
from jiban.cases.watching import watch
from jiban.cases.workflow import State
from jiban.catalogue.questions import item

from .conftest import ANSWERS, at, submitted

pytestmark = pytest.mark.django_db

PHOTO = Paper("home", "home.jpg", "image/jpeg", b"a photo")


def test_what_was_undone_is_a_draft_with_everything_typed(village):
    case = submitted(village, "09:00")
    actions.keep_paper(case, PHOTO, now=at("09:00"))
    undoing.undo(case, now=at("09:09"))
    again = Case.objects.get()
    assert (again.state, again.answers, again.submitted_at, again.due_at) == (State.DRAFT, ANSWERS, None, None)
    assert again.papers.count() == 1
    assert list(again.journal.values_list("action", "who")) == [("submit", "resident"), ("undo", "resident")]


def test_ten_minutes_and_no_longer(village):
    case = submitted(village, "09:00")
    assert undoing.may_undo(case, now=at("09:09"))
    assert not undoing.may_undo(case, now=at("09:10"))
    with pytest.raises(TooLateToUndoError):
        undoing.undo(case, now=at("09:10"))
    assert Case.objects.get().state == State.SUBMITTED


def test_once_an_officer_has_opened_it_it_is_not_undone(village):
    case = submitted(village, "09:00")
    seen_by_the_resident = Case.objects.get()
    undoing.opened(case, now=at("09:01"))
    assert not undoing.may_undo(Case.objects.get(), now=at("09:02"))
    with pytest.raises(TooLateToUndoError):
        undoing.undo(seen_by_the_resident, now=at("09:02"))


def test_an_officer_who_opens_it_after_the_undo_changes_nothing(village):
    seen_by_the_officer = submitted(village, "09:00")
    undoing.undo(Case.objects.get(), now=at("09:01"))
    undoing.opened(seen_by_the_officer, now=at("09:01"))
    assert Case.objects.get().opened_at is None
    with pytest.raises(StepRefusedError):
        deciding.check(seen_by_the_officer, by=village.clerk, now=at("09:02"))


def test_what_was_checked_or_stopped_is_not_undone(village):
    checked, paused = submitted(village, "09:00", key="k1"), submitted(village, "09:00", key="k2")
    stale = Case.objects.get(pk=checked.pk)
    deciding.check(checked, by=village.clerk, now=at("09:01"))
    pausing.pause(paused, by=village.head, reason="outage", words="停电", now=at("09:01"))
    with pytest.raises(TooLateToUndoError):
        undoing.undo(stale, now=at("09:02"))
    with pytest.raises(TooLateToUndoError):
        undoing.undo(paused, now=at("09:02"))


def test_a_second_tap_is_refused_and_changes_nothing(village):
    case = submitted(village, "09:00")
    undoing.undo(case, now=at("09:01"))
    with pytest.raises(StepRefusedError):
        undoing.undo(case, now=at("09:01"))
    assert case.journal.filter(action="undo").count() == 1


def test_handed_in_again_it_is_promised_anew_and_counted_once(village):
    case = submitted(village, "09:00")
    undoing.undo(case, now=at("09:05"))
    assert not PromiseOutcome.objects.exists()
    again = actions.submit(village.resident, Request(item("residence"), "k1", ANSWERS), now=at("09:30"))
    assert (again.pk, again.due_at) == (case.pk, at("10:00"))
    deciding.refuse(again, by=village.head, reason="不住本村", alternative="户籍派出所", now=at("09:50"))
    figures.count_answers(at("09:51"))
    day = PromiseDay.objects.get(division=village.committee.division, item="")
    assert (day.refused, day.kept, day.withdrawn, day.reapplied) == (1, 1, 0, 0)


def test_the_clock_forgets_a_promise_that_was_undone(village):
    case = submitted(village, "09:00")
    undoing.undo(case, now=at("09:05"))
    watch(at("11:00"))
    assert not case.escalations.exists()


def test_only_what_lies_with_the_village_is_undone(village):
    case = submitted(village, "09:00")
    deciding.ask_correction(case, by=village.clerk, what="请补照片", now=at("09:01"))
    assert not undoing.may_undo(case, now=at("09:02"))
    with pytest.raises(StepRefusedError):
        undoing.undo(case, now=at("09:02"))
