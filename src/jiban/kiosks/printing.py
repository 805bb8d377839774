"""What is printed beside a kiosk: promised to its agent, given once, and told about until the paper is out."""

import secrets
from datetime import datetime, timedelta

from jiban.certificates.downloads import pdf_with_proof
from jiban.certificates.models import Certificate
from jiban.kiosks.errors import NoPrinterError
from jiban.kiosks.models import Kiosk, PrintJob
from jiban.people.encryption import keyed_hash
from jiban.people.models import Resident

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
    return _ask(kiosk, key=key, now=now, certificate=certificate)


def ask_receipt(kiosk: Kiosk, resident: Resident, pdf: bytes, *, key: str, now: datetime) -> tuple[PrintJob, str]:
    """As `ask`, for a receipt: its file is kept until it is fetched, for three minutes at most."""
    PrintJob.objects.filter(kiosk=kiosk, expires_at__lt=now).exclude(receipt=b"").update(receipt=b"")
    return _ask(kiosk, key=key, now=now, resident=resident, receipt=pdf)


def _ask(kiosk: Kiosk, *, key: str, now: datetime, **what: object) -> tuple[PrintJob, str]:
    if not kiosk.agent_key:
        raise NoPrinterError
    token = secrets.token_urlsafe(24)
    job, is_new = PrintJob.objects.get_or_create(
        kiosk=kiosk,
        key=key,
        defaults={
            **what,
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
    if not waiting.update(state=State.FETCHED, receipt=b""):
        return None
    return pdf_with_proof(job.certificate) if job.certificate is not None else bytes(job.receipt)


def tell(token: str, state: str, *, reason: str = "", now: datetime) -> bool:
    """The agent says how it goes on. Late or repeated words change nothing."""
    before = MOVES.get(state, ())
    job = PrintJob.objects.filter(token_hash=_token_hash(token), state__in=before)
    ended_at = now if state in ENDED else None
    return bool(job.update(state=state, reason=reason[:10], ended_at=ended_at))


def clear(kiosk: Kiosk, *, now: datetime) -> None:
    """Whoever comes next must not find the papers of who was here."""
    PrintJob.objects.filter(kiosk=kiosk, state=State.WAITING).update(state=State.CANCELLED, ended_at=now, receipt=b"")


def _token_hash(token: str) -> str:
    return keyed_hash("kiosk-print", token)
