"""A stranger brings a file: every verdict has its own page, and nobody learns more than needed."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jiban.certificates import downloads, publishing, revoking
from jiban.ledger import sequencer
from jiban.standards.pki.testing_authority import TestAuthority
from tests.stories.walk import issued_certificate
from tests.web.verify import papers_of_lies as lies


def check(client, data, *, name="certificate.ofd"):
    return client.post("/verify/", {"file": SimpleUploadedFile(name, data)})


def text(answer) -> str:
    return unescape(answer.content.decode())


@pytest.mark.parametrize("make", [downloads.ofd_with_proof, downloads.pdf_with_proof])
def test_a_genuine_file_is_answered_question_by_question(stranger, certificate, make):
    answer = check(stranger, make(certificate))
    page = text(answer)
    assert answer.status_code == 200
    assert 'class="verdict ok"' in page
    for words in (
        "Genuine and in force",
        "Is it unchanged?",
        "Who set the seal?",
        "Were they entitled to at that time?",
        "Is it in the public log?",
        "Has it been revoked?",
        "Is it still valid?",
        "Sealed by 新安镇赵家庄村村民委员会",
        "A test specimen",
        certificate.number,
        "新安镇中心小学",
    ):
        assert words in page


def test_a_chinese_reader_is_answered_in_chinese(certificate, ofd):
    page = text(check(Client(), ofd))
    for words in (
        "真实有效",
        "谁盖的章？",
        "由新安镇赵家庄村村民委员会盖章",
        "在存证日志里，第",
        "没有作废",
        "这是样证",
    ):
        assert words in page


def test_the_village_is_one_tap_away_when_the_certificate_is_in_our_books(stranger, village, ofd):
    assert f'href="tel:{village.committee.phone}"' in text(check(stranger, ofd))


def test_a_stranger_never_sees_name_number_or_address(stranger, machine, village, certificate, ofd):
    person = village.resident
    pages = [
        check(stranger, ofd),
        check(machine, ofd),
        check(stranger, downloads.pdf_with_proof(certificate)),
        stranger.get(f"/v/{certificate.check_code}"),
        machine.get(f"/v/{certificate.check_code}"),
    ]
    for page in map(text, pages):
        assert "王*兰" in page
        for secret in (person.name, person.identity_number, person.identity_number[6:14], person.mobile, "2组16号"):
            assert secret not in page


def told(stranger, data) -> str:
    page = text(check(stranger, data))
    assert 'class="verdict ok"' not in page
    assert "What was checked" in page
    return page


def test_a_changed_file_is_told_and_its_facts_are_not_repeated(stranger, ofd, certificate):
    page = told(stranger, lies.with_a_changed_word(ofd))
    assert "Altered" in page
    assert "Changed after it was sealed" in page
    assert "This settles it" in page
    assert certificate.number not in page


def test_an_exchanged_seal_is_told(stranger, ofd, village):
    assert "Seal exchanged" in told(stranger, lies.with_another_seal(ofd, village))


def test_a_file_that_nobody_signed_is_told(stranger, certificate):
    assert "Not sealed" in told(stranger, lies.never_signed(certificate))


def test_a_draft_without_the_seal_is_told(stranger, certificate, village):
    page = told(stranger, lies.only_signed_by_the_reviewer(certificate, village))
    assert 'class="verdict bad"' in page
    assert "Not sealed" in page
    assert "There is no village seal in the file" in page
    assert "Sealed by" not in page


def test_a_revoked_certificate_is_told_with_the_day(stranger, ofd, certificate, village):
    revoking.revoke(certificate, by=village.head, reason="已搬离本村", now=timezone.now())
    page = told(stranger, ofd)
    assert "The village has revoked this certificate" in page
    assert f"Revoked on {timezone.localdate().isoformat()}" in page
    assert "已搬离" not in page


def test_an_expired_certificate_is_told(stranger, certificate, village):
    page = told(stranger, lies.sealed_for_days(certificate, village, -40, -10))
    assert "The certificate was genuine, but its time is over" in page
    assert "Ask the holder to apply for a new one" in page


def test_a_certificate_of_the_future_is_told(stranger, certificate, village):
    assert "Not yet valid" in told(stranger, lies.sealed_for_days(certificate, village, 2, 30))


def test_a_seal_set_outside_its_validity_is_told(stranger, certificate, village):
    record = lies.papers.record_from(certificate.record)
    early = village.seal.valid_from - timedelta(days=1)
    assert "Signed outside the seal's validity" in told(stranger, lies.sealed(record, village, at=early))


def test_a_reviewer_without_the_post_is_told(stranger, ofd, certificate, village):
    village.head_term.ended_at = certificate.granted_at - timedelta(days=1)
    village.head_term.save()
    assert "Signed without authority" in told(stranger, ofd)


def test_a_proof_of_another_certificate_is_told(stranger, certificate, village):
    other = issued_certificate(village, key="second")
    sequencer.sequence(timezone.now(), holder="tests")
    assert "Log proof does not fit" in told(stranger, lies.with_a_wrong_proof(certificate, other))


def test_an_unknown_authority_cannot_be_judged(stranger, ofd, trusted):
    publishing.publish(trusted, TestAuthority.create(datetime.now(UTC)), timezone.now())
    page = told(stranger, ofd)
    assert 'class="verdict unsure"' in page
    assert "Unknown issuer" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Not a certificate of this system"),
        (b"\x89PNG\r\n\x1a\n", "Not a certificate of this system"),
        (b"PK\x05\x06" + b"\0" * 18, "Not a certificate of this system"),
    ],
)
def test_another_kind_of_file_cannot_be_judged(stranger, trusted, data, words):
    page = told(stranger, data)
    assert 'class="verdict unsure"' in page
    assert words in page


def test_a_truncated_file_is_asked_for_again(stranger, ofd):
    assert "File incomplete" in told(stranger, ofd[: len(ofd) * 2 // 3])


def test_a_zip_bomb_is_not_opened(stranger, trusted):
    assert "Too large to check safely" in told(stranger, lies.zip_bomb())


def test_no_file_chosen_is_said_at_the_field(stranger, db):
    answer = stranger.post("/verify/", {"file": ""})
    assert answer.status_code == 422
    assert "Please choose the file first" in text(answer)


def test_an_oversized_upload_is_refused_by_its_length_before_a_byte_is_read(stranger, db, settings):
    settings.VERIFY_UPLOAD_MAX_BYTES = 1024 * 1024

    class Untouched:
        def read(self, *_size):
            raise AssertionError("the body was read")

        readline = read

    answer = stranger.generic(
        "POST",
        "/verify/",
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(2 * 1024 * 1024), "wsgi.input": Untouched()},
    )
    assert answer.status_code == 413
    assert "A certificate has less than 1 MB" in text(answer)


def test_a_large_upload_never_touches_the_disk(stranger, trusted, monkeypatch):
    monkeypatch.setattr(django_settings, "FILE_UPLOAD_TEMP_DIR", "/nowhere")
    data = b"%PDF-" + b"0" * (django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert check(stranger, data).status_code == 200


def test_an_upload_that_breaks_off_is_asked_for_again(stranger, db):
    answer = stranger.generic("POST", "/verify/", b"--x\r\nConte", content_type="multipart/form-data; boundary=")
    assert answer.status_code == 400
    assert "The file did not arrive whole" in text(answer)


def test_without_trusted_keys_nobody_gets_a_verdict(stranger, machine, db, settings, tmp_path):
    settings.TRUST_DIR = tmp_path / "nothing"
    answer = check(stranger, b"hello")
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert "JIBAN_TRUST_DIR" in text(answer)
    assert str(tmp_path) not in text(answer)
    assert check(machine, b"hello").json()["code"] == "not-set-up"


def test_checking_needs_no_session_and_leaves_no_cookie(ofd, certificate):
    client = Client(enforce_csrf_checks=True)
    answers = [
        client.get("/verify/"),
        check(client, ofd),
        client.get(f"/v/{certificate.check_code}"),
        client.get("/v/0000000000000000"),
        client.post("/verify/", {"code": certificate.check_code}),
        client.get("/trust/"),
        client.get("/log/checkpoint"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 302, 200, 200]
    assert not client.cookies
    assert all(answer["Cache-Control"] == "no-store" for answer in answers[:5])
