"""Citizen identity numbers (公民身份号码), GB 11643-1999.

Example: `11010519491231002X` = region 110105, born 1949-12-31, sequence 002 (even: female), check character X.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiban.standards.codes.errors import BirthDateError, CharacterError, CheckCharacterError, LengthError

LENGTH = 18
SYNTHETIC_REGION = "990000"
"""No division has this code, so no living person has such a number: for tests and demonstrations."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_DIGITS = frozenset("0123456789")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")  # Chinese keyboards type the wide forms


class Sex(StrEnum):
    """As the sequence number tells it (GB 11643-1999: odd for males)."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number that passed every check of the standard. `text` is its 18 characters."""

    text: str
    region: str
    birth: date
    sequence: int

    @property
    def sex(self) -> Sex:
        """Odd sequence numbers are given to males, even ones to females."""
        return Sex.MALE if self.sequence % 2 else Sex.FEMALE

    @property
    def is_synthetic(self) -> bool:
        return self.region == SYNTHETIC_REGION

    def age_on(self, day: date) -> int:
        """Age in completed years (周岁) on `day`: a year is completed on the birthday's date itself."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))

    def __str__(self) -> str:
        return self.text


def parse(text: str, *, today: date | None = None) -> IdentityNumber:
    """Read and check an identity number (GB 11643-1999 chapters 4 and 5).

    Surrounding and inner blanks, full-width digits and a small x are forgiven: people type them.

    today   when given, a birth date after it is refused

    Raises LengthError, CharacterError, BirthDateError or CheckCharacterError.
    """
    number = "".join(text.split()).translate(_HALF_WIDTH).upper()
    if len(number) != LENGTH:
        raise LengthError(f"an identity number has {LENGTH} characters, not {len(number)}")
    if not _DIGITS.issuperset(number[:17]) or number[17] not in _CHECK_CHARACTERS:
        raise CharacterError("an identity number is 17 digits and a digit or X")
    birth = _birth_date(number[6:14], today=today)
    if number[17] != check_character(number[:17]):
        raise CheckCharacterError("the last character does not fit the first 17 digits")
    return IdentityNumber(text=number, region=number[:6], birth=birth, sequence=int(number[14:17]))


def make(*, region: str = SYNTHETIC_REGION, birth: date, sequence: int) -> IdentityNumber:
    """Compose a number with a valid check character; `sequence` is 0 to 999, odd for males.

    Raises LengthError or CharacterError for a region that is not six digits or a sequence out of range.
    """
    if len(region) != 6 or not 0 <= sequence <= 999:
        raise LengthError("a region has six digits and a sequence is 0 to 999")
    body = f"{region}{birth:%Y%m%d}{sequence:03d}" if birth.year >= 1000 else ""
    if not body or not _DIGITS.issuperset(body):
        raise CharacterError("a region is six digits and a birth year has four")
    return IdentityNumber(text=body + check_character(body), region=region, birth=birth, sequence=sequence)


def check_character(body: str) -> str:
    """The 18th character for 17 digits: ISO 7064 MOD 11-2 (GB 11643-1999 chapter 5)."""
    return _CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def _birth_date(digits: str, *, today: date | None) -> date:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise BirthDateError("the birth date does not exist") from error
    if today is not None and birth > today:
        raise BirthDateError("the birth date has not come yet")
    return birth
