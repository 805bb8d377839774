"""A reviewer lets the rules of an item approve: granted with PIN and second factor, revoked at once, each use listed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from jiban.catalogue.models import Item
from jiban.people.actions.second_factors import check_second_factor
from jiban.people.models import Officer, PostKind
from jiban.people.questions import authority_at, check_post, is_absent
from jiban.places.models import Committee
from jiban.seals import actions as seal_actions
from jiban.seals import questions as seal_questions
from jiban.seals.errors import SealError

from .errors import (
    AuthorisationDaysError,
    AuthorisationLimitError,
    AuthorisationRevokedError,
    AuthorisedAlreadyError,
    NoRulesError,
    ReasonMissingError,
)
from .models import AuthorisationDay, AuthorisationUse, Case, Ruling, StandingAuthorisation

LONGEST = timedelta(days=366)
MOST_A_DAY = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """For which item, from which day to which inclusive, and how often a day."""

    item: str
    from_day: date
    until_day: date
    a_day: int


def grant(
    committee: Committee, limits: Limits, *, by: Officer, pin: str, code: str, now: datetime
) -> StandingAuthorisation:
    """Everything that can refuse is looked at before the PIN and the code, so that no try is wasted."""
    authority = check_post(by, PostKind.REVIEWER, committee=committee, now=now, item=limits.item)
    _check_limits(limits, today=timezone.localdate(now))
    if living(by, committee, limits.item).exists():
        raise AuthorisedAlreadyError
    signature = seal_questions.signature_of(by, committee, now)
    seal_actions.unlock(signature, by=by, pin=pin, now=now)
    check_second_factor(by, code, now)
    try:
        with transaction.atomic():
            return StandingAuthorisation.objects.create(
                officer=by,
                committee=committee,
                item=limits.item,
                from_day=limits.from_day,
                until_day=limits.until_day,
                a_day=limits.a_day,
                granted_at=now,
                authority=authority,
            )
    except IntegrityError as error:
        raise AuthorisedAlreadyError from error


@transaction.atomic
def revoke(authorisation: StandingAuthorisation, *, by: Officer, because: str, now: datetime) -> None:
    if not because.strip():
        raise ReasonMissingError
    mine = StandingAuthorisation.objects.filter(pk=authorisation.pk, revoked_at=None)
    if not mine.update(revoked_at=now, revoked_by=by, revoked_because=because.strip()):
        raise AuthorisationRevokedError


def use(ruling: Ruling, case: Case, *, now: datetime) -> AuthorisationUse | None:
    """In the transaction of the ruling: the first authorisation in force that is not used up today, if there is one."""
    found = StandingAuthorisation.objects.filter(committee=case.committee, item=case.item.code, revoked_at=None)
    for authorisation in found.select_related("officer", "committee").order_by("id"):
        if is_in_force(authorisation, now) and _counted(authorisation, timezone.localdate(now)):
            return AuthorisationUse.objects.create(authorisation=authorisation, case=case, ruling=ruling, at=now)
    return None


def is_in_force(authorisation: StandingAuthorisation, now: datetime) -> bool:
    """It ends with the term, or with the deputy's days, and with the signature; it rests while the reviewer is away."""
    day, officer, committee = timezone.localdate(now), authorisation.officer, authorisation.committee
    if authorisation.revoked_at is not None or not authorisation.from_day <= day <= authorisation.until_day:
        return False
    held = authority_at(committee, officer, PostKind.REVIEWER, now, authorisation.item)
    if held != authorisation.authority or not officer.is_active or is_absent(officer, now):
        return False
    try:
        seal_questions.signature_of(officer, committee, now)
    except SealError:
        return False
    return True


def living(officer: Officer, committee: Committee, item: str = "") -> QuerySet[StandingAuthorisation]:
    found = StandingAuthorisation.objects.filter(officer=officer, committee=committee, revoked_at=None)
    return found.filter(item=item) if item else found


def with_rules() -> list[Item]:
    """The items on offer whose rules may approve something."""
    return [item for item in Item.objects.filter(current=True) if may_approve(item)]


def may_approve(item: Item) -> bool:
    return any(rule["outcome"] == "approve" for rule in item.definition.get("rules", ()))


def _check_limits(limits: Limits, *, today: date) -> None:
    item = Item.objects.filter(code=limits.item, current=True).first()
    if item is None or not may_approve(item):
        raise NoRulesError
    if not today <= limits.from_day <= limits.until_day <= today + LONGEST:
        raise AuthorisationDaysError
    if not 1 <= limits.a_day <= MOST_A_DAY:
        raise AuthorisationLimitError


def _counted(authorisation: StandingAuthorisation, day: date) -> bool:
    """Of two at once for the last place of the day, one gets it. A revocation meanwhile counts."""
    living_now = StandingAuthorisation.objects.filter(pk=authorisation.pk, revoked_at=None)
    if not living_now.update(a_day=F("a_day")):
        return False
    AuthorisationDay.objects.get_or_create(authorisation=authorisation, day=day)
    below = AuthorisationDay.objects.filter(authorisation=authorisation, day=day, used__lt=authorisation.a_day)
    return bool(below.update(used=F("used") + 1))
