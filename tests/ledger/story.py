"""Small acts that the stories of the log are told with."""

from datetime import UTC, datetime, timedelta

from jiban.ledger import journal, places, sequencer
from jiban.ledger.commitments import Kind, commitment
from jiban.ledger.models import Line, Run

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def record(number):
    return {"编号": f"样章-{number}", "title": "居住证明"}


def salt(number):
    return number.to_bytes(16)


def write(count, *, first=0):
    """Write lines into the journal as issuing does."""
    return [
        journal.append(Kind.CERTIFICATE_ISSUED, key=f"certificate-{number}", commitment=promise(number))
        for number in range(first, first + count)
    ]


def write_many(count, *, first):
    """The same lines in one statement, for long logs."""
    promises = {f"certificate-{number}": promise(number) for number in range(first, first + count)}
    journal.append_all(Kind.CERTIFICATE_ISSUED, promises)


def promise(number):
    return commitment(record(number), salt(number))


def sequence(*, holder="worker-1", minutes=0):
    return sequencer.sequence(NOON + timedelta(minutes=minutes), holder=holder)


def grow(*batches):
    """Write and sequence batches of these sizes; all lines in the order of the log."""
    for count in batches:
        write_many(count, first=Line.objects.count())
        assert sequence() == count
    return in_order()


def in_order():
    lines = Line.objects.in_bulk()
    runs = Run.objects.order_by("first_index")
    return [lines[key] for run in runs for key in range(run.first_line, run.first_line + run.count)]


def at(index):
    """The line at that place, for whoever wants to change it."""
    (line,) = places.lines_at([index])
    return Line.objects.filter(pk=line.pk)


def entries():
    return places.entries(0, places.first_unused())
