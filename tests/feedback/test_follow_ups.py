"""From a bad rating to its end: called, put right, checked by another, answered; late steps are noticed."""

import pytest
from django.utils import timezone

from jiban.cases.models import Case, OfficerNotice
from jiban.feedback import charge, following, questions, watching
from jiban.feedback.errors import (
    ExtendedAlreadyError,
    FeedbackError,
    NotYoursError,
    SamePersonError,
    StepTakenError,
    WordsMissingError,
)
from jiban.feedback.following import Call, Evidence
from jiban.feedback.models import FollowUp, FollowUpEntry, FollowUpLook, Level, RatingDay
from jiban.feedback.workflow import Outcome, State
from jiban.notices.models import Notice
from tests.feedback.conftest import at, days, officer_above, rated

pytestmark = pytest.mark.django_db
DONE = Evidence("已与村里谈过，证明已更正")
SPOKEN = Call(reached=True, words="说明了情况")


@pytest.fixture
def found(village, township):
    return questions.full(rated(village, Level.BAD).follow_up.pk)


def again(found):
    return questions.full(found.pk)


def to_recheck(found, by):
    following.call(found, SPOKEN, by=by, now=at("11:00"))
    following.fix(again(found), DONE, by=by, now=at("12:00"))


def to_answer(found, by, other):
    to_recheck(found, by)
    following.recheck(again(found), DONE, passed=True, by=other, now=at("14:00"))


def codes(officer):
    return list(OfficerNotice.objects.filter(officer=officer).order_by("id").values_list("code", flat=True))


def test_the_limits_are_working_days_from_the_day_it_came_in(found, township):
    assert (found.state, found.round, found.at_county) == (State.OPENED, 1, False)
    assert timezone.localtime(found.call_due_at).isoformat() == "2026-11-25T23:59:00+08:00"
    assert timezone.localtime(found.fix_due_at).isoformat() == "2026-12-01T23:59:00+08:00"
    assert codes(township) == ["follow-up-opened"]


def test_from_the_call_to_the_residents_yes(found, township, colleague):
    to_answer(found, township, colleague)
    assert Notice.objects.get(code="follow-up-answer").about == found.rating.case.number
    following.answer(again(found), satisfied=True, words="谢谢", now=at("15:00"))
    closed = again(found)
    assert (closed.state, closed.outcome, closed.watch_at) == (State.CLOSED, Outcome.SETTLED, None)
    assert [entry.step for entry in closed.entries.all()] == ["open", "call", "fix", "confirm", "accept"]
    day = RatingDay.objects.get(division__code="990123100000")
    assert (day.opened, day.called_in_time, day.fixed_in_time, day.settled) == (1, 1, 1, 1)
    assert not RatingDay.objects.filter(division=found.committee.division).exists()


def test_who_put_it_right_does_not_check_it(found, township, colleague):
    to_recheck(found, township)
    with pytest.raises(SamePersonError):
        following.recheck(again(found), DONE, passed=True, by=township, now=at("14:00"))
    following.recheck(again(found), DONE, passed=False, by=colleague, now=at("14:00"))
    assert again(found).state == State.CONTACTED


def test_where_the_township_has_one_officer_the_county_checks(found, village, township):
    to_recheck(found, township)
    assert charge.who_may_check(again(found), at("13:00")) == [village.county]
    assert codes(village.county) == ["follow-up-check"]
    following.recheck(again(found), DONE, passed=True, by=village.county, now=at("14:00"))
    assert again(found).state == State.RECHECKED


def test_of_two_who_take_the_same_step_the_second_is_told(found, township, colleague):
    first, second = again(found), again(found)
    following.call(first, SPOKEN, by=township, now=at("11:00"))
    with pytest.raises(StepTakenError):
        following.call(second, SPOKEN, by=colleague, now=at("11:00"))
    assert FollowUpEntry.objects.filter(step="call").count() == 1
    assert RatingDay.objects.get(division__code="990123100000").called_in_time == 1


def test_not_put_right_goes_back_to_the_township_then_to_the_county_and_then_ends_openly(
    found, village, township, colleague
):
    to_answer(found, township, colleague)
    following.answer(again(found), satisfied=False, words="还是没人接电话", now=at("15:00"))
    assert (again(found).state, again(found).round, again(found).at_county) == (State.OPENED, 2, False)
    to_answer(again(found), township, colleague)
    following.answer(again(found), satisfied=False, words="", now=at("15:00"))
    assert (again(found).round, again(found).at_county) == (3, True)
    with pytest.raises(NotYoursError):
        following.call(again(found), SPOKEN, by=township, now=at("16:00"))
    other = officer_above("county2", "county_administrator", "990123000000")
    to_answer(again(found), village.county, other)
    following.answer(again(found), satisfied=False, words="", now=at("17:00"))
    assert (again(found).state, again(found).outcome) == (State.CLOSED, Outcome.UNSETTLED)


def test_without_a_supervisor_of_the_township_it_is_the_countys(village):
    found = questions.full(rated(village, Level.VERY_BAD).follow_up.pk)
    assert (found.at_county, found.round) == (True, 2)
    assert charge.who_handles(found, at("10:00")) == [village.county]


def test_nobody_of_the_village_has_anything_to_do_with_it(found, village, township):
    for officer in (village.head, village.clerk):
        assert not charge.may_see(officer, found, at("10:00"))
        with pytest.raises(NotYoursError):
            following.call(found, SPOKEN, by=officer, now=at("10:00"))


def test_who_had_a_hand_in_the_case_before_going_up_to_the_township_does_not_see_it(found, village, township):
    Case.objects.filter(pk=found.rating.case_id).update(checked_by=township)
    assert not charge.may_see(township, again(found), at("10:00"))
    assert charge.who_handles(again(found), at("10:00")) == []


def test_three_calls_in_vain_are_enough(found, township):
    for _ in range(2):
        following.call(again(found), Call(reached=False, words="无人接听"), by=township, now=at("11:00"))
        assert again(found).state == State.OPENED
    following.call(again(found), Call(reached=False, words="无人接听"), by=township, now=at("11:00"))
    assert again(found).state == State.CONTACTED


def test_the_time_is_extended_once_with_a_reason(found, township):
    with pytest.raises(WordsMissingError):
        following.extend(found, "  ", by=township, now=at("11:00"))
    following.extend(found, "需要县档案局查证", by=township, now=at("11:00"))
    assert timezone.localtime(again(found).fix_due_at).isoformat() == "2026-12-15T23:59:00+08:00"
    assert again(found).due_at == found.call_due_at, "the call is not put off"
    with pytest.raises(ExtendedAlreadyError):
        following.extend(again(found), "再延", by=township, now=at("12:00"))


def test_the_village_may_know_only_if_the_resident_agrees(found, township):
    following.call(found, SPOKEN, by=township, now=at("11:00"))
    assert not again(found).village_may_know


def test_agreeing_is_kept(found, township):
    following.call(found, Call(reached=True, words="同意告知", village_may_know=True), by=township, now=at("11:00"))
    assert again(found).village_may_know


def test_a_late_call_is_said_to_the_township_and_a_day_later_to_the_county(found, village, township):
    late = found.call_due_at + days(0)
    assert watching.watch(at("18:00")) == 0
    assert watching.watch(late) == 1
    assert watching.watch(late) == 0
    assert (codes(township), codes(village.county)) == (["follow-up-opened", "follow-up-late"], [])
    watching.watch(late + days(1))
    assert codes(village.county) == ["follow-up-county"]
    assert watching.watch(late + days(30)) == 0
    following.call(again(found), SPOKEN, by=township, now=late + days(2))
    assert again(found).watch_at == found.fix_due_at
    day = RatingDay.objects.filter(division__code="990123100000")
    assert sum(each.called_in_time for each in day) == 0


def test_silence_ends_it_and_is_not_counted_as_put_right(found, township, colleague):
    to_answer(found, township, colleague)
    due = again(found).due_at
    watching.watch(due)
    assert (again(found).state, again(found).outcome) == (State.CLOSED, Outcome.SILENT)
    with pytest.raises(FeedbackError):
        following.answer(again(found), satisfied=True, words="", now=due)


def test_a_look_is_kept_once_a_day_and_a_look_at_the_number_by_itself(found, township):
    for _ in range(2):
        following.looked(found, by=township, now=at("11:00"))
    following.looked(found, by=township, now=at("11:00"), at_number=True)
    assert list(FollowUpLook.objects.order_by("id").values_list("at_number", flat=True)) == [False, True]


def test_the_list_leaves_out_what_the_officer_has_a_hand_in(found, village, township):
    from django.db.models import Q

    def seen(officer, own=()):
        return list(questions.follow_ups(Q(), officer=officer, own=own, closed=False))

    assert seen(township) == [found]
    assert seen(village.head) == []
    assert seen(township, own=[village.committee]) == []
    assert FollowUp.objects.count() == 1
