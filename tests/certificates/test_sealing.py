"""Certificates are sealed together; one whose committee has no seal in force waits, and keeps nobody else waiting."""

import pytest
from django.utils import timezone

from jiban.cases import deciding
from jiban.cases.errors import ChangedSinceReadError, StepRefusedError
from jiban.cases.models import Case, JournalLine
from jiban.certificates import issuing
from jiban.certificates.models import Certificate, CertificateState, Paper
from jiban.jobs.models import Job, JobState
from jiban.jobs.worker import Worker
from jiban.ledger.models import Line
from jiban.notices.models import Notice
from jiban.places.models import Division
from jiban.seals import actions as seals
from jiban.seals.models import SealUse
from tests import cast
from tests.stories.walk import submitted_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(authority):
    made = cast.village(authority)
    cast.items()
    return made


def approved(village, count):
    cases = [submitted_case(village, key=f"k{place}") for place in range(count)]
    Case.objects.update(all_green=True)
    cases = list(Case.objects.filter(pk__in=[case.pk for case in cases]))
    return deciding.approve_together(cases, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())


def test_several_certificates_are_sealed_and_handed_over_as_one_alone_would_be(village):
    cases = approved(village, 5)
    worker = Worker()
    while worker.run_once():
        pass
    assert set(Case.objects.values_list("state", flat=True)) == {"issued"}
    assert Certificate.objects.filter(state=CertificateState.SEALED, seal=village.seal).count() == len(cases)
    assert all(paper.ofd and paper.pdf and not paper.draft_ofd for paper in Paper.objects.all())
    assert len({bytes(paper.ofd) for paper in Paper.objects.all()}) == len(cases)
    assert Line.objects.count() == len(cases)
    assert SealUse.objects.count() == 2 * len(cases)
    assert JournalLine.objects.filter(action="issue").count() == len(cases)
    assert Notice.objects.filter(code="certificate-ready").count() == len(cases)
    assert not Job.objects.exclude(state=JobState.DONE).exists()


def test_a_committee_without_a_seal_keeps_no_other_waiting(village, authority):
    approved(village, 2)
    other = second_village(village, authority)
    (case,) = approved(other, 1)
    seals.suspend(other.seal, by=village.county, reason="遗失", now=timezone.now())
    Worker().run_once()
    waiting = Certificate.objects.get(pk=case.certificate_id)
    assert (waiting.state, waiting.stalled_reason) == (CertificateState.GRANTED, "seal-not-in-force")
    assert Certificate.objects.filter(state=CertificateState.SEALED).count() == 2


def second_village(first, authority):
    """The neighbouring village, under the same county."""
    from dataclasses import replace

    from jiban.people.actions.appointing import open_post

    now = timezone.now()
    committee = cast.committee_of("990123100202")
    head = cast.officer("head-next", "李春生")
    cast.hold(head, open_post("reviewer", "村委会主任", committee=committee), now)
    seal = cast.made(seals.register_committee_seal(committee, by=first.clerk, now=now), authority, first.county, now)
    signature = seals.register_signature(head, committee, by=head, now=now)
    cast.made(signature, authority, first.county, now, pin=cast.PIN)
    division = Division.objects.get(code="990123100202")
    resident = cast.resident(division, name="李树林", sequence=131, now=now)
    return replace(first, committee=committee, head=head, seal=seal, signature=signature, resident=resident)


def test_a_page_is_approved_whole_or_not_at_all(village):
    cases = [submitted_case(village, key=f"k{place}") for place in range(3)]
    Case.objects.update(all_green=True)
    cases = list(Case.objects.order_by("pk"))
    # Decided by somebody else after the page was shown.
    Case.objects.filter(pk=cases[1].pk).update(state="refused")
    with pytest.raises(StepRefusedError):
        deciding.approve_together(cases, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    assert not Certificate.objects.exists()
    assert not Job.objects.exists()


def test_answers_changed_while_the_paper_was_composed_are_not_sealed(village, monkeypatch):
    case = submitted_case(village)
    keep = issuing.keep

    def corrected_meanwhile(*given, **more):
        Case.objects.filter(pk=case.pk).update(corrected_at=timezone.now())
        return keep(*given, **more)

    monkeypatch.setattr(issuing, "keep", corrected_meanwhile)
    with pytest.raises(ChangedSinceReadError):
        deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    assert not Certificate.objects.exists()
