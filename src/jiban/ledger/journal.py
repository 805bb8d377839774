"""Writing into the log. The line is durable with the caller's transaction; its place and proof come with the sequencer."""

from collections.abc import Mapping

from django.utils import timezone

from . import storage
from .commitments import entry_bytes
from .errors import KeyReusedError
from .models import Line


def append(kind: str, *, key: str, commitment: bytes) -> Line:
    """Record an effect in the caller's transaction, once: the same key again gives the line that is there.

    `key` never leaves this database, and names no person.
    """
    append_all(kind, {key: commitment})
    return Line.objects.get(key=key)


def append_all(kind: str, commitments: Mapping[str, bytes]) -> None:
    """As `append`, for many: commitment by key."""
    entries = {key: entry_bytes(kind, commitment) for key, commitment in commitments.items()}
    if storage.insert_lines(entries, now=timezone.now()) == len(entries):
        return
    for key, entry in Line.objects.filter(key__in=entries).values_list("key", "entry"):
        if bytes(entry) != entries[key]:
            raise KeyReusedError(f"{key} is already in the log with another content")
