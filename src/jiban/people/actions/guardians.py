"""Guardians: asked for by the guardian, confirmed by an officer who saw the papers, ended by either."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiban.people.details import read_details, same_name
from jiban.people.encryption import keyed_hash
from jiban.people.errors import NameMismatchError
from jiban.people.guardian_rules import Acting, acting, may_act
from jiban.people.models import AssuranceLevel, Guardianship, Officer, PostKind, RealNameProof, Resident
from jiban.people.questions import PROOF_VALID, check_post
from jiban.people.resident_errors import (
    GuardianDecidedError,
    GuardianKnownError,
    GuardianNotConfirmedError,
    GuardianOverError,
    GuardianTooYoungError,
    NotAChildError,
    OwnChildError,
    TooManyGuardiansError,
    WhyMissingError,
)
from jiban.places import history
from jiban.standards.codes import identity_number as identity_numbers

PROVIDER = "guardian"
MOST_WAITING = 5


@dataclass(frozen=True, slots=True)
class Child:
    """`document` shows who the guardian is: a household register or a birth certificate, last four characters only."""

    name: str
    identity_number: str
    relation: str
    document: str
    document_last_four: str


def ask(guardian: Resident, child: Child, *, now: datetime) -> Guardianship:
    """Write down who wants to act for whom. Nothing about the child is shown or made before an officer says yes."""
    day = timezone.localdate(now)
    details = read_details(
        name=child.name, identity_number=child.identity_number, mobile=guardian.mobile or "13000000000", today=day
    )
    if details.identity_number == guardian.identity_number:
        raise OwnChildError
    if acting(guardian.birth, day=day) is not Acting.OVER:
        raise GuardianTooYoungError
    if acting(identity_numbers.parse(details.identity_number).birth, day=day) is not Acting.ALONE:
        raise NotAChildError
    waiting = guardian.guardianships.filter(confirmed_at=None, refused_at=None, ended_at=None)
    if waiting.count() >= MOST_WAITING:
        raise TooManyGuardiansError
    try:
        with transaction.atomic():
            return Guardianship.objects.create(
                guardian=guardian,
                child_name=details.name,
                child_number=details.identity_number,
                relation=child.relation,
                document=child.document,
                document_last_four=child.document_last_four[-4:],
                asked_at=now,
            )
    except IntegrityError as known:
        raise GuardianKnownError from known


@transaction.atomic
def confirm(asked: Guardianship, *, by: Officer, now: datetime) -> Guardianship:
    """The officer saw the papers. The child becomes a resident of the guardian's village, if it is none yet."""
    _check_officer(asked, by=by, now=now)
    if acting(identity_numbers.parse(asked.child_number).birth, day=timezone.localdate(now)) is not Acting.ALONE:
        raise NotAChildError
    guardian = asked.guardian
    child, _new = Resident.objects.get_or_create(
        identity_number=asked.child_number,
        defaults={
            "name": asked.child_name,
            "mobile": guardian.mobile,
            "village": guardian.village,
            "address": guardian.address,
            "created_at": now,
        },
    )
    if not same_name(child.name, asked.child_name):
        raise NameMismatchError
    _decide(asked, confirmed_at=now, child=child, decided_by=by)
    return asked


def refuse(asked: Guardianship, *, because: str, by: Officer, now: datetime) -> Guardianship:
    _check_officer(asked, by=by, now=now)
    if not because.strip():
        raise WhyMissingError
    _decide(asked, refused_at=now, refused_because=because.strip()[:200], decided_by=by)
    return asked


def end(made: Guardianship, *, now: datetime) -> None:
    """By the guardian, or by the child that has become old enough to say."""
    Guardianship.objects.filter(pk=made.pk, ended_at=None).update(ended_at=now)


def agree(made: Guardianship, *, by: Resident, now: datetime) -> None:
    """From fourteen on the child says itself that this guardian may go on. To anybody else it does not exist."""
    Guardianship.objects.filter(pk=made.pk, child=by, ended_at=None, child_agreed_at=None).update(child_agreed_at=now)


def act_for(guardian: Resident, pk: int, *, now: datetime) -> Guardianship:
    """Begin to act for the child: its name counts as confirmed as well and as long as the guardian's own."""
    made = current(guardian, pk, now=now)
    if made is None or made.child is None:
        raise GuardianOverError
    own = guardian.proofs.filter(
        level__in=[AssuranceLevel.MIDDLE, AssuranceLevel.HIGH], verified_at__gt=now - PROOF_VALID
    ).order_by("-verified_at")
    newest = own.first()
    if newest is None:
        raise GuardianNotConfirmedError
    RealNameProof.objects.get_or_create(
        provider=PROVIDER,
        transaction=f"{made.pk}-{newest.pk}",
        defaults={
            "resident": made.child,
            "subject": keyed_hash("guardian-subject", f"{made.pk}"),
            "level": AssuranceLevel.MIDDLE,
            "method": made.relation,
            "verified_at": newest.verified_at,
            "confirmed_by": made.decided_by,
        },
    )
    return made


def current(guardian: Resident, pk: int, *, now: datetime) -> Guardianship | None:
    """The guardianship if it is this resident's, confirmed, and the child's age still lets it count."""
    own = Guardianship.objects.filter(pk=pk, guardian=guardian, ended_at=None).exclude(confirmed_at=None)
    found = own.select_related("child__village__committee", "guardian", "decided_by").first()
    if found is None or found.child is None:
        return None
    agreed = found.child_agreed_at is not None
    return found if may_act(found.child.birth, child_agreed=agreed, day=timezone.localdate(now)) else None


def child_of(guardian: Resident, pk: int, *, now: datetime) -> Resident | None:
    """The child this resident acts for, marked with by what right; None when that counts no more."""
    made = current(guardian, pk, now=now)
    if made is None or made.child is None:
        return None
    made.child.acting = made
    return made.child


def _check_officer(asked: Guardianship, *, by: Officer, now: datetime) -> None:
    committee = history.committee_for(asked.guardian.village)
    if committee is None:
        raise GuardianDecidedError
    check_post(by, PostKind.CLERK, committee=committee, now=now)


def _decide(asked: Guardianship, **decision: object) -> None:
    open_ = Guardianship.objects.filter(pk=asked.pk, confirmed_at=None, refused_at=None, ended_at=None)
    if not open_.update(**decision):
        raise GuardianDecidedError
    asked.refresh_from_db()
