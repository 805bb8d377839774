"""A week before a certificate ends its holder is told, once, and only who still needs to know."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.certificates import reminding
from jiban.certificates.models import Certificate
from jiban.certificates.revoking import revoke
from jiban.jobs.models import Job
from jiban.jobs.worker import Worker
from jiban.notices.models import Notice
from tests import cast
from tests.stories.walk import issued_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(authority, db):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def certificate(village):
    return issued_certificate(village)


def work(at):
    worker = Worker(clock=lambda: at)
    worker.run_once()
    while worker.run_once():
        pass


def reminders():
    return Notice.objects.filter(code="certificate-expiring")


def week_before(certificate):
    return timezone.now() + (certificate.valid_until - timezone.localdate()) - timedelta(days=7)


def test_the_holder_is_told_a_week_before_and_once(certificate):
    work(week_before(certificate) - timedelta(days=1))
    assert not reminders().exists()
    for day in range(4):
        work(week_before(certificate) + timedelta(days=day))
    assert reminders().get().about == certificate.case.number


def test_the_sms_says_how_many_days_are_left(certificate, caplog):
    caplog.set_level("INFO")
    noon = timezone.localtime(week_before(certificate)).replace(hour=12)
    work(noon)
    work(noon + timedelta(hours=1))
    assert "还有7天到期" in caplog.text


def test_an_outage_of_two_days_loses_no_reminder(certificate):
    work(week_before(certificate) + timedelta(days=2))
    assert reminders().count() == 1


def test_a_revoked_certificate_is_not_spoken_of(certificate, village):
    revoke(certificate, by=village.head, reason="搬走", now=timezone.now())
    work(week_before(certificate))
    assert not reminders().exists()


def test_who_has_a_newer_one_needs_no_reminder(certificate):
    newer = Certificate.objects.get(pk=certificate.pk)
    newer.pk = None
    newer.number, newer.identifier, newer.check_code = "N-2", "I-2", "C-2"
    newer.granted_at += timedelta(days=10)
    newer.valid_until += timedelta(days=10)
    newer.save()
    work(week_before(certificate))
    assert not reminders().exists()


def test_who_got_it_a_few_days_ago_knows_the_last_day(certificate):
    Certificate.objects.update(valid_from=week_before(certificate).date() - timedelta(days=3))
    work(week_before(certificate))
    assert not reminders().exists()


def test_a_long_day_is_done_page_by_page(certificate, monkeypatch):
    monkeypatch.setattr(reminding, "PAGE", 1)
    work(week_before(certificate))
    assert Job.objects.get(kind=reminding.REMIND_JOB, payload__after=certificate.pk).state == "done"
    assert reminders().count() == 1
