"""How a resident is reached: read it, switch SMS on or off, confirm an e-mail address by a code, take it away."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from . import mail
from .errors import (
    EmailCodeExpiredError,
    EmailCodeLockedError,
    EmailCodeWrongError,
    EmailInvalidError,
    EmailNotOfferedError,
    EmailUnreachableError,
    SendingError,
    TooManyEmailCodesError,
)
from .models import EmailCode, Reach

CODE_VALID = timedelta(minutes=10)
TRIES_ALLOWED = 5
CODES_ALLOWED = 5
CODES_COUNTED = timedelta(minutes=30)
LONGEST_EMAIL = 254


@dataclass(frozen=True, slots=True)
class HowToReach:
    sms: bool = True
    email: str = ""


def of(resident_id: int) -> HowToReach:
    return of_many([resident_id])[resident_id]


def of_many(resident_ids: list[int]) -> dict[int, HowToReach]:
    chosen = {
        reach.resident_id: HowToReach(reach.sms, reach.email)
        for reach in Reach.objects.filter(resident_id__in=resident_ids)
    }
    return {pk: chosen.get(pk, HowToReach()) for pk in resident_ids}


def choose_sms(resident_id: int, *, sms: bool) -> None:
    Reach.objects.update_or_create(resident_id=resident_id, defaults={"sms": sms})


def remove_email(resident_id: int) -> None:
    Reach.objects.filter(resident_id=resident_id).update(email="", email_confirmed_at=None)
    EmailCode.objects.filter(resident_id=resident_id).update(used_at=F("sent_at"))


def ask_email(resident_id: int, email: str, *, now: datetime, form_key: str = "") -> None:
    """Send a code to the address, once a filled-in form. Nothing else is ever sent to it until the code was typed."""
    if not mail.is_offered():
        raise EmailNotOfferedError
    email = clean_email(email)
    # Outside of a transaction: what was counted stays counted even if the mail server does not answer.
    EmailCode.objects.filter(sent_at__lt=now - CODES_COUNTED).delete()
    if form_key and EmailCode.objects.filter(resident_id=resident_id, email=email, form_key=form_key).exists():
        return
    if EmailCode.objects.filter(Q(resident_id=resident_id) | Q(email=email)).count() >= CODES_ALLOWED:
        raise TooManyEmailCodesError
    code = f"{secrets.randbelow(10**6):06d}"
    try:
        # In a transaction of its own: what another tap has made meanwhile must not spoil an outer one.
        with transaction.atomic():
            sent = EmailCode.objects.create(
                resident_id=resident_id,
                email=email,
                form_key=form_key,
                code_hash=_hash(resident_id, email, code),
                sent_at=now,
                expires_at=now + CODE_VALID,
            )
    except IntegrityError:
        return
    words = _("Your code: %(code)s\n\nIt counts for ten minutes. If you did not ask for it, do nothing.\n")
    try:
        letter = mail.Letter(email, _("Your code for village services"), words % {"code": code}, secrets.token_hex(16))
        mail.send(letter)
    except SendingError as error:
        EmailCode.objects.filter(pk=sent.pk).update(used_at=now)
        raise EmailUnreachableError from error


def asked_email(resident_id: int, *, now: datetime) -> str:
    """The address that waits for its code, or nothing."""
    newest = _newest(resident_id, now)
    return newest.email if newest else ""


def confirm_email(resident_id: int, code: str, *, now: datetime) -> str:
    """The code of the newest e-mail was typed: from now on messages go to that address too."""
    newest = _newest(resident_id, now)
    if newest is None:
        raise EmailCodeExpiredError
    this = EmailCode.objects.filter(pk=newest.pk, used_at=None)
    # Count the try before looking at the code: guesses sent at once must not share one count.
    if not this.filter(tries__lt=TRIES_ALLOWED).update(tries=F("tries") + 1):
        raise EmailCodeLockedError
    if not compare_digest(newest.code_hash, _hash(resident_id, newest.email, "".join(code.split()))):
        raise EmailCodeWrongError
    with transaction.atomic():
        if not this.update(used_at=now):
            raise EmailCodeExpiredError
        confirmed = {"email": newest.email, "email_confirmed_at": now}
        Reach.objects.update_or_create(resident_id=resident_id, defaults=confirmed)
    return newest.email


def clean_email(email: str) -> str:
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise EmailInvalidError from error
    if len(email) > LONGEST_EMAIL:
        raise EmailInvalidError
    local, _at, host = email.rpartition("@")
    return f"{local}@{host.lower()}"


def _newest(resident_id: int, now: datetime) -> EmailCode | None:
    newest = EmailCode.objects.filter(resident_id=resident_id).order_by("-id").first()
    return newest if newest and newest.used_at is None and newest.expires_at > now else None


def _hash(resident_id: int, email: str, code: str) -> str:
    return salted_hmac("jiban.notices.email-code", f"{resident_id}:{email}:{code}", algorithm="sha256").hexdigest()
