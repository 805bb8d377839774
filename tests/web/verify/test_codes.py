"""What the QR code opens, and the code typed by hand."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jiban.cases import deciding
from jiban.certificates import revoking
from jiban.certificates.models import Certificate
from jiban.certificates.numbers import ALPHABET, CHECK_CODE_LENGTH
from jiban.web.verify import check_codes, unknown_codes
from tests import cast
from tests.stories.walk import issued_certificate, submitted_case
from tests.web.verify.test_files import text

NOBODYS = "0123456789ABCDEF"


def test_the_qr_code_opens_a_genuine_certificate(stranger, certificate, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        answer = stranger.get(certificate.verify_url.partition("127.0.0.1:8000")[2])
    page = text(answer)
    assert answer.status_code == 200
    for words in ("Genuine and in force", "王*兰", certificate.number, "居住证明", "新安镇中心小学", "noindex"):
        assert words in page
    assert "<img" not in page


def test_the_qr_code_of_a_revoked_certificate(stranger, certificate, village):
    revoking.revoke(certificate, by=village.head, reason="已搬离本村", now=timezone.now())
    page = text(stranger.get(f"/v/{certificate.check_code}"))
    assert 'class="verdict bad"' in page
    assert "Do not accept this certificate" in page


def test_the_qr_code_of_an_expired_certificate(stranger, old_certificate):
    page = text(stranger.get(f"/v/{old_certificate.check_code}"))
    assert 'class="verdict bad"' in page
    assert "The certificate was genuine, but its time is over" in page


def test_a_file_put_under_another_certificates_code_is_told(stranger, certificate, village):
    other = issued_certificate(village, key="second")
    certificate.paper.ofd = bytes(other.paper.ofd)
    certificate.paper.save()
    page = text(stranger.get(f"/v/{certificate.check_code}"))
    assert "Content does not agree with itself" in page


def test_a_certificate_still_being_sealed_is_not_in_force(stranger, machine, village, trusted):
    case = submitted_case(village)
    deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    code = Certificate.objects.get().check_code
    answer = stranger.get(f"/v/{code}")
    assert (answer.status_code, answer["Retry-After"]) == (409, "10")
    assert "It is not in force yet" in text(answer)
    assert "王" not in text(answer)
    assert machine.get(f"/v/{code}").json()["code"] == "being-sealed"


@pytest.mark.parametrize("code", [NOBODYS, "hello", "0" * 200, "' OR 1=1 --"])
def test_an_unknown_code_says_what_to_do(stranger, trusted, code):
    answer = stranger.get(f"/v/{code}")
    assert answer.status_code == 404
    assert "compare it with the paper once more" in text(answer)


def test_a_typed_code_is_forgiven_its_blanks_and_letters(stranger, certificate):
    typed = check_codes.grouped(certificate.check_code).lower().replace("0", "o").replace("1", "l")
    answer = stranger.post("/verify/", {"code": f" {typed} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/v/{certificate.check_code}")
    assert stranger.get(f"/v/{certificate.check_code.lower()}").status_code == 200


def test_a_mistyped_code_is_kept_for_correction(stranger, db):
    answer = stranger.post("/verify/", {"code": "7k2m 9qxd 4a1b"})
    assert answer.status_code == 422
    assert "A check code has 16 letters and digits" in text(answer)
    assert 'value="7k2m 9qxd 4a1b"' in text(answer)


def test_many_unknown_codes_are_stopped_but_a_true_one_is_always_answered(stranger, machine, certificate):
    for _ in range(unknown_codes.ALLOWED):
        assert stranger.get(f"/v/{NOBODYS}").status_code == 404
    answer = stranger.get(f"/v/{NOBODYS}")
    assert (answer.status_code, answer["Retry-After"]) == (429, str(unknown_codes.PERIOD_SECONDS))
    assert "Please wait 10 minutes" in text(answer)
    assert machine.get(f"/v/{NOBODYS}").json()["status"] == 429
    assert stranger.get(f"/v/{NOBODYS}", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert stranger.get(f"/v/{certificate.check_code}").status_code == 200


def test_addresses_are_told_apart_behind_a_trusted_proxy_only(rf, settings):
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.4"})
    assert unknown_codes.client_address(request) == "192.0.2.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert unknown_codes.client_address(request) == "198.51.100.4"


@given(st.text(ALPHABET, min_size=CHECK_CODE_LENGTH, max_size=CHECK_CODE_LENGTH))
def test_every_code_is_read_back_however_it_is_written(code):
    full_width = "".join(chr(ord(each) + 0xFEE0) for each in code)
    for typed in (code, code.lower(), check_codes.grouped(code), full_width, f"https://jiban.example/v/{code}"):
        assert check_codes.read(typed) == code


@given(st.text())
def test_whatever_is_typed_gives_a_whole_code_or_nothing(typed):
    read = check_codes.read(typed)
    assert read is None or (len(read) == CHECK_CODE_LENGTH and set(read) <= set(ALPHABET))
