"""The verdict on a certificate of our own books: its file, checked afresh, as it would be handed out now."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from jiban.certificates import downloads, elsewhere, trust
from jiban.certificates.models import Certificate
from jiban.certificates.standing import BookStanding
from jiban.certificates.trust import Trust, TrustError
from jiban.certificates.verdicts import Code, Verdict

from .refusals import NotSetUpError

log = logging.getLogger(__name__)


def verdict_of(certificate: Certificate) -> Verdict:
    verdict = verdict_on(downloads.ofd_with_proof(certificate))
    if verdict.identifier not in {"", certificate.identifier}:
        return replace(verdict, code=Code.RECORD_DIFFERS)
    return verdict


def verdict_on(data: bytes) -> Verdict:
    with set_up():
        keys = trust.load(settings.TRUST_DIR)
        return elsewhere.verify(data, folder=settings.TRUST_DIR, keys=keys, source=BookStanding(), now=timezone.now())


def trusted() -> Trust:
    with set_up():
        return trust.load(settings.TRUST_DIR)


@contextmanager
def set_up() -> Iterator[None]:
    try:
        yield
    except TrustError as error:
        log.error("the folder of trusted keys cannot be used: %s", error)  # noqa: TRY400 - the reason is in its words
        raise NotSetUpError from error
