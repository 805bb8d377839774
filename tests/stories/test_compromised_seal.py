"""A seal in wrong hands: from the report to the last certificate re-issued under the new seal, each exactly once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from jiban.cases import deciding
from jiban.certificates import compromised
from jiban.certificates.downloads import ofd_with_proof
from jiban.certificates.errors import NothingToReissueError
from jiban.certificates.models import Affected, Certificate, CertificateState
from jiban.certificates.reissuing import reissue_together
from jiban.certificates.revoking import revoke
from jiban.certificates.sealing import seal_promised
from jiban.certificates.standing import BookStanding
from jiban.certificates.ticking import leave_out_ended
from jiban.jobs.models import Job, JobState
from jiban.notices.models import Notice
from jiban.seals import actions as seals
from jiban.seals.errors import FutureMomentError, NoSealError, StepRefusedError, WrongPinError
from jiban.seals.models import Compromise, SealUse
from jiban.standards.codes import certificate_identifier
from jiban.standards.ofd.reader import open_ofd
from tests import cast
from tests.stories.walk import issued_certificate, submitted_case, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(authority):
    """Four sealed certificates; from the second on the seal was in wrong hands; the fourth has expired."""
    village = cast.village(authority)
    cast.items()
    four = [issued_certificate(village, key=f"k{number}") for number in range(4)]
    Certificate.objects.filter(pk=four[3].pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    return village, four


def report(village, since, seal=None):
    return compromised.report(
        seal or village.seal,
        what="compromised",
        since=since,
        because="印章被盗用",
        by=village.clerk,
        now=timezone.now(),
    )


def sign(village, batch, pin=cast.PIN):
    return reissue_together(batch, because="印章被盗用", by=village.head, pin=pin, now=timezone.now())


def test_a_compromised_seal_from_the_report_to_the_last_certificate_made_anew(story, authority, monkeypatch):
    monkeypatch.setattr(compromised, "PAGE", 2)
    village, (before, second, third, expired) = story
    found = report(village, since=second.sealed_at)

    village.seal.refresh_from_db()
    assert village.seal.state == "lost"
    work()
    found.refresh_from_db()
    assert (found.listed, found.settled, found.listed_at is not None) == (3, 1, True)
    assert Job.objects.filter(kind="list-affected").count() == 3, "two pages, and one to see that there are no more"
    told = Notice.objects.filter(code="certificate-affected")
    assert {notice.about for notice in told} == {second.case.number, third.case.number}
    assert BookStanding().standing(before.identifier).authority_confirmed, "sealed before: still good"
    assert not BookStanding().standing(second.identifier).authority_confirmed, "sealed since: not to be relied on"

    batch = compromised.waiting(found, timezone.now())
    assert [one.pk for one in batch] == [second.pk, third.pk]
    with pytest.raises(NoSealError):
        sign(village, batch)
    new_seal = seals.register_committee_seal(village.committee, by=village.clerk, now=timezone.now())
    cast.made(new_seal, authority, village.county, timezone.now())
    with pytest.raises(WrongPinError):
        sign(village, batch, pin="999111")
    assert not Certificate.objects.filter(replaces__isnull=False).exists()

    first_new = sign(village, batch[:1])[0]
    assert first_new.state == CertificateState.GRANTED, "signed by the reviewer; the seal is set by a worker"
    assert Certificate.objects.get(pk=second.pk).state == CertificateState.SEALED, "the old one ends with the new seal"
    work()
    sign(village, compromised.waiting(found, timezone.now()))
    work()

    found.refresh_from_db()
    assert found.is_over
    assert (found.listed, found.settled) == (3, 3)
    for old in (second, third):
        check_replaced(old, new_seal)
    assert Certificate.objects.count() == 6
    assert not hasattr(Certificate.objects.get(pk=expired.pk), "replaced_by")
    assert BookStanding().standing(before.identifier).revoked_on is None
    assert Notice.objects.filter(code="certificate-replaced").count() == 2


def check_replaced(old, new_seal):
    old = Certificate.objects.select_related("replaced_by__paper").get(pk=old.pk)
    new = old.replaced_by
    assert (old.state, new.state) == (CertificateState.REVOKED, CertificateState.SEALED)
    was, now_is = certificate_identifier.parse(old.identifier), certificate_identifier.parse(new.identifier)
    assert (now_is.serial, now_is.version, new.version) == (was.serial, 2, 2)
    assert (new.seal_id, new.valid_until) == (new_seal.pk, old.valid_until)
    standing = BookStanding().standing(old.identifier)
    assert (standing.replaced_by, standing.revoked_on) == (new.number, timezone.localdate())
    assert BookStanding().standing(new.identifier).authority_confirmed
    signatures = open_ofd(ofd_with_proof(new)).signatures
    assert len(signatures) == 2, "the reviewer's, then the seal's: never a seal without a reviewer"
    uses = SealUse.objects.filter(document=new.number)
    assert {use.seal_id for use in uses} == {new.signature_id, new_seal.pk}
    assert {use.case_number for use in uses} == {old.case.number}


def test_nothing_is_made_anew_twice(story, authority):
    village, (_before, second, *_others) = story
    sign(village, [second])
    again = Certificate.objects.select_related("replaced_by").get(pk=second.pk)
    with pytest.raises(NothingToReissueError):
        sign(village, [again])
    copy = Certificate.objects.get(pk=second.replaced_by.pk)
    copy.pk, copy.identifier, copy.number, copy.check_code = None, "x", "x", "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
    work()
    work()
    assert Certificate.objects.filter(replaces=second).count() == 1


def test_who_ends_the_old_one_meanwhile_ends_the_new_one_with_it(story):
    village, (_before, second, *_others) = story
    new = sign(village, [second])[0]
    revoke(second, by=None, reason="不再需要", now=timezone.now())
    work()
    new.refresh_from_db()
    assert (new.state, new.revoked_reason) == (CertificateState.REVOKED, "不再需要")


def test_a_seal_is_reported_once_and_affected_rows_are_unique(story):
    village, (_before, second, *_others) = story
    with pytest.raises(FutureMomentError):
        report(village, since=timezone.now() + timedelta(hours=1))
    report(village, since=second.sealed_at)
    with pytest.raises(StepRefusedError):
        report(village, since=second.sealed_at)
    work()
    assert Compromise.objects.count() == 1
    assert Affected.objects.count() == 3


def test_one_that_its_holder_ended_does_not_hold_up_the_others(story, authority):
    village, (_before, second, third, _expired) = story
    found = report(village, since=second.sealed_at)
    work()
    revoke(second, by=None, reason="不再需要", now=timezone.now())
    new_seal = seals.register_committee_seal(village.committee, by=village.clerk, now=timezone.now())
    cast.made(new_seal, authority, village.county, timezone.now())
    batch = compromised.waiting(found, timezone.now())
    assert batch == [third]
    sign(village, batch)
    work()
    for _ in range(2):
        leave_out_ended(timezone.now())
    found.refresh_from_db()
    assert (found.listed, found.settled, found.is_over) == (3, 3, True)
    assert Affected.objects.get(certificate=second).state == Affected.State.LEFT_OUT


def test_what_a_stolen_signature_approved_and_nobody_sealed_yet_is_listed_once_it_is_sealed(story):
    village, _four = story
    case = submitted_case(village, key="stolen")
    since = timezone.now()
    deciding.approve(case, by=village.head, pin=cast.PIN, read_at=since, now=timezone.now())
    found = report(village, since, village.signature)
    Job.objects.filter(kind="list-affected").update(due_at=since - timedelta(hours=1))
    work()
    found.refresh_from_db()
    assert found.listed_at is None, "the list is not closed before it is sealed"
    Job.objects.filter(kind="list-affected", state=JobState.WAITING).update(due_at=since)
    work()
    found.refresh_from_db()
    assert (found.listed, found.listed_at is not None) == (1, True)
    assert Notice.objects.filter(code="certificate-affected", about=case.number).count() == 1


def test_one_listed_for_a_second_seal_while_its_new_version_waits_is_settled_in_both_lists(story):
    village, (_before, second, third, _expired) = story
    new = sign(village, [second])[0]
    found = report(village, second.granted_at, village.signature)
    assert new.state == CertificateState.GRANTED
    compromised.list_affected(claimed(Job.objects.filter(kind="list-affected")), timezone.now())
    assert compromised.waiting(found, timezone.now()) == [third], "it has a new version already"
    work()
    assert Affected.objects.get(certificate=second).state == Affected.State.DONE


def claimed(jobs):
    jobs.update(state=JobState.RUNNING, holder="a test")
    return jobs.get()


def test_who_ends_both_versions_before_the_worker_comes_stops_no_job(story):
    village, (_before, second, *_others) = story
    new = sign(village, [second])[0]
    seal_promised([claimed(Job.objects.filter(key=f"seal:{new.identifier}"))], timezone.now())
    for one in (second, new):
        revoke(one, by=None, reason="不再需要", now=timezone.now())
    work()
    assert not Job.objects.exclude(state=JobState.DONE).exists()


def test_a_moment_before_the_seal_was_there_means_from_its_beginning(story):
    village, _four = story
    found = report(village, since=datetime(1, 1, 1, tzinfo=UTC))
    assert found.since == village.seal.valid_from
