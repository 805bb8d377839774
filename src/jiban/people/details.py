"""What residents type about themselves: forgiven where it is clear, refused where it cannot be right. Pure rules."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jiban.people.errors import InvalidDetailsError
from jiban.people.models import MOBILE
from jiban.standards.codes import identity_number as identity_numbers
from jiban.standards.codes.errors import BirthDateError, CheckCharacterError, CodeError

LONGEST_NAME = 50
MIDDLE_DOTS = str.maketrans("•・．‧", "····")
HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Details:
    name: str
    identity_number: str
    mobile: str


def read_details(*, name: str, identity_number: str, mobile: str, today: date) -> Details:
    """Read all three, or raise InvalidDetailsError with every problem at once."""
    problems: dict[str, str] = {}

    def read(field: str, reader: Callable[[], str]) -> str:
        try:
            return reader()
        except ValueError as problem:
            problems[field] = str(problem)
            return ""

    details = Details(
        name=read("name", lambda: read_name(name)),
        identity_number=read("identity_number", lambda: _identity_number(identity_number, today)),
        mobile=read("mobile", lambda: _mobile(mobile)),
    )
    if problems:
        raise InvalidDetailsError(problems)
    return details


def read_name(text: str) -> str:
    name = re.sub(r"\s*·\s*", "·", " ".join(text.translate(MIDDLE_DOTS).split()))
    if not 2 <= len(name) <= LONGEST_NAME or not all(letter.isalpha() or letter in " ·.'-" for letter in name):
        raise ValueError(_("Name: type it as it stands on your identity card."))
    return name


def same_name(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _identity_number(text: str, today: date) -> str:
    if not text.strip():
        raise ValueError(_("Identity number: type all 18 characters."))
    try:
        return identity_numbers.parse(text, today=today).text
    except CheckCharacterError as error:
        raise ValueError(_("Identity number: one character is wrong. Compare it with your identity card.")) from error
    except BirthDateError as error:
        raise ValueError(_("Identity number: the birth date in it (characters 7 to 14) cannot be right.")) from error
    except CodeError as error:
        raise ValueError(_("Identity number: type all 18 characters; the last one may be an X.")) from error


def _mobile(text: str) -> str:
    number = re.sub(r"[\s-]", "", text.translate(HALF_WIDTH)).removeprefix("+86")
    try:
        MOBILE(number)
    except ValidationError as error:
        raise ValueError(_("Mobile number: type its 11 digits.")) from error
    return number
