"""What the worker's clock does for certificates: give log lines their places, keep the published list fresh."""

import os
from datetime import datetime

from django.conf import settings

from jiban.composing import Literal
from jiban.cosigning import policies
from jiban.jobs.registry import every
from jiban.ledger import sequencer

from . import compromised, copies, trust
from .models import Certificate
from .revoking import published_list

FRESH_SECONDS = 3600
TEN_MINUTES = 600


@every(1, "sequence-the-log")
def sequence_the_log(now: datetime) -> None:
    """Every worker tries; the lease lets one through."""
    while sequencer.sequence(now, holder=f"worker-{os.getpid()}") >= sequencer.MOST_LINES:
        pass


@every(5, "publish-revocations")
def publish_revocations(now: datetime) -> None:
    """Write the list again when something was revoked since, and once an hour so that it is known to be fresh."""
    path = settings.TRUST_DIR / trust.REVOCATIONS
    if path.exists():
        written = datetime.fromtimestamp(path.stat().st_mtime, tz=now.tzinfo)
        is_fresh = (now - written).total_seconds() < FRESH_SECONDS
        if is_fresh and not Certificate.objects.filter(state=Literal("revoked"), revoked_at__gte=written).exists():
            return
    trust.write(settings.TRUST_DIR, {trust.REVOCATIONS: published_list(now).encode("utf-8")})


@every(60, "publish-witness-policy")
def publish_witness_policy(_now: datetime) -> None:
    """Who checks offline goes by the same policy as we do; a policy taken away is taken away there too."""
    path, text = settings.TRUST_DIR / trust.WITNESS_POLICY, policies.text()
    if not text:
        path.unlink(missing_ok=True)
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        trust.write(settings.TRUST_DIR, {trust.WITNESS_POLICY: text.encode("utf-8")})


@every(TEN_MINUTES, "leave-out-ended")
def leave_out_ended(now: datetime) -> None:
    """A list of affected certificates comes to its end though some of them ended by themselves."""
    compromised.leave_out_ended(now)


@every(TEN_MINUTES, "empty-old-copies")
def empty_old_copies(now: datetime) -> None:
    """Files of copies that are over need no room."""
    copies.empty_files(now)
