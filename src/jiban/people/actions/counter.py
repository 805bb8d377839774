"""The counter: a clerk looks at somebody's papers, and hands out a slip whose code signs in once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiban.people.details import read_details, same_name
from jiban.people.encryption import keyed_hash
from jiban.people.errors import NameMismatchError
from jiban.people.models import (
    AssuranceLevel,
    Document,
    Officer,
    PostKind,
    RealNameProof,
    Resident,
    SignInSlip,
)
from jiban.people.questions import check_post
from jiban.people.resident_errors import (
    OtherVillageError,
    SlipExpiredError,
    SlipRevokedError,
    SlipUnknownError,
    SlipUsedError,
)
from jiban.people.tries import Door, clear_tries, count_try
from jiban.places.models import Committee

VALID = timedelta(hours=24)
CODE_DIGITS = 12
# A paper without a photo says less about who holds it.
LEVELS = {
    Document.IDENTITY_CARD: AssuranceLevel.HIGH,
    Document.TEMPORARY_CARD: AssuranceLevel.HIGH,
    Document.SOCIAL_SECURITY_CARD: AssuranceLevel.MIDDLE,
    Document.HOUSEHOLD_REGISTER: AssuranceLevel.MIDDLE,
}
PROVIDER = "counter"
# Stands in where nobody has a mobile number to type.
NO_MOBILE = "13000000000"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the clerk read on the paper. Of the paper's own number only the last four characters are taken down."""

    name: str
    identity_number: str
    document: str
    document_last_four: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class MadeSlip:
    """`code` is shown once: only its hash is kept."""

    slip: SignInSlip
    code: str

    @property
    def grouped(self) -> str:
        return " ".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))


def make_slip(seen: Seen, *, committee: Committee, by: Officer, now: datetime) -> MadeSlip:
    """Raises InvalidDetailsError, NameMismatchError or OtherVillageError. An earlier slip of the person counts no more."""
    check_post(by, PostKind.CLERK, committee=committee, now=now)
    resident = find_person(seen, committee=committee, now=now)
    with transaction.atomic():
        resident.slips.filter(used_at=None, revoked_at=None).update(revoked_at=now)
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        slip = SignInSlip.objects.create(
            resident=resident,
            committee=committee,
            document=seen.document,
            document_last_four=seen.document_last_four[-4:],
            level=LEVELS[Document(seen.document)],
            made_by=by,
            made_at=now,
            expires_at=now + VALID,
            code_hash=_hash(code, resident.identity_number[-4:]),
        )
    return MadeSlip(slip, code)


def find_person(seen: Seen, *, committee: Committee, now: datetime) -> Resident:
    """Whom the paper names, entered if nobody knew them. Raises InvalidDetailsError, NameMismatchError, OtherVillageError."""
    details = read_details(
        name=seen.name, identity_number=seen.identity_number, mobile=NO_MOBILE, today=timezone.localdate(now)
    )
    count_try(Door.REAL_NAME, details.identity_number, now=now)
    resident, _new = Resident.objects.get_or_create(
        identity_number=details.identity_number,
        defaults={
            "name": details.name,
            "village": committee.division,
            "address": seen.address.strip(),
            "created_at": now,
        },
    )
    if not same_name(resident.name, details.name):
        raise NameMismatchError
    if resident.village_id != committee.division_id:
        raise OtherVillageError
    clear_tries(Door.REAL_NAME, details.identity_number)
    return resident


def use_slip(code: str, last_four: str, *, now: datetime) -> Resident:
    """Sign in with the code and the last four characters of the identity number. Works once."""
    digits, last_four = "".join(filter(str.isdigit, code)), last_four.strip().upper()[-4:]
    count_try(Door.SLIP, last_four, now=now)
    found = SignInSlip.objects.filter(code_hash=_hash(digits, last_four)).select_related("resident").first()
    if found is None:
        raise SlipUnknownError
    if found.used_at is not None:
        raise SlipUsedError
    if found.revoked_at is not None:
        raise SlipRevokedError
    if found.expires_at <= now:
        raise SlipExpiredError
    with transaction.atomic():
        open_ = SignInSlip.objects.filter(pk=found.pk, used_at=None, revoked_at=None)
        if not open_.update(used_at=now):
            raise SlipUsedError
        _prove(found)
    clear_tries(Door.SLIP, last_four)
    return found.resident


def set_mobile(resident: Resident, mobile: str) -> Resident:
    """The number the person wants to be reached at. Checked by the caller's form."""
    resident.mobile = mobile
    resident.save(update_fields=["mobile"])
    return resident


def _prove(slip: SignInSlip) -> None:
    RealNameProof.objects.create(
        resident=slip.resident,
        provider=PROVIDER,
        subject=keyed_hash("counter-subject", slip.resident.identity_number),
        level=slip.level,
        method=slip.document,
        # The papers were looked at then, whenever the code is used.
        verified_at=slip.made_at,
        transaction=f"slip-{slip.pk}",
        confirmed_by=slip.made_by,
    )


def _hash(code: str, last_four: str) -> str:
    return keyed_hash("sign-in-slip", f"{code}:{last_four}")
