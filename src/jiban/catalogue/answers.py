"""Read what a person typed into an answer, kind by kind: forgiving about form, exact about content.

Every reader takes the text with blanks stripped and gives the answer as kept (JSON text), or raises AdviceError
whose message tells the person what to enter.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiban.catalogue.definition import Field
from jiban.standards.codes import identity_number
from jiban.standards.codes.errors import BirthDateError, CheckCharacterError, CodeError, LengthError


class AdviceError(ValueError):
    """What to enter instead, in the person's language."""


Reader = Callable[[str, Field, date], str]

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_MONTH = re.compile(r"(\d{4})[-./年]?(\d{1,2})月?")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_NAME_MARKS = frozenset("·.-' ")
_OTHER_DOTS = str.maketrans("•・‧∙．", "·····")


def tidy(text: str, *, lines: bool = False) -> str:
    """Canonical characters, no invisible ones, single blanks; with `lines` the line breaks stay.

    Invisible characters are dropped because a certificate must read the same to people and to machines.
    """
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf"}
    )
    if not lines:
        return " ".join(kept.split())
    return "\n".join(line for line in (" ".join(line.split()) for line in kept.split("\n")) if line)


def read(text: str, field: Field, today: date) -> str:
    """The answer to `field`, or an AdviceError. `text` must not be empty."""
    return READERS[field.kind](text, field, today)


def _read_text(text: str, field: Field, _today: date) -> str:
    if any(unicodedata.category(character) in {"Co", "Cs"} for character in text):
        raise AdviceError(_("one character cannot be read here; please write it another way"))
    if len(text) > field.max_length:
        advice = ngettext(
            "please use at most %(limit)d character; you entered %(count)d",
            "please use at most %(limit)d characters; you entered %(count)d",
            field.max_length,
        )
        raise AdviceError(advice % {"limit": field.max_length, "count": len(text)})
    shortest = field.checks.get("min_length", 1)
    if len(text) < shortest:
        advice = ngettext(
            "please write at least %(limit)d character", "please write at least %(limit)d characters", shortest
        )
        raise AdviceError(advice % {"limit": shortest})
    return text


def _read_name(text: str, field: Field, today: date) -> str:
    name = _read_text(text.translate(_OTHER_DOTS), field, today)
    letters = [character for character in name if character not in _NAME_MARKS]
    # Variation selectors (category Mn) choose a glyph of a rare character.
    if len(letters) < 2 or not all(unicodedata.category(character)[0] in "LM" for character in letters):
        raise AdviceError(_("please enter the full name as on the identity card"))
    return name


def _read_identity_number(text: str, _field: Field, today: date) -> str:
    try:
        return identity_number.parse(text, today=today).text
    except LengthError as error:
        count = len("".join(text.split()))
        raise AdviceError(_("please enter all 18 characters; you entered %(count)d") % {"count": count}) from error
    except BirthDateError as error:
        raise AdviceError(
            _("the birth date in it does not exist; please compare digits 7 to 14 with the card")
        ) from error
    except CheckCharacterError as error:
        raise AdviceError(_("one character is not right; please compare it with the card")) from error
    except CodeError as error:
        raise AdviceError(_("please enter digits only; the last may be X")) from error


def _read_mobile(text: str, _field: Field, _today: date) -> str:
    match = _MOBILE.fullmatch(re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)))
    if match is None:
        raise AdviceError(_("please enter an 11-digit mobile number"))
    return match[1]


def _read_number(text: str, field: Field, today: date) -> str:
    digits = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if not (digits.isascii() and _NUMBER.fullmatch(digits)):
        raise AdviceError(_("please enter a number, digits only"))
    number = Decimal(digits)
    decimals = field.checks.get("decimals", 0)
    if number != round(number, decimals):
        advice = _("please enter a whole number") if decimals == 0 else _("please give at most %(places)d decimals")
        raise AdviceError(advice % {"places": decimals})
    lowest, highest = field.checks.get("minimum"), field.checks.get("maximum")
    if lowest is not None and number < Decimal(str(lowest)):
        raise AdviceError(_("please enter %(limit)s or more") % {"limit": lowest})
    if field.checks.get("not_future"):
        highest = today.year
    if highest is not None and number > Decimal(str(highest)):
        raise AdviceError(_("please enter %(limit)s or less") % {"limit": highest})
    return format(number.normalize(), "f")


def _read_month(text: str, field: Field, today: date) -> str:
    match = _MONTH.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    day = _real_day(match[1], match[2], "1") if match else None
    if day is None:
        raise AdviceError(_("please enter the year and month"))
    _check_day(day, field, today)
    return f"{day:%Y-%m}"


def _read_date(text: str, field: Field, today: date) -> str:
    match = _DAY.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    day = _real_day(*(match[index] or match[index + 3] for index in (1, 2, 3))) if match else None
    if day is None:
        raise AdviceError(_("please enter the year, month and day"))
    _check_day(day, field, today)
    return day.isoformat()


def _real_day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _check_day(day: date, field: Field, today: date) -> None:
    if field.checks.get("not_future") and day > today:
        raise AdviceError(_("this has not come yet; please enter a date up to today"))
    earliest = field.checks.get("earliest")
    if earliest and day < date.fromisoformat(earliest):
        raise AdviceError(_("this is too early; please check the year"))


READERS: dict[str, Reader] = {
    "text": _read_text,
    "long_text": _read_text,
    "address": _read_text,
    "person_name": _read_name,
    "identity_number": _read_identity_number,
    "mobile": _read_mobile,
    "number": _read_number,
    "month": _read_month,
    "date": _read_date,
}
