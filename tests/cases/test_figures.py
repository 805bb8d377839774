"""What is counted of the promise, once, and what may look like playing with the clock."""

from datetime import time

import pytest
from django.utils import translation

from jiban.cases import actions, deciding, figures, pausing, promise, signals
from jiban.cases.actions import Request
from jiban.cases.boards import Period, figures_of
from jiban.cases.models import Case, PromiseDay, PromiseOutcome
from jiban.catalogue.questions import item
from jiban.places.models import Division, OfficeHours
from tests.cases.conftest import ANSWERS, at, refused, submitted

pytestmark = pytest.mark.django_db


def counted(village, clock="16:00") -> PromiseDay:
    figures.count_answers(at(clock))
    return PromiseDay.objects.get(division=village.committee.division, item="")


def test_an_answer_is_counted_once_for_the_village_and_every_place_above(village):
    refused(village, submitted(village), "09:12")
    assert [figures.count_answers(at("09:15")) for _again in range(2)] == [1, 0]
    day = at("09:12").date()
    rows = PromiseDay.objects.filter(item="", day=day).order_by("division__code")
    assert list(rows.values_list("division__code", "refused", "kept", "within_15")) == [
        (code, 1, 1, 1) for code in ("990100000000", "990123000000", "990123100000", "990123100201")
    ]
    county = Division.objects.get(code="990123000000")
    found = figures_of([county], Period(day, day))[county.pk]
    middle = found.percentile(50)
    assert (found.answered, found.kept, middle.over, middle.upto) == (1, 1, 10, 15)


def test_refusing_and_asking_anew_shows_and_a_pause_shows(village):
    refused(village, submitted(village), "09:12")
    again = submitted(village, "09:20", key="k2")
    pausing.pause(again, by=village.head, reason="inspection", words="上门", now=at("09:21"))
    refused(village, again, "09:40")
    figures.count_answers(at("10:00"))
    row = PromiseDay.objects.get(division=village.committee.division, item="")
    assert (row.refused, row.resubmitted, row.paused, row.reopened) == (2, 1, 1, 0)


def test_what_stood_still_and_was_refused_in_time_is_kept_and_nobody_is_told_sorry(village):
    paused, sent_back = submitted(village), submitted(village, key="k2")
    pausing.pause(paused, by=village.head, reason="public-notice", words="公示三天", now=at("09:10"))
    deciding.ask_correction(sent_back, by=village.clerk, what="请补租房合同", now=at("09:10"))
    for case in (paused, sent_back):
        refused(village, case, "16:00")
    figures.count_answers(at("16:01"))
    assert set(PromiseOutcome.objects.values_list("kept", "service_minutes")) == {(True, 10)}
    for case in Case.objects.all():
        assert case.paused_at is None
        with translation.override("en"):
            assert "sorry" not in " ".join(promise.explain(case, at("16:02")))


def test_office_hours_changed_afterwards_make_no_broken_promise_a_kept_one(village):
    case = submitted(village)
    OfficeHours.objects.filter(committee=village.committee, opens=time(8, 30)).delete()
    refused(village, case, "14:10")
    figures.count_answers(at("14:11"))
    assert PromiseOutcome.objects.get().kept is False


def test_what_was_withdrawn_is_not_said_to_be_late(village):
    case = submitted(village)
    actions.withdraw(case, now=at("09:10"))
    assert promise.explain(case, at("15:00")) == []


def test_who_gives_up_a_late_case_was_not_answered_in_time(village):
    late, in_time = submitted(village), submitted(village, "09:30", key="k2")
    actions.withdraw(late, now=at("09:31"))
    actions.withdraw(in_time, now=at("09:31"))
    assert [outcome.case for outcome in PromiseOutcome.objects.all()] == [late]
    row = counted(village)
    assert (row.withdrawn, row.issued, row.refused, row.kept, row.within_45) == (1, 0, 0, 0, 1)
    day = at("09:31").date()
    assert figures_of([row.division], Period(day, day))[row.division_id].answered == 1


def test_what_waited_for_the_resident_and_is_taken_back_in_time_is_not_late(village):
    case = submitted(village)
    deciding.ask_correction(case, by=village.clerk, what="请补租房合同", now=at("09:10"))
    actions.withdraw(case, now=at("16:00"))
    assert not PromiseOutcome.objects.exists()


def test_withdrawing_and_asking_anew_shows(village):
    actions.withdraw(submitted(village), now=at("09:20"))
    again = submitted(village, "09:21", key="k2")
    refused(village, again, "09:40")
    row = counted(village)
    assert (row.refused, row.reapplied, row.resubmitted) == (1, 1, 0)


def test_a_draft_that_was_thrown_away_is_no_signal(village):
    request = Request(item=item("residence"), key="k0", answers=ANSWERS)
    actions.withdraw(actions.save_draft(village.resident, request, now=at("08:55")), now=at("08:56"))
    refused(village, submitted(village), "09:12")
    assert counted(village).reapplied == 0


def test_sending_back_shows_and_is_no_pause_by_law(village):
    case = submitted(village)
    deciding.ask_correction(case, by=village.clerk, what="请补租房合同", now=at("09:29"))
    refused(village, case, "15:00")
    row = counted(village)
    assert (row.sent_back, row.paused, row.kept) == (1, 0, 1)


def test_few_cases_are_never_conspicuous_and_a_rate_stands_beside_the_neighbours(village):
    few, normal, often = signals.rates([(3, 4), (1, 100), (20, 100)])[:3]
    assert few.is_small
    assert [rate.is_conspicuous for rate in (few, normal, often)] == [False, False, False]
    rates = signals.rates([(1, 100), (2, 100), (1, 100), (20, 100)])
    assert [rate.is_conspicuous for rate in rates] == [False, False, False, True]
