"""Who may know what: a request is judged by the catalogue, the consent and the day's count. No database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .errors import (
    ConsentOverError,
    FieldNotOfferedError,
    NoCaseError,
    NoConsentError,
    NotSharedError,
    StaleError,
    TooManyError,
    UnknownFactError,
    WrongPurposeError,
)
from .facts import VILLAGE, Fact, Level, Use

MOST_A_DAY = 60
MOST_A_CASE_AND_DAY = 10
# From here on the county is told: too few to be fishing, too many to be the day's work.
ALARM_ASKED, ALARM_REFUSED = 40, 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. `item` is the item of a village's case, which the fact must concern."""

    purpose: str
    receiver: str
    fields: Sequence[str]
    case_number: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent as the rules see it."""

    fact: str
    purpose: str
    receiver: str
    fields: Sequence[str]
    case_number: str
    committee: int | None
    in_force: bool
    was_given: bool


@dataclass(frozen=True, slots=True)
class Counted:
    today: int
    of_case: int


def judge(fact: Fact | None, wanted: Wanted, agreed: Agreed | None, counted: Counted, *, committee: int | None) -> Use:
    """The use that lets the fact be shared. Raises the refusal that comes first."""
    if fact is None:
        raise UnknownFactError
    if not wanted.case_number.strip():
        raise NoCaseError
    if fact.level == Level.NOT_SHARED:
        raise NotSharedError
    use = fact.use_for(wanted.purpose, wanted.receiver)
    if use is None or (wanted.receiver == VILLAGE and wanted.item not in fact.items):
        raise WrongPurposeError
    if not wanted.fields or any(fact.field_named(name) is None for name in wanted.fields):
        raise FieldNotOfferedError
    if counted.today >= MOST_A_DAY or counted.of_case >= MOST_A_CASE_AND_DAY:
        raise TooManyError
    if fact.consent:
        _check_consent(fact, wanted, agreed, committee)
    return use


def _check_consent(fact: Fact, wanted: Wanted, agreed: Agreed | None, committee: int | None) -> None:
    if agreed is None or not agreed.was_given:
        raise NoConsentError
    meant = (agreed.fact, agreed.purpose, agreed.receiver, agreed.committee)
    if meant != (fact.code, wanted.purpose, wanted.receiver, committee) or not set(wanted.fields) <= set(agreed.fields):
        raise NoConsentError
    if agreed.case_number and agreed.case_number != wanted.case_number:
        raise NoConsentError
    if not agreed.in_force:
        raise ConsentOverError


def check_age(fact: Fact, as_of: date, *, today: date) -> int:
    """How many days old. Raises StaleError; a day that has not come yet is no good either."""
    age_days = (today - as_of).days
    if not 0 <= age_days <= fact.fresh_days:
        raise StaleError
    return age_days


def is_alarming(asked: int, refused: int) -> bool:
    return asked >= ALARM_ASKED or refused >= ALARM_REFUSED
