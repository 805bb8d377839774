"""A process of its own that prepares or inspects: `python -m tests.stories.worker_process prepare | report`."""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 - needs the set-up above
from django.utils import timezone  # noqa: E402

from jiban.cases import deciding  # noqa: E402
from jiban.cases.models import Case, JournalLine  # noqa: E402
from jiban.certificates.models import Certificate, Paper  # noqa: E402
from jiban.certificates.publishing import publish  # noqa: E402
from jiban.jobs.models import Job  # noqa: E402
from jiban.ledger import places  # noqa: E402
from jiban.ledger.fsck import fsck  # noqa: E402
from jiban.ledger.models import Line  # noqa: E402
from jiban.notices.models import Notice  # noqa: E402
from jiban.seals.certifier import create_test_authority  # noqa: E402
from jiban.seals.models import SealUse  # noqa: E402
from tests import cast  # noqa: E402
from tests.stories.walk import submitted_case  # noqa: E402


def prepare():
    """A village in which the head has just approved one application."""
    now = timezone.now()
    authority = create_test_authority(now)
    village = cast.village(authority, at=now)
    cast.items()
    publish(settings.TRUST_DIR, authority, now)
    deciding.approve(submitted_case(village), by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())


def report():
    paper = Paper.objects.get()
    answer = {
        "certificates": list(Certificate.objects.values_list("state", flat=True)),
        "cases": list(Case.objects.values_list("state", flat=True)),
        "issue_steps": JournalLine.objects.filter(action="issue").count(),
        "notices": Notice.objects.count(),
        "seal_uses": SealUse.objects.count(),
        "log_lines": Line.objects.count(),
        "log_placed": places.first_unused(),
        "log_fault": str(fsck().fault or ""),
        "open_jobs": Job.objects.exclude(state="done").count(),
        "files": bool(paper.ofd) and bool(paper.pdf) and not paper.draft_ofd,
    }
    print(json.dumps(answer))  # noqa: T201 - the parent process reads it


{"prepare": prepare, "report": report}[sys.argv[1]]()
