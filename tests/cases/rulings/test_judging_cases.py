"""What the rules of an item make of a case: they spare the reviewer a look, and decide nothing by themselves."""

import pytest
from django.utils import timezone

from jiban.cases import actions, deciding, ruling, undoing
from jiban.cases.actions import Request
from jiban.cases.models import CaseFact, Ruling
from jiban.cases.rulings import ruling_of
from jiban.catalogue.questions import item
from jiban.jobs.models import Job
from tests import cast
from tests.cases.rulings.conftest import ALL, ANSWERS, ITEM, LIVES, confirm, judged, submitted, worked

pytestmark = pytest.mark.django_db


def journal(case):
    return list(case.journal.values_list("action", flat=True))


def test_what_departments_have_confirmed_is_pre_checked_and_fit_for_the_batch(village):
    case = judged(village)
    assert case.all_green
    assert case.state == "submitted"
    assert "pre-checked" in journal(case)
    signed = deciding.approve_together(
        [case], by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now()
    )
    assert signed[0].certificate.approved_by == village.head


def test_nothing_confirmed_leaves_the_case_to_a_person(village):
    case = worked(submitted(village))
    assert not case.all_green
    assert ruling_of(case).outcome == "nothing"
    assert journal(case) == ["submit"]


def test_the_rule_that_may_do_most_counts(village):
    assert ruling_of(judged(village, "k1", LIVES)).outcome == "pre-check"
    assert ruling_of(judged(village, "k2", ALL)).outcome == "approve"


def test_what_the_resident_said_is_compared_with_what_is_confirmed(village):
    assert ruling_of(judged(village, since="2008-12")).outcome == "nothing"


def test_a_fact_that_says_the_opposite_takes_the_green_away(village):
    case = judged(village)
    confirm(case, {**ALL, "lives-here-since.lives_here": False}, answer="answer-2")
    case = worked(case)
    assert not case.all_green
    assert ruling_of(case).receipt["conditions"][0]["truth"] == "no"


def test_a_correction_is_judged_anew_and_the_old_receipt_does_not_cover_it(village):
    case = judged(village)
    deciding.ask_correction(case, by=village.head, what="请核对年月", now=timezone.now())
    asked = Request(item=item(ITEM), key="k1", answers={**ANSWERS, "since": "2001-01"})
    actions.correct(case, asked, now=timezone.now())
    assert ruling_of(case) is None
    assert not case.all_green
    assert ruling_of(worked(case)).outcome == "nothing"


def test_an_item_without_rules_promises_nothing(village):
    answers = {"purpose": "school", "receiving_unit": "小学", "address": "2组", "since": "2009-03"}
    more = {"tenure": "own", "registered_here": "yes"}
    actions.submit(village.resident, Request(item("residence"), "k", {**answers, **more}), now=timezone.now())
    assert not Job.objects.filter(kind="judge-by-rules").exists()


def test_looking_twice_leaves_one_receipt_and_one_line(village):
    case = judged(village)
    ruling.judge(case, now=timezone.now())
    assert Ruling.objects.filter(case=case, outcome="approve").count() == 1
    assert journal(case).count("pre-checked") == 1


def test_the_same_answer_twice_is_one_fact(village):
    case = judged(village)
    confirm(case, ALL)
    assert CaseFact.objects.filter(case=case).count() == len(ALL)


def test_a_resident_can_still_take_the_submission_back(village):
    case = judged(village)
    undoing.undo(case, now=timezone.now())
    assert case.state == "draft"
    assert not case.all_green


def test_who_decides_first_wins_and_the_rule_says_nothing_more(village):
    case = submitted(village)
    confirm(case, ALL)
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="派出所", now=timezone.now())
    assert Ruling.objects.filter(case=worked(case)).count() == 0


def test_two_people_are_still_two_people(village):
    case = judged(village)
    case.item.definition["two_person"] = True
    case.item.save()
    with pytest.raises(deciding.SecondPersonNeededError):
        deciding.approve_together([case], by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())


def test_a_receipt_comes_out_the_same_years_later_whatever_became_of_the_item(village):
    made = ruling_of(judged(village))
    made.case.item.definition["rules"] = []
    made.case.item.save()
    CaseFact.objects.all().delete()
    assert ruling.repeats(Ruling.objects.get(pk=made.pk))


@pytest.mark.parametrize("lie", [{"outcome": "pre-check"}, {"day": "2026-01-01"}])
def test_a_changed_receipt_is_found_out(village, lie):
    made = ruling_of(judged(village))
    made.receipt = {**made.receipt, **lie}
    assert not ruling.repeats(made)


def test_values_are_not_readable_in_the_tables(village):
    case = judged(village)
    stored = [bytes(fact.value) for fact in CaseFact.objects.filter(case=case)]
    kept = ruling_of(case)
    assert not any(b"2009" in value for value in stored)
    assert b"2009" not in bytes(kept.given)
    assert "2009-02" not in str(kept.receipt)


def test_without_its_salt_a_fact_is_as_good_as_none(village):
    case = submitted(village)
    confirm(case, ALL)
    CaseFact.objects.filter(case=case).update(salt=b"")
    assert ruling_of(worked(case)).outcome == "nothing"
