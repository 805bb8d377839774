"""The policy of this log: the file that JIBAN_WITNESS_POLICY names, read again when it changes."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jiban.standards.tlog import policy
from jiban.standards.tlog.errors import PolicyFormatError
from jiban.standards.tlog.policy import Policy, Witness


def current() -> Policy | None:
    """None: no witnesses are asked. Raises ImproperlyConfigured."""
    return _parsed(text()) if settings.WITNESS_POLICY else None


def text() -> str:
    """The file's words, for whoever checks the log by the same policy; empty without one."""
    if not settings.WITNESS_POLICY:
        return ""
    try:
        return Path(settings.WITNESS_POLICY).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"JIBAN_WITNESS_POLICY: {settings.WITNESS_POLICY} cannot be read") from error


def key_of(witness: Witness) -> str:
    """Name and key id: how a witness's lines and its standing are told apart in tables."""
    return f"{witness.key.name}+{witness.key.key_id.hex()}"


@lru_cache(maxsize=8)
def _parsed(words: str) -> Policy:
    try:
        return policy.parse(words)
    except PolicyFormatError as error:
        raise ImproperlyConfigured(f"JIBAN_WITNESS_POLICY: {error}") from error
