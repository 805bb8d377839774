"""The officer's second factor: an authenticator app, and recovery codes for the day the phone is lost."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiban.people import recovery_codes, totp
from jiban.people.encryption import decrypt, encrypt
from jiban.people.errors import (
    CodeReplayedError,
    RecoveryCodeUsedError,
    SecondFactorExistsError,
    SecondFactorMissingError,
    WrongSecondFactorError,
)
from jiban.people.models import Officer, RecoveryCode
from jiban.people.tries import Door, clear_tries, count_try

ISSUER = "Jiban 即办"


@dataclass(frozen=True, slots=True)
class TotpSetUp:
    """Shown once: as a QR code of `address`, and as `secret_text` for who types it."""

    address: str
    secret_text: str
    secret: bytes


def set_up_totp(officer: Officer, *, now: datetime, current_code: str = "") -> TotpSetUp:
    """Make a new secret; it counts once `confirm_totp` has seen a code of it.

    Who has an authenticator already gives its current code, so that a password alone never replaces it.
    """
    if officer.has_second_factor:
        if not current_code:
            raise SecondFactorExistsError
        check_second_factor(officer, current_code, now=now)
    secret = totp.new_secret()
    officer.totp_new_secret = encrypt(secret)
    officer.save(update_fields=["totp_new_secret"])
    address = totp.address(secret, account=officer.username, issuer=ISSUER)
    return TotpSetUp(address=address, secret_text=totp.secret_text(secret), secret=secret)


def confirm_totp(officer: Officer, code: str, now: datetime) -> None:
    """Put the new secret in force. The code counts as used: signing in next needs the following one."""
    if not officer.totp_new_secret:
        raise SecondFactorMissingError
    count_try(Door.SECOND_FACTOR, str(officer.pk), now=now)
    step = totp.matching_step(decrypt(bytes(officer.totp_new_secret)), code, at=now)
    if step is None:
        raise WrongSecondFactorError
    clear_tries(Door.SECOND_FACTOR, str(officer.pk))
    officer.totp_secret, officer.totp_new_secret, officer.totp_last_step = officer.totp_new_secret, b"", step
    officer.save(update_fields=["totp_secret", "totp_new_secret", "totp_last_step"])


def check_second_factor(officer: Officer, code: str, now: datetime) -> None:
    """Accept the authenticator's code, once. Raises SecondFactorError or TooManyTriesError."""
    if not officer.has_second_factor:
        raise SecondFactorMissingError
    count_try(Door.SECOND_FACTOR, str(officer.pk), now=now)
    step = totp.matching_step(decrypt(bytes(officer.totp_secret)), code, at=now)
    if step is None:
        raise WrongSecondFactorError
    # Of two requests with the same code only one moves the step forward.
    if not Officer.objects.filter(pk=officer.pk, totp_last_step__lt=step).update(totp_last_step=step):
        raise CodeReplayedError
    officer.totp_last_step = step
    clear_tries(Door.SECOND_FACTOR, str(officer.pk))


@transaction.atomic
def make_recovery_codes(officer: Officer) -> list[str]:
    """Ten new codes, shown once; the earlier ones no longer count."""
    codes = recovery_codes.new_codes()
    officer.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer=officer, code_hash=recovery_codes.code_hash(officer.pk, code)) for code in codes
    )
    return codes


def use_recovery_code(officer: Officer, code: str, *, now: datetime) -> None:
    count_try(Door.SECOND_FACTOR, str(officer.pk), now=now)
    mine = officer.recovery_codes.filter(code_hash=recovery_codes.code_hash(officer.pk, code))
    if not mine.filter(used_at=None).update(used_at=now):
        raise RecoveryCodeUsedError if mine.exists() else WrongSecondFactorError
    clear_tries(Door.SECOND_FACTOR, str(officer.pk))
