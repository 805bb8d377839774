from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from jiban.seals import actions, questions
from jiban.seals.errors import (
    NoSealError,
    NoSignatureError,
    NotInForceError,
    NotYourSignatureError,
    PinLockedError,
    StepRefusedError,
    WeakPinError,
    WrongPinError,
)
from jiban.seals.models import Seal, SealUse
from jiban.seals.timeline import Moment, state_at, was_in_force
from jiban.standards.ses.seal import parse_seal
from tests import cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture
def village(authority):
    return cast.village(authority)


def test_a_seal_is_registered_approved_and_made_before_it_is_in_force(village, authority):
    committee = cast.committee_of("990123100202")
    now = timezone.now()
    seal = actions.register_committee_seal(committee, by=village.clerk, now=now)
    with pytest.raises(StepRefusedError):
        actions.make(seal, certifier=authority, by=village.county, now=now)
    with pytest.raises(NoSealError):
        questions.committee_seal(committee, now)
    cast.made(seal, authority, village.county, now)
    assert questions.committee_seal(committee, now) == seal
    assert [event.state for event in seal.events.all()] == ["registered", "checked", "approved", "made", "in-force"]


def test_a_made_seal_carries_the_committees_name_and_the_only_certificate_that_may_use_it(village):
    made = parse_seal(bytes(village.seal.seal_der))
    assert made.name == village.committee.name
    assert bytes(village.seal.certificate_der) in made.signers
    assert made.picture.data == bytes(village.seal.picture)


def test_no_private_key_is_in_the_database(village):
    for seal in Seal.objects.all():
        stored = b"".join(bytes(value) for value in vars(seal).values() if isinstance(value, bytes | memoryview))
        assert b"PRIVATE" not in stored
    assert not any("private" in field.name for field in Seal._meta.get_fields())


def test_the_key_opens_only_for_its_owner_and_only_with_the_pin(village):
    now = timezone.now()
    with pytest.raises(NotYourSignatureError):
        actions.unlock(village.signature, by=village.county, pin=cast.PIN, now=now)
    with pytest.raises(WrongPinError):
        actions.unlock(village.signature, by=village.head, pin="999111", now=now)
    signer = actions.unlock(village.signature, by=village.head, pin=cast.PIN, now=now)
    assert signer.certificate == bytes(village.signature.certificate_der)


def test_a_right_pin_forgets_the_wrong_ones_and_the_county_unlocks(village):
    now = timezone.now()
    for _ in range(4):
        with pytest.raises(WrongPinError):
            actions.unlock(village.signature, by=village.head, pin="999111", now=now)
    actions.unlock(village.signature, by=village.head, pin=cast.PIN, now=now)
    for _ in range(5):
        with pytest.raises(WrongPinError):
            actions.unlock(village.signature, by=village.head, pin="999111", now=now)
    with pytest.raises(PinLockedError):
        actions.unlock(village.signature, by=village.head, pin=cast.PIN, now=now)
    actions.unlock_pin(village.signature, by=village.county, now=now)
    actions.unlock(village.signature, by=village.head, pin=cast.PIN, now=now)


@pytest.mark.parametrize("pin", ["", "12345", "123456", "987654", "777777", "73o164", "7301645550123"])
def test_a_weak_pin_is_refused(pin):
    with pytest.raises(WeakPinError):
        actions.check_pin_strength(pin)


def test_a_suspended_seal_comes_back_and_a_revoked_one_never(village):
    now = timezone.now()
    actions.suspend(village.seal, by=village.county, reason="核查", now=now)
    with pytest.raises(NoSealError):
        questions.committee_seal(village.committee, now)
    actions.resume(village.seal, by=village.county, reason="核查完毕", now=now)
    actions.revoke(village.seal, by=village.county, reason="换发", now=now)
    with pytest.raises(StepRefusedError):
        actions.resume(village.seal, by=village.county, reason="误操作", now=now)


def test_an_expired_signature_does_not_sign(village):
    late = village.signature.valid_until + timedelta(seconds=1)
    with pytest.raises(NotInForceError):
        actions.unlock(village.signature, by=village.head, pin=cast.PIN, now=late)


def test_a_use_is_recorded_once_a_document(village):
    for _ in range(2):
        actions.record_uses(village.seal, [actions.Use("JB2026-0000-0001", village.head.pk)], at=timezone.now())
    assert SealUse.objects.count() == 1


def test_the_time_line_answers_for_any_past_moment():
    line = [
        Moment(NOON, "in-force"),
        Moment(NOON + timedelta(days=10), "suspended"),
        Moment(NOON + timedelta(days=12), "in-force"),
    ]
    valid = {"valid_from": NOON, "valid_until": NOON + timedelta(days=1000)}
    assert state_at(line, NOON - timedelta(seconds=1)) is None
    assert was_in_force(line, at=NOON + timedelta(days=9), **valid)
    assert not was_in_force(line, at=NOON + timedelta(days=11), **valid)
    assert was_in_force(line, at=NOON + timedelta(days=13), **valid)
    assert not was_in_force(line, at=NOON + timedelta(days=1001), **valid)


def test_nothing_is_sealed_in_a_name_or_code_that_the_committee_no_longer_has(village, authority):
    now, committee = timezone.now(), village.committee
    for change in ({"name": "新安镇赵家庄社区居民委员会"}, {"credit_code": "54990123TE1002029K"}):
        before = {field: getattr(committee, field) for field in change}
        vars(committee).update(change)
        with pytest.raises(NoSealError):
            questions.committee_seal(committee, now)
        vars(committee).update(before)
    committee.name = "新安镇赵家庄社区居民委员会"
    committee.save()
    with pytest.raises(NoSignatureError):
        questions.signature_of(village.head, committee, now)
    assert not questions.lasts(Seal.objects.get(pk=village.seal.pk), now)
    new = actions.register_committee_seal(committee, by=village.clerk, now=now)
    assert questions.lasts(new, now), "one is on its way"
    cast.made(new, authority, village.county, now)
    assert questions.committee_seal(committee, now) == new


def test_a_seal_that_took_a_step_since_is_not_used_as_of_before(village):
    """Or a certificate sealed as of then would be judged by the state the seal was in then."""
    now = timezone.now()
    actions.suspend(village.seal, by=village.county, reason="核查", now=now + timedelta(seconds=1))
    actions.resume(village.seal, by=village.county, reason="核查完毕", now=now + timedelta(seconds=3))
    with pytest.raises(NoSealError):
        questions.committee_seal(village.committee, now + timedelta(seconds=2))
    assert questions.committee_seal(village.committee, now + timedelta(seconds=3)) == village.seal
