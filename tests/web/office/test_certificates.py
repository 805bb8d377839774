"""What was issued: its page with the facts, and the reviewer's power to revoke it."""

import pytest
from django.utils import timezone

from jiban.certificates.models import Certificate
from jiban.ledger import sequencer
from jiban.seals import actions as seals
from tests.web.office.conftest import approved, issued, submitted, words, work

pytestmark = pytest.mark.django_db

SAID = {"reason": "持证人已搬离本村", "sure": "on"}


@pytest.fixture
def certificate(village):
    return issued(village).certificate


def page_of(certificate):
    return f"/office/certificates/{certificate.number}/"


def test_the_page_tells_what_happened_each_from_its_own_row(village, head, certificate):
    while sequencer.sequence(timezone.now(), holder="tests"):
        pass
    page = words(head.get(page_of(certificate)))
    assert "赵建国 approved and signed" in page
    assert "The seal of 新安镇赵家庄村村民委员会 was set" in page
    assert "Issuing entered in the public log" in page
    assert "entry 0" in page
    assert village.resident.identity_number not in page


def test_the_picture_shows_the_paper_with_seal_and_signature(head, certificate):
    answer = head.get(f"{page_of(certificate)}picture")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer["Cache-Control"] == "no-store"
    assert words(answer).count("data:image/png;base64,") == 2


def test_a_certificate_that_waits_for_its_seal_says_why(village, head):
    case = approved(village, submitted(village))
    seals.suspend(village.seal, by=village.county, reason="核查", now=timezone.now())
    work()
    page = words(head.get(page_of(case.certificate)))
    assert "The committee&#x27;s seal is not in force" in page
    assert "Held up" in words(head.get("/office/certificates/"))
    assert "See why" in words(head.get(f"/office/cases/{case.number}/standing"))


def test_the_reviewer_revokes_with_a_reason_and_a_confirmation(head, village, certificate):
    assert f"{page_of(certificate)}revocation/" in words(head.get(page_of(certificate)))
    assert head.post(f"{page_of(certificate)}revocation/", SAID)["Location"] == page_of(certificate)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_by) == ("revoked", village.head)
    page = words(head.get(page_of(certificate)))
    assert "持证人已搬离本村" in page
    assert "Revoked by 赵建国" in page
    assert "/revocation/" not in page
    assert "Revoked" in words(head.get("/office/certificates/"))


@pytest.mark.parametrize("missing", ["reason", "sure"])
def test_without_reason_or_confirmation_nothing_is_revoked(head, certificate, missing):
    answer = head.post(f"{page_of(certificate)}revocation/", {**SAID, missing: ""})
    assert answer.status_code == 422
    assert Certificate.objects.get(pk=certificate.pk).state == "sealed"
    if missing == "sure":
        assert SAID["reason"] in words(answer)


def test_revoking_twice_comes_to_the_same_page(head, certificate):
    head.post(f"{page_of(certificate)}revocation/", SAID)
    assert head.post(f"{page_of(certificate)}revocation/", SAID)["Location"] == page_of(certificate)


def test_what_is_not_sealed_yet_cannot_be_revoked(village, head):
    case = approved(village, submitted(village))
    answer = head.post(f"{page_of(case.certificate)}revocation/", SAID)
    assert answer.status_code == 409
    assert "still being sealed" in words(answer)
    assert SAID["reason"] in words(answer)


def test_a_clerk_cannot_revoke(clerk, certificate):
    assert "/revocation/" not in words(clerk.get(page_of(certificate)))
    assert clerk.get(f"{page_of(certificate)}revocation/").status_code == 403
    assert clerk.post(f"{page_of(certificate)}revocation/", SAID).status_code == 403
    assert Certificate.objects.get(pk=certificate.pk).state == "sealed"


def test_another_village_and_the_county_cannot_revoke(stranger_head, county, certificate):
    assert stranger_head.post(f"{page_of(certificate)}revocation/", SAID).status_code == 404
    assert county.post(f"{page_of(certificate)}revocation/", SAID).status_code == 403
    assert Certificate.objects.get(pk=certificate.pk).state == "sealed"
