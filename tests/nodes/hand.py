"""A process of its own that issues: `python -m tests.nodes.hand issue | files FOLDER`, in the environment of the first city."""

import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402 - needs the set-up above

from jiban.cases import actions, deciding  # noqa: E402
from jiban.cases.actions import Request  # noqa: E402
from jiban.catalogue.questions import item  # noqa: E402
from jiban.certificates import downloads  # noqa: E402
from jiban.certificates.models import Certificate  # noqa: E402
from jiban.demo.plans import plan  # noqa: E402
from jiban.people.models import Officer, Resident  # noqa: E402

NAME = "李树林"


def issue():
    """A resident applies, the head of the village approves; the rest is the worker's."""
    now, said = timezone.now(), plan()
    person = next(row for row in said["residents"] if row["name"] == NAME)
    head = next(row for row in said["officers"] if row["username"] == "head")
    answers = {**said["answers"], "address": person["address"], "since": person["since"]}
    case = actions.submit(Resident.objects.get(name=NAME), Request(item("residence"), "hand", answers), now=now)
    by = Officer.objects.get(username="head")
    deciding.approve(case, by=by, pin=head["pin"], read_at=timezone.now(), now=timezone.now())


def files(folder):
    """What the holder downloads."""
    mine = Certificate.objects.get(holder__name=NAME)
    (Path(folder) / "out.ofd").write_bytes(downloads.ofd_with_proof(mine))


{"issue": issue, "files": files}[sys.argv[1]](*sys.argv[2:])
