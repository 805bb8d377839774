"""What the page of an officer tells administrators and auditors about the account, and what they may do with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jiban.people.account_history import AccountEvent, account_history
from jiban.people.looking_after import looks_after
from jiban.people.models import Officer, PostKind, WayBack
from jiban.people.questions import ADMINISTRATORS
from jiban.seals.models import Seal, SealKind

from .desk import Desk

OVER = ("revoked", "replaced", "destroyed")


@dataclass(frozen=True, slots=True)
class AccountCard:
    events: Sequence[AccountEvent]
    is_mine: bool
    # The link that was given and not used yet.
    waiting: WayBack | None
    # Of a closed account: what is left to revoke.
    signatures: Sequence[Seal]


def account_card(desk: Desk, one: Officer, now: datetime) -> AccountCard | None:
    """None for who has no business with accounts."""
    if desk.kinds.isdisjoint((*ADMINISTRATORS, PostKind.AUDITOR)):
        return None
    is_mine = looks_after(desk.officer, one, now)
    return AccountCard(
        events=account_history(one),
        is_mine=is_mine,
        waiting=one.ways_back.filter(used_at=None, revoked_at=None).first() if is_mine else None,
        signatures=living_signatures(one) if is_mine and not one.is_active else (),
    )


def living_signatures(one: Officer) -> list[Seal]:
    rows = Seal.objects.filter(officer=one, kind=SealKind.REVIEWER).exclude(state__in=OVER)
    return list(rows.select_related("committee").defer("picture", "seal_der", "certificate_der").order_by("pk"))
