"""A task begins: who is helped, with which item, and on whose authority."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiban.catalogue.models import Item
from jiban.people.actions.counter import NO_MOBILE, Seen, find_person
from jiban.people.details import read_details, same_name
from jiban.people.errors import InvalidDetailsError, NoPostError
from jiban.people.guardian_rules import Acting, acting
from jiban.people.models import Officer, PostKind, Resident
from jiban.people.questions import may_act
from jiban.people.tries import Door, clear_tries, count_try
from jiban.places.models import Committee

from .consent_rules import Authority
from .errors import ChildError, KinMissingError, LetterMissingError, PersonUnknownError, YourselfError
from .models import HelpTask, HomeVisit

HELPERS = (PostKind.GRID_WORKER, PostKind.CLERK)
TASK_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Ground:
    """On whose authority. `letter`: already checked and cleaned."""

    authority: str
    kin: str = ""
    letter: bytes = b""
    letter_type: str = ""


@dataclass(frozen=True, slots=True)
class ByOfficer:
    officer: Officer
    committee: Committee
    post: str


def at_desk(
    seen: Seen,
    item: Item,
    ground: Ground,
    helper: ByOfficer,
    *,
    key: str,
    now: datetime,
    visit: HomeVisit | None = None,
) -> HelpTask:
    """By a clerk or grid worker who looked at the person's paper. The same key twice opens one task."""
    check_helper(helper, now=now)
    earlier = HelpTask.objects.filter(key=key, officer=helper.officer).first()
    if earlier is not None:
        return earlier
    _check(ground, needs_kin=False)
    resident = find_person(seen, committee=helper.committee, now=now)
    _check_age(resident, now)
    task = HelpTask(officer=helper.officer, post=helper.post, committee=helper.committee, document=seen.document)
    with transaction.atomic():
        opened = _open(task, resident, item, ground, key=key, now=now)
        if visit is not None:
            HomeVisit.objects.filter(pk=visit.pk, committee=helper.committee, done_at=None).update(task=opened)
    return opened


def by_relative(
    asker: Resident, name: str, identity_number: str, item: Item, ground: Ground, *, key: str, now: datetime
) -> HelpTask:
    """From the relative's own account: for somebody the village knows, who then has to agree themselves."""
    earlier = HelpTask.objects.filter(key=key, relative=asker).first()
    if earlier is not None:
        return earlier
    _check(ground, needs_kin=True)
    resident = _known_person(asker, name, identity_number, now=now)
    _check_age(resident, now)
    committee = resident.village.committee
    return _open(HelpTask(relative=asker, committee=committee), resident, item, ground, key=key, now=now)


def check_helper(helper: ByOfficer, *, now: datetime) -> None:
    """Raise NoPostError unless the officer is clerk or grid worker there now."""
    if not any(may_act(helper.officer, kind, committee=helper.committee, now=now) for kind in HELPERS):
        raise NoPostError(post=str(PostKind.GRID_WORKER.label), committee=helper.committee.name)


def _known_person(asker: Resident, name: str, identity_number: str, *, now: datetime) -> Resident:
    today = timezone.localdate(now)
    details = read_details(name=name, identity_number=identity_number, mobile=NO_MOBILE, today=today)
    if details.identity_number == asker.identity_number:
        raise YourselfError
    # Counted for the asker too: nobody goes through a list of names.
    for subject in (f"helper-{asker.pk}", details.identity_number):
        count_try(Door.REAL_NAME, subject, now=now)
    people = Resident.objects.select_related("village__committee")
    found = people.filter(identity_number=details.identity_number, village__committee__isnull=False).first()
    if found is None or not same_name(found.name, details.name):
        raise PersonUnknownError
    for subject in (f"helper-{asker.pk}", details.identity_number):
        clear_tries(Door.REAL_NAME, subject)
    return found


def _check(ground: Ground, *, needs_kin: bool) -> None:
    if ground.authority not in set(Authority):
        raise InvalidDetailsError({"authority": ""})
    if not ground.kin and (needs_kin or ground.authority == Authority.RELATION):
        raise KinMissingError
    if ground.authority == Authority.LETTER and not ground.letter:
        raise LetterMissingError


def _check_age(resident: Resident, now: datetime) -> None:
    day: date = timezone.localdate(now)
    if acting(resident.birth, day=day) is Acting.ALONE:
        raise ChildError


def _open(task: HelpTask, resident: Resident, item: Item, ground: Ground, *, key: str, now: datetime) -> HelpTask:
    made, _new = HelpTask.objects.get_or_create(
        key=key,
        defaults={
            "officer": task.officer,
            "post": task.post,
            "relative": task.relative,
            "committee": task.committee,
            "document": task.document,
            "resident": resident,
            "item": item,
            "authority": ground.authority,
            "kin": ground.kin,
            "letter": ground.letter,
            "letter_type": ground.letter_type,
            "opened_at": now,
            "ends_at": now + TASK_LASTS,
        },
    )
    return made
