"""An officer's account: closed when the officer leaves, opened again if that was decided; what was done is read."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from jiban.people.actions.sessions import end_other_sessions
from jiban.people.door_errors import AccountClosedAlreadyError, AccountOpenError, AccountReasonMissingError
from jiban.people.looking_after import check_looks_after
from jiban.people.models import AccountClosing, Officer


@transaction.atomic
def close_account(officer: Officer, *, because: str, by: Officer, now: datetime) -> AccountClosing:
    """The officer has left: every term and every deputy's time ends, every session too; signing in is refused."""
    if not because.strip():
        raise AccountReasonMissingError
    check_looks_after(by, officer, now)
    # Who appoints the officer at this moment waits here, and then finds the account closed.
    if not Officer.objects.filter(pk=officer.pk, is_active=True).update(is_active=False):
        raise AccountClosedAlreadyError
    officer.is_active = False
    open_ = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(now))
    for rows in (officer.terms, officer.deputations):
        rows.filter(open_, ended_at=None).update(ended_at=now, ended_because=because.strip())
    officer.ways_back.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    end_other_sessions(officer, keep="")
    return AccountClosing.objects.create(officer=officer, closed_at=now, closed_by=by, because=because.strip())


@transaction.atomic
def reopen_account(officer: Officer, *, because: str, by: Officer, now: datetime) -> AccountClosing:
    """Signing in is possible again. Terms and deputations stay ended: whoever is needed again is appointed again."""
    if not because.strip():
        raise AccountReasonMissingError
    check_looks_after(by, officer, now)
    closing = officer.closings.filter(reopened_at=None).first()
    # Whoever was between password and second factor when the account closed starts over.
    counted = {"is_active": True, "sessions_ended": F("sessions_ended") + 1}
    if closing is None or not Officer.objects.filter(pk=officer.pk, is_active=False).update(**counted):
        raise AccountOpenError
    officer.refresh_from_db(fields=["is_active", "sessions_ended"])
    closing.reopened_at, closing.reopened_by, closing.reopened_because = now, by, because.strip()
    closing.save(update_fields=["reopened_at", "reopened_by", "reopened_because"])
    return closing


@transaction.atomic
def note_history_read(officer: Officer, *, now: datetime) -> None:
    """What happened up to now; what is done while the page is being read is still new the next time."""
    officer.ways_back.filter(seen_at=None, given_at__lte=now).update(seen_at=now)
    officer.closings.filter(seen_at=None, reopened_at__lte=now).update(seen_at=now)
