from datetime import timedelta

import pytest
from django.utils import timezone, translation

from jiban.cases import actions, deciding, figures, promise
from jiban.cases.actions import Request
from jiban.cases.errors import (
    AlternativeMissingError,
    CorrectionUsedError,
    ItemWithdrawnError,
    NotAllGreenError,
    NotRealNameError,
    NotYourVillageError,
    StepRefusedError,
)
from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.catalogue import actions as catalogue
from jiban.catalogue.questions import item as offered_item
from jiban.certificates.models import Certificate
from jiban.jobs.worker import Worker
from jiban.people.actions.appointing import end_term
from jiban.people.errors import PeopleError
from jiban.seals import actions as seal_actions
from jiban.seals.errors import NoSealError, NoSignatureError, NotYourSignatureError, PinLockedError, WrongPinError
from tests import cast
from tests.cases.conftest import ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(authority):
    made = cast.village(authority)
    cast.items()
    return made


def request(key="k1", code="residence", **changed):
    return Request(item=offered_item(code), key=key, answers={**ANSWERS, **changed})


def submitted(village, key="k1", **changed) -> Case:
    return actions.submit(village.resident, request(key, **changed), now=timezone.now())


def approved(village, case) -> Case:
    return deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())


def work(*, clock=timezone.now) -> None:
    worker = Worker(clock=clock)
    while worker.run_once():
        pass


def test_an_application_goes_from_submission_to_a_sealed_certificate(village):
    case = submitted(village)
    deciding.check(case, by=village.clerk, now=timezone.now())
    approved(village, case)
    work()
    case.refresh_from_db()
    certificate = case.certificate
    assert (case.state, certificate.state) == (State.ISSUED, "sealed")
    assert bytes(certificate.paper.ofd).startswith(b"PK")
    assert bytes(certificate.paper.pdf).startswith(b"%PDF")
    assert bytes(certificate.paper.draft_ofd) == b""
    steps = list(case.journal.values_list("action", "who"))
    assert steps == [("submit", "resident"), ("check", "officer"), ("approve", "officer"), ("issue", "system")]


def test_what_was_approved_in_time_and_sealed_too_late_was_promised_in_vain_for_everybody(village):
    case = approved(village, submitted(village))
    case.refresh_from_db()
    sealed_at = case.due_at + timedelta(minutes=1)
    with translation.override("en"):
        assert "Answered" not in " ".join(promise.explain(case, timezone.now()))
        work(clock=lambda: sealed_at)
        figures.count_answers(sealed_at)
        case.refresh_from_db()
        assert case.outcome.kept is False
        assert "sorry that it took longer" in promise.explain(case, sealed_at)[-1]


def test_submitting_twice_with_the_same_key_gives_one_case(village):
    first, second = submitted(village), submitted(village)
    assert first.number == second.number
    assert Case.objects.count() == 1


def test_a_draft_handed_in_by_two_taps_is_one_submission(village):
    draft = actions.save_draft(village.resident, request(), now=timezone.now())
    stale = Case.objects.get(pk=draft.pk)
    submitted(village)
    again = actions._submit  # the second tap read the draft before the first one wrote
    with pytest.raises(StepRefusedError):
        again(village.resident, request(), draft=stale, now=timezone.now())
    case = Case.objects.get()
    assert (case.state, case.journal.count()) == (State.SUBMITTED, 1)
    assert submitted(village).pk == case.pk


def test_a_draft_never_writes_over_what_was_handed_in(village):
    actions.save_draft(village.resident, request(), now=timezone.now())
    submitted(village)
    kept = actions.save_draft(village.resident, request(since="2020-01"), now=timezone.now())
    kept.refresh_from_db()
    assert (kept.state, kept.answers["since"]) == (State.SUBMITTED, "2009-03")


def test_a_case_cannot_be_approved_twice(village):
    case = submitted(village)
    approved(village, case)
    with pytest.raises(StepRefusedError):
        approved(village, case)
    assert Certificate.objects.count() == 1


def test_two_officers_with_the_same_page_open_cannot_both_decide(village):
    case = submitted(village)
    same = Case.objects.get(pk=case.pk)
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="户籍派出所", now=timezone.now())
    with pytest.raises(StepRefusedError):
        approved(village, same)
    assert not Certificate.objects.exists()


def test_a_correction_is_asked_once_and_moves_the_promise(village):
    case = submitted(village)
    due = case.due_at
    now = timezone.now()
    deciding.ask_correction(case, by=village.clerk, what="请补房产证照片", now=now)
    assert case.state == State.CORRECTING
    actions.correct(case, request(since="2010-01"), now=now + timedelta(days=7))
    case.refresh_from_db()
    assert case.state == State.SUBMITTED
    assert case.due_at > due
    assert case.answers["since"] == "2010-01"
    with pytest.raises(CorrectionUsedError):
        deciding.ask_correction(case, by=village.clerk, what="还有", now=now + timedelta(days=7))


def test_a_refusal_names_the_reason_and_the_office_that_can_help(village):
    case = submitted(village)
    with pytest.raises(AlternativeMissingError):
        deciding.refuse(case, by=village.head, reason="不住本村", alternative=" ", now=timezone.now())
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_a_resident_may_withdraw_until_the_village_has_decided(village):
    case = submitted(village)
    actions.withdraw(case, now=timezone.now())
    assert case.state == State.WITHDRAWN
    with pytest.raises(StepRefusedError):
        approved(village, case)


def test_an_item_withdrawn_while_being_filled_in_is_refused_and_nothing_is_written(village):
    asked = request()
    catalogue.withdraw(asked.item)
    with pytest.raises(ItemWithdrawnError):
        actions.submit(village.resident, asked, now=timezone.now())
    assert not Case.objects.exists()


def test_a_resident_whose_real_name_is_not_confirmed_cannot_submit(village):
    village.resident.proofs.all().delete()
    with pytest.raises(NotRealNameError):
        submitted(village)


def test_a_clerk_cannot_sign_as_the_head(village):
    case = submitted(village)
    with pytest.raises(PeopleError):
        deciding.approve(case, by=village.clerk, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    with pytest.raises(NotYourSignatureError):
        seal_actions.unlock(village.signature, by=village.clerk, pin=cast.PIN, now=timezone.now())


def test_a_reviewer_whose_term_ended_cannot_approve(village):
    case = submitted(village)
    end_term(village.head_term, because="换届", now=timezone.now())
    with pytest.raises(PeopleError) as refusal:
        approved(village, case)
    assert str(refusal.value)
    assert not Certificate.objects.exists()


def test_an_officer_of_another_village_cannot_touch_the_case(village, authority):
    case = submitted(village)
    stranger = cast.officer("stranger", "李春生")
    with pytest.raises(NotYourVillageError):
        deciding.check(case, by=stranger, now=timezone.now())


def test_a_wrong_pin_signs_nothing_and_five_lock_the_signature(village):
    case = submitted(village)
    for _ in range(5):
        with pytest.raises(WrongPinError):
            deciding.approve(case, by=village.head, pin="111222", read_at=timezone.now(), now=timezone.now())
    with pytest.raises(PinLockedError):
        approved(village, case)
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_a_suspended_signature_cannot_sign(village):
    case = submitted(village)
    seal_actions.suspend(village.signature, by=village.county, reason="丢失", now=timezone.now())
    with pytest.raises(NoSignatureError):
        approved(village, case)


def test_without_a_seal_in_force_nothing_is_approved(village):
    case = submitted(village)
    seal_actions.suspend(village.seal, by=village.county, reason="核查", now=timezone.now())
    with pytest.raises(NoSealError):
        approved(village, case)


def test_a_seal_suspended_between_approval_and_sealing_never_seals(village):
    case = submitted(village)
    approved(village, case)
    seal_actions.suspend(village.seal, by=village.county, reason="核查", now=timezone.now())
    work()
    case.refresh_from_db()
    assert case.state == State.APPROVED
    assert case.certificate.state == "granted"
    assert case.certificate.stalled_reason == "seal-not-in-force"
    seal_actions.resume(village.seal, by=village.county, reason="核查完毕", now=timezone.now())
    later = timezone.now() + timedelta(minutes=5)
    worker = Worker(clock=lambda: later)
    while worker.run_once():
        pass
    case.refresh_from_db()
    assert case.state == State.ISSUED


def test_only_all_green_cases_can_be_approved_together(village):
    first = submitted(village)
    assert not first.all_green
    with pytest.raises(NotAllGreenError):
        deciding.approve_together([first], by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())


def test_green_cases_are_approved_together_with_one_pin(village):
    case = submitted(village)
    approved(village, case)
    work()
    long_ago = timezone.now() - timedelta(days=40)
    Certificate.objects.update(granted_at=long_ago)
    cases = [submitted(village, key=f"again-{place}") for place in range(3)]
    assert [case.all_green for case in cases] == [True, True, True]
    deciding.approve_together(cases, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    work()
    assert Certificate.objects.filter(state="sealed").count() == 4
