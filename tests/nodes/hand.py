"""A process of its own that issues: `python -m tests.nodes.hand issue | files FOLDER`, in a node's environment."""

import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - needs the set-up above
from django.utils import timezone  # noqa: E402

from jiban.cases import deciding  # noqa: E402
from jiban.certificates import downloads  # noqa: E402
from jiban.certificates.models import Certificate  # noqa: E402
from jiban.certificates.publishing import publish  # noqa: E402
from jiban.seals.certifier import create_test_authority, test_authority  # noqa: E402
from tests import cast  # noqa: E402
from tests.stories.walk import submitted_case  # noqa: E402


def issue():
    """A resident applies, the head of the village approves; the rest is the worker's."""
    now = timezone.now()
    village = cast.village(create_test_authority(now), at=now)
    cast.items()
    publish(settings.TRUST_DIR, test_authority(), now)
    deciding.approve(submitted_case(village), by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())


def files(folder):
    """What the holder downloads."""
    (Path(folder) / "out.ofd").write_bytes(downloads.ofd_with_proof(Certificate.objects.get()))


{"issue": issue, "files": files}[sys.argv[1]](*sys.argv[2:])
