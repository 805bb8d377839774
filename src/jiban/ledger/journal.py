"""Writing into the log. The line is durable with the caller's transaction; its place and proof come with the sequencer."""

from .commitments import entry_bytes
from .errors import KeyReusedError
from .models import Line


def append(kind: str, *, key: str, commitment: bytes) -> Line:
    """Record an effect in the caller's transaction, once: the same key again gives the line that is there.

    `key` never leaves this database, and names no person.
    """
    entry = entry_bytes(kind, commitment)
    Line.objects.bulk_create([Line(key=key, entry=entry)], ignore_conflicts=True)
    line = Line.objects.get(key=key)
    if bytes(line.entry) != entry:
        raise KeyReusedError(f"{key} is already in the log with another content")
    return line
