"""Copies for one use: what they say, how long they are good, and that the certificate stays as it is."""

import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from jiban.certificates import copies, papers
from jiban.certificates.copy_face import Notation
from jiban.certificates.copy_papers import COPY_FILE
from jiban.certificates.errors import (
    CopyLastsTooLongError,
    CopyOverError,
    MissingCharacterError,
    NotInForceError,
    TooManyCopiesError,
)
from jiban.certificates.models import AnnotatedCopy
from jiban.certificates.revoking import revoke
from jiban.certificates.ticking import empty_old_copies
from jiban.standards.gm.sm3 import sm3
from jiban.standards.ofd.reader import open_ofd

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def notation(**changed):
    words = {"purpose": "办理入学", "receiving_unit": "新安镇中心小学", "last_day": today() + timedelta(days=3)}
    return Notation(**{**words, **changed})


def made(certificate, key="k-copy", **changed):
    return copies.make(certificate, notation(**changed), key=key, now=timezone.now())


def test_the_face_says_for_what_for_whom_and_until_when_and_carries_a_code_of_its_own(certificate):
    copy = made(certificate)
    read = open_ofd(bytes(copy.ofd))
    said = "".join("".join(text.split()) for text in read.page_texts)
    for words in ("仅供新安镇中心小学", "用于办理入学", "他用无效", certificate.number):
        assert words in said
    spaced = " ".join(copy.code[start : start + 4] for start in range(0, 16, 4))
    assert spaced in "".join(read.page_texts)
    assert certificate.check_code not in said


def test_a_long_unit_and_purpose_stay_on_the_page(certificate):
    copy = made(certificate, purpose="长" * 30, receiving_unit="单" * 40)
    assert open_ofd(bytes(copy.ofd)).page_texts
    assert "仅供" in copies.copy_svg(copy)


def test_the_copy_names_the_certificate_and_does_not_carry_it(certificate):
    copy = made(certificate)
    attached = open_ofd(bytes(copy.ofd)).attachment(COPY_FILE)
    said = json.loads(attached.data)
    record = papers.record_from(certificate.record)
    assert said["original"]["identifier"] == certificate.identifier
    assert said["original"]["recordDigest"] == f"sm3:{sm3(certificate.record.encode()).hex()}"
    assert said["receivingUnit"] == "新安镇中心小学"
    assert open_ofd(bytes(copy.ofd)).attachment(papers.RECORD_FILE) is None
    assert record["holder"]["idNumber"].encode() not in bytes(copy.pdf)


def test_the_pdf_opens_elsewhere_unsigned_with_its_data_beside_it(certificate):
    reader = PdfFileReader(io.BytesIO(bytes(made(certificate).pdf)))
    assert reader.root["/Pages"]["/Count"] == 1
    assert "/AcroForm" not in reader.root
    assert reader.root["/Names"]["/EmbeddedFiles"]["/Names"][0] == COPY_FILE


def test_the_certificate_itself_is_untouched(certificate):
    before = bytes(certificate.paper.ofd)
    made(certificate)
    certificate.refresh_from_db()
    assert bytes(certificate.paper.ofd) == before
    assert certificate.state == "sealed"


def test_a_double_tap_makes_one_copy(certificate):
    assert made(certificate).pk == made(certificate).pk
    assert AnnotatedCopy.objects.count() == 1


@pytest.mark.parametrize("days", [-1, 31, 400])
def test_a_copy_lasts_no_longer_than_its_certificate(certificate, days):
    with pytest.raises(CopyLastsTooLongError):
        made(certificate, last_day=today() + timedelta(days=days))
    assert not AnnotatedCopy.objects.exists()


def test_a_character_that_cannot_be_printed_is_named(certificate):
    with pytest.raises(MissingCharacterError, match="😀"):
        made(certificate, purpose="办理😀")


def test_of_a_revoked_certificate_there_is_no_copy(certificate):
    revoke(certificate, by=None, reason="用不着了", now=timezone.now())
    with pytest.raises(NotInForceError):
        made(certificate)


def test_more_than_twenty_in_use_are_too_many(certificate):
    row = made(certificate)
    for place in range(copies.MOST_IN_USE - 1):
        row.pk, row.key, row.code = None, f"k-{place}", f"CODE{place}"
        row.save(force_insert=True)
    with pytest.raises(TooManyCopiesError):
        made(certificate, "one-more")


def test_an_ended_copy_gives_no_file_and_is_still_known_by_it(certificate):
    copy = made(certificate)
    data = copies.file_of(copy, "ofd", today())
    copies.end(copy, now=timezone.now())
    with pytest.raises(CopyOverError):
        copies.file_of(copy, "ofd", today())
    empty_old_copies(timezone.now())
    copy.refresh_from_db()
    assert bytes(copy.ofd) == bytes(copy.pdf) == b""
    assert copies.find_by_file(data).pk == copy.pk
    assert copies.find_by_file(data[:-1] + b"x") is None


def test_files_of_copies_in_use_are_kept(certificate):
    copy = made(certificate)
    empty_old_copies(timezone.now())
    assert copies.file_of(copy, "pdf", today()).startswith(b"%PDF")


def test_on_the_screen_of_a_stranger_the_identity_number_is_partly_hidden(certificate):
    copy, number = made(certificate), certificate.holder.identity_number
    assert number in copies.copy_svg(copy)
    masked = copies.copy_svg(copy, masked=True)
    assert number not in masked
    assert f"{number[:4]}**********{number[-4:]}" in masked
