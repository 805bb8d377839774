"""What is printed beside a kiosk: promised to its agent, given once, and told about until the paper is out."""

import secrets
from datetime import datetime, timedelta

from jiban.certificates.downloads import pdf_with_proof
from jiban.certificates.models import Certificate
from jiban.kiosks.errors import NoPrinterError
from jiban.kiosks.models import Kiosk, PrintJob
from jiban.people.encryption import keyed_hash

PRINT_VALID = timedelta(minutes=3)
State = PrintJob.State
# From where the agent may move a job to where.
MOVES: dict[str, tuple[str, ...]] = {
    State.PRINTING: (State.FETCHED,),
    State.DONE: (State.FETCHED, State.PRINTING),
    State.FAILED: (State.WAITING, State.FETCHED, State.PRINTING),
}
ENDED = (State.DONE, State.FAILED, State.CANCELLED)


def ask(kiosk: Kiosk, certificate: Certificate, *, key: str, now: datetime) -> tuple[PrintJob, str]:
    """A job, and the secret of its one-time address; empty if this tap asked before."""
    if not kiosk.agent_key:
        raise NoPrinterError
    token = secrets.token_urlsafe(24)
    job, is_new = PrintJob.objects.get_or_create(
        kiosk=kiosk,
        key=key,
        defaults={
            "certificate": certificate,
            "token_hash": _token_hash(token),
            "made_at": now,
            "expires_at": now + PRINT_VALID,
        },
    )
    return job, token if is_new else ""


def fetch(token: str, *, now: datetime) -> bytes | None:
    """The file, the first time it is asked for."""
    job = PrintJob.objects.filter(token_hash=_token_hash(token)).select_related("certificate__paper").first()
    if job is None:
        return None
    waiting = PrintJob.objects.filter(pk=job.pk, state=State.WAITING, expires_at__gt=now)
    return pdf_with_proof(job.certificate) if waiting.update(state=State.FETCHED) else None


def tell(token: str, state: str, *, reason: str = "", now: datetime) -> bool:
    """The agent says how it goes on. Late or repeated words change nothing."""
    before = MOVES.get(state, ())
    job = PrintJob.objects.filter(token_hash=_token_hash(token), state__in=before)
    ended_at = now if state in ENDED else None
    return bool(job.update(state=state, reason=reason[:10], ended_at=ended_at))


def clear(kiosk: Kiosk, *, now: datetime) -> None:
    """Whoever comes next must not find the papers of who was here."""
    PrintJob.objects.filter(kiosk=kiosk, state=State.WAITING).update(state=State.CANCELLED, ended_at=now)


def _token_hash(token: str) -> str:
    return keyed_hash("kiosk-print", token)
