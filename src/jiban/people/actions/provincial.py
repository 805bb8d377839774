"""Residents who come from a provincial identity platform: let in, linked after they said yes, and signed out again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from jiban.people.actions.registering import proof_of, ticket_for, welcome_back
from jiban.people.details import read_name, same_name
from jiban.people.encryption import keyed_hash
from jiban.people.errors import NameMismatchError, VillageNeededError
from jiban.people.id_tokens import Identity
from jiban.people.identity import Proof
from jiban.people.logout_tokens import Ended
from jiban.people.models import MOBILE, AssuranceLevel, ProvincialSession, Resident, ResidentLink
from jiban.people.provincial import Platform
from jiban.people.resident_errors import (
    FactsMissingError,
    LevelTooLowError,
    LinkNeededError,
    OtherAccountError,
    OtherPersonError,
    ProvincialLateError,
)
from jiban.people.tries import Door, clear_tries, count_try
from jiban.standards.codes import identity_number as identity_numbers
from jiban.standards.codes import masking
from jiban.standards.codes.errors import CodeError


@dataclass(frozen=True, slots=True)
class CameBack:
    """Somebody came from the platform, and this is what it stands for."""

    proof: Proof
    sid: str


def read_identity(identity: Identity, platform: Platform, *, transaction_key: str, now: datetime) -> CameBack:
    """What the platform says about the person. Raises LevelTooLowError before anything else is looked at."""
    level = platform.level(identity.methods)
    if level == AssuranceLevel.LOW:
        raise LevelTooLowError
    said, names = identity.claims, platform.claims
    try:
        name = read_name(_text(said, names["name"]))
        number = identity_numbers.parse(_text(said, names["identity_number"]), today=timezone.localdate(now)).text
    except (ValueError, CodeError) as missing:
        raise FactsMissingError from missing
    proof = Proof(
        provider=platform.code,
        # Hashed, because a subject may be longer than its column, and to whom it belongs stands in the link.
        subject=keyed_hash("provincial-subject", f"{identity.issuer}\n{identity.subject}"),
        name=name,
        id_number=number,
        mobile=_mobile(_text(said, names["mobile"])),
        level=level,
        method=f"oidc-{platform.code}"[:40],
        verified_at=now,
        transaction=keyed_hash("provincial-transaction", transaction_key),
        account=(identity.issuer, identity.subject),
    )
    return CameBack(proof, _text(said, "sid")[:255])


def come_in(came: CameBack, *, now: datetime) -> Resident:
    """Let in who is linked. Raises LinkNeededError for who is known here and has to say yes first, VillageNeededError
    for who is new: the ticket of the first goes to `link`, of the second to `register`."""
    proof = came.proof
    linked = _link_of(proof)
    if linked is not None:
        if linked.resident.identity_number != proof.id_number:
            raise OtherPersonError
        resident = welcome_back(linked.resident, proof, now=now)
        ResidentLink.objects.filter(pk=linked.pk).update(last_used_at=now)
        return resident
    known = Resident.objects.filter(identity_number=proof.id_number).first()
    if known is None:
        raise VillageNeededError(ticket_for(proof))
    _check_linkable(known, proof, now=now)
    raise LinkNeededError(ticket_for(proof), masked_name=masking.mask_name(known.name))


def link(ticket: str, *, now: datetime) -> Resident:
    """The person has said yes. A second tap finds the link made."""
    proof = proof_of(ticket, now=now)
    resident = Resident.objects.filter(identity_number=proof.id_number).first()
    if resident is None or proof.account is None:
        raise ProvincialLateError
    linked = _link_of(proof)
    if linked is None:
        _check_linkable(resident, proof, now=now)
    elif linked.resident_id != resident.pk:
        raise OtherPersonError
    try:
        with transaction.atomic():
            return welcome_back(resident, proof, now=now)
    except IntegrityError as taken:
        raise OtherAccountError from taken


def unlink(resident: Resident, pk: int) -> None:
    resident.links.filter(pk=pk).delete()


def note_session(resident: Resident, issuer: str, *, sid: str, session_key: str, now: datetime) -> None:
    """Remember what the platform may ask us to end."""
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    ProvincialSession.objects.filter(begun_at__lt=now - longest).delete()
    made = resident.links.filter(issuer=issuer).first()
    if made is not None:
        ProvincialSession.objects.create(link=made, sid=sid, session_key=session_key, begun_at=now)


@transaction.atomic
def end_sessions(ended: Ended) -> int:
    """Sessions begun after the token was made are others: a token sent twice must not end them."""
    made_at = datetime.fromtimestamp(ended.made_at + 1, tz=UTC)
    found = ProvincialSession.objects.filter(link__issuer=ended.issuer, begun_at__lte=made_at)
    if ended.subject:
        found = found.filter(link__subject=ended.subject)
    if ended.sid:
        found = found.filter(sid=ended.sid)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    return len(keys)


def _check_linkable(resident: Resident, proof: Proof, *, now: datetime) -> None:
    # Counted first, as at every door: names must not be found out by trying them.
    count_try(Door.REAL_NAME, proof.id_number, now=now)
    if not same_name(resident.name, proof.name):
        raise NameMismatchError
    clear_tries(Door.REAL_NAME, proof.id_number)
    if proof.account is not None and resident.links.filter(issuer=proof.account[0]).exists():
        raise OtherAccountError


def _link_of(proof: Proof) -> ResidentLink | None:
    if proof.account is None:
        return None
    issuer, subject = proof.account
    return ResidentLink.objects.filter(issuer=issuer, subject=subject).select_related("resident").first()


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _mobile(text: str) -> str:
    """A number that cannot be one is left out, not refused: the person can type it here."""
    number = re.sub(r"[\s-]", "", text).removeprefix("+86")
    try:
        MOBILE(number)
    except ValidationError:
        return ""
    return number
