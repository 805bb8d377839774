"""Officers: an account, and signing in with password and second factor."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from jiban.people import recovery_codes
from jiban.people.actions.second_factors import check_second_factor, use_recovery_code
from jiban.people.errors import (
    SecondFactorMissingError,
    UsernameTakenError,
    WeakPasswordError,
    WrongPasswordError,
)
from jiban.people.models import Officer
from jiban.people.tries import Door, clear_tries, count_try

SECOND_FACTOR_WAITS = timedelta(minutes=5)
LONGEST_TYPED = 200


@dataclass(frozen=True, slots=True)
class Pending:
    """The password was right. Nobody is signed in before the second factor has been given too."""

    officer: Officer
    expires_at: datetime

    @property
    def must_set_up(self) -> bool:
        """True the first time: `set_up_totp` and `confirm_totp` come before `second_factor`."""
        return not self.officer.has_second_factor


@transaction.atomic
def register_officer(username: str, *, name: str, password: str, mobile: str = "") -> Officer:
    username = plain_username(username)
    if Officer.objects.filter(username=username).exists():
        raise UsernameTakenError
    officer = Officer(username=username, name=name, mobile=mobile)
    choose_password(officer, password)
    officer.save()
    return officer


def set_password(officer: Officer, password: str) -> Officer:
    choose_password(officer, password)
    officer.save(update_fields=["password"])
    return officer


def sign_in(username: str, password: str, now: datetime) -> Pending:
    """Check the password. Raises WrongPasswordError, or TooManyTriesError while the door is shut."""
    username = plain_username(username)[:LONGEST_TYPED]
    count_try(Door.PASSWORD, username, now=now)
    officer = Officer.objects.filter(username=username, is_active=True).first()
    if officer is None:
        # Take as long as for somebody who exists, or the time would tell who does.
        make_password(password[:LONGEST_TYPED])
        raise WrongPasswordError
    if len(password) > LONGEST_TYPED or not officer.check_password(password):
        raise WrongPasswordError
    clear_tries(Door.PASSWORD, username)
    return Pending(officer, expires_at=now + SECOND_FACTOR_WAITS)


def second_factor(officer: Officer, code: str, now: datetime) -> Officer:
    """Finish signing in with the authenticator's code or a recovery code."""
    if not officer.has_second_factor:
        raise SecondFactorMissingError
    if recovery_codes.looks_like_one(code):
        use_recovery_code(officer, code, now=now)
    else:
        check_second_factor(officer, code, now=now)
    officer.last_login = now
    officer.save(update_fields=["last_login"])
    return officer


def choose_password(officer: Officer, password: str) -> None:
    """Not saved yet. Raises WeakPasswordError."""
    try:
        validate_password(password, officer)
    except ValidationError as weak:
        raise WeakPasswordError(reasons=" ".join(weak.messages)) from weak
    officer.set_password(password)


def plain_username(username: str) -> str:
    return unicodedata.normalize("NFKC", username).strip().lower()
