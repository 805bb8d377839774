"""The holder's certificates: shown, sent on, downloaded, printed and ended; by nobody else."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.certificates.models import Certificate
from jiban.certificates.sealing import seal_promised
from jiban.jobs import actions as jobs
from jiban.ledger import sequencer
from tests.web.resident.conftest import approved, issued, phone, submitted, words

pytestmark = pytest.mark.django_db

PARTS = ("", "qr/", "qr.svg", "print/", "paper.svg", "ofd", "pdf", "proof", "revocation/")


@pytest.fixture
def certificate(village):
    return issued(village).certificate


@pytest.fixture
def there(certificate):
    return f"/certificates/{certificate.number}/"


def expire(certificate):
    past = timezone.localdate() - timedelta(days=1)
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=past)


def test_a_certificate_shows_its_code_number_and_end(client, certificate, there):
    page = words(client.get(there))
    assert f'src="{there}qr.svg"' in page
    assert certificate.number in page
    assert f"{certificate.valid_until:%Y-%m-%d}" in page
    assert f'data-share="{certificate.verify_url}"' in page


def test_the_code_is_a_plain_picture_that_leads_to_the_check(client, there):
    answer = client.get(f"{there}qr.svg")
    picture = words(answer)
    assert answer["Content-Type"] == "image/svg+xml"
    assert "viewBox" in picture
    assert "style" not in picture
    assert 'class="page qr-full"' in words(client.get(f"{there}qr/"))


@pytest.mark.parametrize(
    ("ending", "media_type", "begins"), [("ofd", "application/ofd", b"PK"), ("pdf", "application/pdf", b"%PDF")]
)
def test_the_files_are_downloaded_under_their_number(client, there, ending, media_type, begins):
    answer = client.get(f"{there}{ending}")
    number = there.split("/")[2]
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"] == f'attachment; filename="{number}.{ending}"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(begins)


def test_the_log_proof_is_a_text_once_the_log_has_the_entry(client, certificate, there):
    sequencer.sequence(timezone.now(), holder="tests")
    answer = client.get(f"{there}proof")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{certificate.number}-proof.txt"'
    assert words(answer).startswith("c2sp.org/tlog-proof@v1")


def test_a_proof_that_waits_for_the_log_is_said_to_wait(client, village):
    certificate = approved(village, submitted(village.resident)).certificate
    (job,) = jobs.claim(now=timezone.now(), limit=1)
    seal_promised([job], timezone.now())
    there = f"/certificates/{certificate.number}/"
    answer = client.get(f"{there}proof")
    assert answer["Location"] == f"{there}?proof=pending"
    assert "过会儿再点" in words(client.get(answer["Location"]))
    assert client.get(f"{there}ofd").content.startswith(b"PK")


def test_the_sheet_is_shown_as_sealed_and_can_be_printed(client, certificate, there):
    page = words(client.get(f"{there}print/"))
    assert "data-print" in page
    assert f'src="{there}paper.svg"' in page
    answer = client.get(f"{there}paper.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer["Cache-Control"] == "no-store"


def test_the_certificate_of_another_person_does_not_exist(neighbour, there):
    other = phone(neighbour)
    for part in PARTS:
        assert other.get(f"{there}{part}").status_code == 404
    assert other.post(f"{there}revocation/", {"reason": "wrong"}).status_code == 404
    assert Certificate.objects.get().state == "sealed"


def test_a_stranger_is_sent_to_sign_in(stranger, there):
    for part in PARTS:
        assert stranger.get(f"{there}{part}")["Location"].startswith("/sign-in/?next=")


def test_before_the_seal_there_is_no_file(client, village):
    certificate = approved(village, submitted(village.resident)).certificate
    there = f"/certificates/{certificate.number}/"
    assert "正在盖章" in words(client.get(there))
    for part in ("qr/", "qr.svg", "print/", "paper.svg", "ofd", "pdf", "proof", "revocation/"):
        assert client.get(f"{there}{part}")["Location"] == there
    assert "正在盖章" in words(client.get("/certificates/"))


def test_a_certificate_is_revoked_after_being_asked_and_for_a_reason(client, certificate, there):
    assert "不能恢复" in words(client.get(f"{there}revocation/"))
    assert client.post(f"{there}revocation/", {}).status_code == 422
    assert client.post(f"{there}revocation/", {"reason": "sent-wrongly"})["Location"] == there
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_by) == ("revoked", None)
    page = words(client.get(there))
    assert "已作废" in page
    assert "qr.svg" not in page
    assert client.get(f"{there}pdf")["Location"] == there
    assert client.post(f"{there}revocation/", {"reason": "wrong"})["Location"] == there


def test_another_reason_is_said_in_words_and_kept_as_typed(client, certificate, there):
    answer = client.post(f"{there}revocation/", {"reason": "other"})
    assert answer.status_code == 422
    assert re.search(r'value="other"[^>]*checked', words(answer))
    client.post(f"{there}revocation/", {"reason": "other", "words": "孩子换学校了"})
    certificate.refresh_from_db()
    assert certificate.revoked_reason == "孩子换学校了"


def test_the_office_reads_the_reason_in_chinese_whatever_the_holder_reads(certificate, there):
    reader = phone(certificate.holder)
    reader.cookies["django_language"] = "en"
    reader.post(f"{there}revocation/", {"reason": "unneeded"})
    certificate.refresh_from_db()
    assert certificate.revoked_reason == "用不着了"


def test_an_expired_certificate_offers_a_new_one_instead_of_its_code(client, certificate, there):
    expire(certificate)
    page = words(client.get(there))
    assert "已过期" in page
    assert "/apply/residence/" in page
    assert "qr.svg" not in page
    assert client.get(f"{there}ofd")["Location"] == there
    assert "已过期" in words(client.get("/certificates/"))


def test_a_certificate_opened_from_the_list_reads_its_notice(client, certificate, there):
    assert "证明开好了" in words(client.get("/"))
    client.get(there)
    assert "证明开好了" not in words(client.get("/"))
