"""A process of its own that works on the log: `python -m tests.ledger.log_process ACT [ARGUMENTS]`.

crash STEP             write and sequence five lines, write four more, be killed at STEP of sequencing them
recover                print a report, sequence what waits, print a report
write FIRST COUNT      when told to go, write lines, each in its own transaction
sequence HOLDER UNTIL  when told to go, sequence until the log has UNTIL lines
report                 print a report: one line of JSON with what the log holds and what fsck says
"""

import json
import sys
import time
from datetime import timedelta

import django
from django.conf import settings
from django.db import transaction
from django.utils import timezone

django.setup()

from jiban.ledger import places, sequencer  # noqa: E402 - needs the set-up above
from jiban.ledger.fsck import fsck  # noqa: E402
from jiban.ledger.models import Checkpoint  # noqa: E402
from tests.ledger.story import in_order, write  # noqa: E402

PATIENCE_SECONDS = 60


def crash(step):
    write(5)
    sequencer.sequence(timezone.now(), holder="first")
    write(4, first=5)
    settings.CRASH_AT = step
    sequencer.sequence(timezone.now(), holder="first")


def recover():
    report()
    # Later than the lease of the dead process; a worker comes back every second until then.
    sequencer.sequence(timezone.now() + timedelta(seconds=sequencer.LEASE_SECONDS), holder="second")
    report()


def write_lines(first, count):
    wait_for_the_others()
    for number in range(int(first), int(first) + int(count)):
        with transaction.atomic():
            write(1, first=number)
        time.sleep(0.001)


def sequence_until(holder, until):
    wait_for_the_others()
    began = time.monotonic()
    while places.first_unused() < int(until):
        sequencer.sequence(timezone.now(), holder=holder)
        time.sleep(0.001)
        if time.monotonic() - began > PATIENCE_SECONDS:
            sys.exit("the log did not grow")


def report():
    checked = fsck()
    answer = {
        "indices": [places.of_line(line) for line in in_order()],
        "waiting": checked.waiting,
        "sizes": list(Checkpoint.objects.order_by("id").values_list("size", flat=True)),
        "fault": str(checked.fault) if checked.fault else None,
    }
    print(json.dumps(answer))  # noqa: T201 - the parent process reads it


def wait_for_the_others():
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()


ACTS = {"crash": crash, "recover": recover, "write": write_lines, "sequence": sequence_until, "report": report}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
