"""The rules of a seal's life, and what they need from the tables: four eyes, one event a step, keys destroyed for good."""

import pytest
from django.utils import timezone

from jiban.seals import actions
from jiban.seals.errors import AlreadyAppliedError, ReasonNeededError, SecondPersonError, StepRefusedError
from jiban.seals.keyring import keyring
from jiban.seals.life import BY_ANOTHER_PERSON, STEPS, Step, allows, may_take
from jiban.seals.models import Seal, SealState
from tests import cast


def test_the_rules_name_every_state_and_no_other():
    named = {to for _states, to in STEPS.values()} | {state for states, _to in STEPS.values() for state in states}
    assert named == set(SealState.values)


def test_what_has_ended_for_good_never_comes_back():
    for state in (SealState.LOST, SealState.REVOKED, SealState.REPLACED, SealState.DESTROYED):
        reached, waiting = set(), {str(state)}
        while waiting:
            now = waiting.pop()
            reached.add(now)
            waiting |= {to for states, to in STEPS.values() if now in states} - reached
        assert not reached & {SealState.IN_FORCE, SealState.SUSPENDED, SealState.MADE}
    assert not any(allows(step, SealState.DESTROYED) for step in Step)


@pytest.mark.parametrize("step", list(Step))
def test_only_checking_and_approving_need_another_person(step):
    assert may_take(step, applicant=1, by=2)
    assert may_take(step, applicant=1, by=1) == (step not in BY_ANOTHER_PERSON)
    assert may_take(step, applicant=None, by=None) == (step not in BY_ANOTHER_PERSON)


@pytest.mark.django_db
def test_who_applied_may_neither_check_nor_approve(authority):
    village, now = cast.village(authority), timezone.now()
    seal = actions.register_committee_seal(village.committee, by=village.county, now=now)
    with pytest.raises(SecondPersonError):
        actions.check(seal, by=village.county, now=now)
    with pytest.raises(StepRefusedError):
        actions.approve(seal, by=village.clerk, now=now)
    actions.check(seal, by=village.clerk, now=now)
    with pytest.raises(SecondPersonError):
        actions.approve(seal, by=village.county, now=now)
    with pytest.raises(ReasonNeededError):
        actions.decline(seal, by=village.clerk, reason=" ", now=now)
    actions.decline(seal, by=village.clerk, reason="图样不清", now=now)
    assert [(event.state, event.by, event.reason) for event in seal.events.all()] == [
        ("registered", village.county, ""),
        ("checked", village.clerk, ""),
        ("revoked", village.clerk, "图样不清"),
    ]


@pytest.mark.django_db
def test_a_destroyed_seal_has_no_key_any_more_and_keeps_its_certificate(authority):
    village, now = cast.village(authority), timezone.now()
    seal, ring = village.seal, keyring()
    with pytest.raises(StepRefusedError):
        actions.destroy(seal, by=village.county, reason="换发", now=now)
    actions.revoke(seal, by=village.county, reason="换发", now=now)
    assert any(key.key_id.startswith(seal.key_id) for key in ring.sm2.list_keys())
    actions.destroy(seal, by=village.county, reason="监销", now=now)
    assert not any(key.key_id.startswith(seal.key_id) for key in ring.sm2.list_keys())
    seal.refresh_from_db()
    assert bytes(seal.certificate_der)


@pytest.mark.django_db
def test_who_makes_a_seal_from_an_old_page_does_not_write_over_the_one_in_force(authority):
    village, now = cast.village(authority), timezone.now()
    seal = actions.register_committee_seal(village.committee, by=village.clerk, now=now)
    actions.check(seal, by=village.county, now=now)
    actions.approve(seal, by=village.county, now=now)
    read_before = Seal.objects.get(pk=seal.pk)
    actions.make(seal, certifier=authority, by=village.county, now=now)
    actions.activate(seal, by=village.county, now=now)
    with pytest.raises(StepRefusedError):
        actions.make(read_before, certifier=authority, by=village.county, now=now)
    there = Seal.objects.get(pk=seal.pk)
    assert (there.state, there.key_id) == (SealState.IN_FORCE, seal.key_id)


@pytest.mark.django_db
def test_a_second_tap_applies_for_nothing_more(authority):
    village, now = cast.village(authority), timezone.now()
    actions.register_committee_seal(village.committee, by=village.clerk, now=now)
    with pytest.raises(AlreadyAppliedError):
        actions.register_committee_seal(village.committee, by=village.head, now=now)
    actions.register_signature(village.head, village.committee, by=village.head, now=now)
    with pytest.raises(AlreadyAppliedError):
        actions.register_signature(village.head, village.committee, by=village.head, now=now)


@pytest.mark.django_db
def test_unlocking_a_pin_from_an_old_page_does_not_say_that_a_suspended_signature_is_in_force(authority):
    village, now = cast.village(authority), timezone.now()
    read_before = Seal.objects.get(pk=village.signature.pk)
    actions.suspend(village.signature, by=village.county, reason="核查", now=now)
    actions.unlock_pin(read_before, by=village.county, now=now)
    assert village.signature.events.last().state == SealState.SUSPENDED
