"""Reporting a seal, and signing new versions: what each officer sees of it, and what a page from before does."""

import pytest
from django.utils import timezone

from jiban.certificates.models import Certificate
from jiban.jobs.worker import Worker
from jiban.seals import actions
from jiban.seals.models import Compromise
from tests import cast
from tests.stories.walk import issued_certificate
from tests.web.office.conftest import words

pytestmark = pytest.mark.django_db

SAID = {"what": "lost", "because": "公章遗失在镇上", "sure": "on"}


def work():
    worker = Worker()
    while worker.run_once():
        pass


def report(browser, seal, **changed):
    return browser.post(f"/office/seals/{seal.pk}/report/", {**SAID, "since": "2026-01-01T08:00", **changed})


@pytest.fixture
def reported(village, clerk, authority):
    """Two certificates of a lost seal, listed; a new seal is in force."""
    for key in ("k1", "k2"):
        issued_certificate(village, key=key)
    answer = report(clerk, village.seal)
    work()
    now = timezone.now()
    new = actions.register_committee_seal(village.committee, by=village.clerk, now=now)
    cast.made(new, authority, village.county, now)
    return answer["Location"]


def test_a_clerk_reports_and_the_reviewer_signs_the_new_versions(village, head, reported):
    page = words(head.get(reported))
    assert "0 of 2 settled" in page
    shown = list(Certificate.objects.order_by("pk").values_list("pk", flat=True))
    assert head.post(f"{reported}signing/", {"certificate": shown, "pin": cast.PIN}).status_code == 302
    work()
    page = words(head.get(reported))
    assert "2 of 2 settled" in page
    assert "All is done" in page


def test_a_batch_that_is_another_by_now_is_not_signed_and_the_reviewer_is_told(head, reported):
    answer = head.post(f"{reported}signing/", {"certificate": ["1"], "pin": cast.PIN})
    assert answer.status_code == 409
    assert "Nothing was signed" in words(answer)
    answer = head.post(f"{reported}signing/", {"certificate": ["1"], "pin": ""})
    assert answer.status_code == 422
    assert not Certificate.objects.filter(replaces__isnull=False).exists()


def test_above_the_village_numbers_are_shown_and_no_names(village, county, stranger_head, reported):
    page = words(county.get(reported))
    assert Certificate.objects.first().number in page
    assert village.resident.name not in page
    assert "To be signed next" not in page
    assert county.post(f"{reported}signing/", {"pin": cast.PIN}).status_code == 403
    assert stranger_head.get(reported).status_code == 404
    assert stranger_head.post(f"{reported}signing/", {"pin": cast.PIN}).status_code == 404


def test_what_was_typed_stays_when_a_report_is_refused(village, clerk):
    answer = report(clerk, village.seal, since="2999-01-01T08:00")
    assert answer.status_code == 409
    assert "in the future" in words(answer)
    assert SAID["because"] in words(answer)
    assert report(clerk, village.seal, since="gestern").status_code == 422
    assert not Compromise.objects.exists()


def test_a_moment_of_the_first_century_is_the_beginning_of_the_seal(village, clerk):
    assert report(clerk, village.seal, since="0001-01-01T00:00").status_code == 302
    assert Compromise.objects.get().since == village.seal.valid_from
