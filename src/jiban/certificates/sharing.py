"""Links that open a certificate a few times, for a while. Whoever has the link may open it; the holder may end it."""

import base64
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from . import copies
from .errors import CopyOverError, NotInForceError, ShareOverError, ShareTooManyError
from .models import AnnotatedCopy, Certificate, Share, ShareOpening

MINUTES = (15, 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60)
OPENINGS = (1, 3, 10, 20)
MOST_OPEN = 20
# How long after an opening its file can still be taken.
DOWNLOAD_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Wish:
    """How long and how often the link opens, and what it gives away besides the picture."""

    minutes: int
    most_openings: int
    gives: str
    copy: AnnotatedCopy | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    share: Share
    token: str


def share(certificate: Certificate, wish: Wish, *, key: str, now: datetime) -> Shared:
    """The same key twice gives the same link. Raises NotInForceError, CopyOverError, ShareTooManyError."""
    token = _token(certificate, key)
    before = certificate.shares.filter(token_digest=_digest(token)).first()
    if before is not None:
        return Shared(before, token)
    today = timezone.localdate(now)
    if not copies.is_in_force(certificate, today):
        raise NotInForceError
    if (wish.gives == Share.Gives.COPY) != (wish.copy is not None):
        raise CopyOverError
    if wish.copy is not None and not wish.copy.is_in_use(today):
        raise CopyOverError
    if still_open(certificate, now).count() >= MOST_OPEN:
        raise ShareTooManyError
    made, _was_made = Share.objects.get_or_create(
        token_digest=_digest(token),
        defaults={
            "certificate": certificate,
            "copy": wish.copy,
            "gives": wish.gives,
            "made_at": now,
            "expires_at": _expiry(certificate, wish, now),
            "most_openings": wish.most_openings,
        },
    )
    return Shared(made, token)


def find(token: str) -> Share | None:
    related = ("certificate__committee", "certificate__paper", "certificate__seal", "certificate__signature", "copy")
    return Share.objects.select_related(*related).filter(token_digest=_digest(token)).first()


@transaction.atomic
def open_link(shared: Share, *, now: datetime) -> ShareOpening:
    """Count one opening, never more than were allowed. Raises ShareOverError."""
    still = Share.objects.filter(pk=shared.pk, ended_at=None, expires_at__gt=now, openings__lt=F("most_openings"))
    if not still.update(openings=F("openings") + 1):
        raise ShareOverError
    return ShareOpening.objects.create(share=shared, at=now)


def download(shared: Share, opening_pk: int, *, now: datetime) -> ShareOpening:
    """Note that whoever opened the link takes the file. Raises ShareOverError some time after the opening."""
    if shared.ended_at is not None:
        raise ShareOverError
    opened = ShareOpening.objects.filter(pk=opening_pk, share=shared, at__gt=now - DOWNLOAD_WITHIN)
    if not opened.update(downloaded_at=now):
        raise ShareOverError
    return opened.get()


def end(shared: Share, *, now: datetime) -> None:
    """It opens nothing from now on. Ending twice changes nothing."""
    Share.objects.filter(pk=shared.pk, ended_at=None).update(ended_at=now)


def still_open(certificate: Certificate, now: datetime) -> QuerySet[Share]:
    return certificate.shares.filter(ended_at=None, expires_at__gt=now, openings__lt=F("most_openings"))


def _expiry(certificate: Certificate, wish: Wish, now: datetime) -> datetime:
    """Never longer than what is shared is good for."""
    last_day = min(certificate.valid_until, wish.copy.last_day) if wish.copy is not None else certificate.valid_until
    midnight = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))
    return min(now + timedelta(minutes=wish.minutes), midnight)


def _token(certificate: Certificate, key: str) -> str:
    """From the form's random key, which is not kept: a second tap shows the link again, and no table holds it."""
    mac = salted_hmac("jiban.share-token", f"{certificate.pk}:{key}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def _digest(token: str) -> str:
    return salted_hmac("jiban.share", token, algorithm="sha256").hexdigest()
