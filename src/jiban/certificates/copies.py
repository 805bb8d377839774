"""Copies for one use: made by the holder, over by themselves on their last day or when the holder ends them."""

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiban.standards.gm.sm3 import sm3
from jiban.standards.typeset.errors import MissingGlyphError
from jiban.standards.typeset.svg import render_svg

from . import papers
from .copy_face import Notation, Pictures, copy_pages
from .copy_papers import CopyNumbers, face_record, make_files
from .errors import CopyLastsTooLongError, CopyOverError, MissingCharacterError, NotInForceError, TooManyCopiesError
from .masked import masked_record
from .models import AnnotatedCopy, Certificate, CertificateState
from .numbers import new_check_code

LONGEST = timedelta(days=90)
USUAL = timedelta(days=7)
MOST_IN_USE = 20
FILES_AT_ONCE = 200


def make(certificate: Certificate, notation: Notation, *, key: str, now: datetime) -> AnnotatedCopy:
    """The same key twice gives one copy.

    Raises NotInForceError, CopyLastsTooLongError, TooManyCopiesError, MissingCharacterError.
    """
    before = certificate.copies.filter(key=key).first()
    if before is not None:
        return before
    today = timezone.localdate(now)
    if not is_in_force(certificate, today):
        raise NotInForceError
    if not today <= notation.last_day <= longest_day(certificate, today):
        raise CopyLastsTooLongError
    if in_use(certificate, today).count() >= MOST_IN_USE:
        raise TooManyCopiesError
    made = _composed(certificate, notation, key=key, now=now)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        return certificate.copies.get(key=key)
    return made


def end(copy: AnnotatedCopy, *, now: datetime) -> None:
    """Who checks it is told at once that it is over. Ending twice changes nothing."""
    AnnotatedCopy.objects.filter(pk=copy.pk, ended_at=None).update(ended_at=now)
    copy.refresh_from_db(fields=["ended_at"])


def empty_files(now: datetime) -> int:
    """Of copies that are over, the files go; what they said and their digests stay, so that they are still known."""
    today = timezone.localdate(now)
    over = AnnotatedCopy.objects.filter(Q(last_day__lt=today) | Q(ended_at__isnull=False)).exclude(ofd=b"")
    keys = list(over.values_list("pk", flat=True)[:FILES_AT_ONCE])
    return AnnotatedCopy.objects.filter(pk__in=keys).update(ofd=b"", pdf=b"")


def file_of(copy: AnnotatedCopy, kind: str, today: date) -> bytes:
    """The OFD or PDF. Raises CopyOverError."""
    data = bytes(copy.ofd if kind == "ofd" else copy.pdf)
    if not data or not copy.is_in_use(today) or not is_in_force(copy.certificate, today):
        raise CopyOverError
    return data


def find_by_file(data: bytes) -> AnnotatedCopy | None:
    """The copy of which this is the file, byte for byte."""
    digest = sm3(data).hex()
    known = AnnotatedCopy.objects.select_related("certificate__committee").defer("ofd", "pdf")
    return known.filter(Q(ofd_digest=digest) | Q(pdf_digest=digest)).first()


def find_by_code(code: str) -> AnnotatedCopy | None:
    return AnnotatedCopy.objects.select_related("certificate__committee").defer("ofd", "pdf").filter(code=code).first()


def copy_svg(copy: AnnotatedCopy, *, masked: bool = False) -> str:
    """Its face for the screen. With `masked`, as a stranger may see it: the identity number partly hidden."""
    certificate = copy.certificate
    record = papers.record_from(certificate.record)
    numbers = CopyNumbers(copy.code, copy.verify_url, "")
    record = face_record(masked_record(record) if masked else record, numbers)
    return render_svg(copy_pages(record, notation_of(copy), _pictures(certificate)), title=certificate.title)


def notation_of(copy: AnnotatedCopy) -> Notation:
    return Notation(copy.purpose, copy.receiving_unit, copy.last_day)


def in_use(certificate: Certificate, today: date) -> QuerySet[AnnotatedCopy]:
    return certificate.copies.filter(ended_at=None, last_day__gte=today)


def is_in_force(certificate: Certificate, today: date) -> bool:
    return certificate.state == CertificateState.SEALED and certificate.valid_until >= today


def longest_day(certificate: Certificate, today: date) -> date:
    return min(certificate.valid_until, today + LONGEST)


def _composed(certificate: Certificate, notation: Notation, *, key: str, now: datetime) -> AnnotatedCopy:
    code = new_check_code()
    numbers = CopyNumbers(code, f"{settings.SITE_URL}/v/{code}", uuid.uuid4().hex)
    record = papers.record_from(certificate.record)
    try:
        files = make_files(record, notation, _pictures(certificate), numbers=numbers, at=timezone.localtime(now))
    except MissingGlyphError as error:
        raise MissingCharacterError(error.characters) from error
    return AnnotatedCopy(
        certificate=certificate,
        code=code,
        key=key,
        purpose=notation.purpose,
        receiving_unit=notation.receiving_unit,
        last_day=notation.last_day,
        made_at=now,
        ofd=files.ofd,
        pdf=files.pdf,
        ofd_digest=sm3(files.ofd).hex(),
        pdf_digest=sm3(files.pdf).hex(),
    )


def _pictures(certificate: Certificate) -> Pictures:
    seal = certificate.seal
    if seal is None:
        raise NotInForceError
    return Pictures(bytes(certificate.signature.picture), bytes(seal.picture))
