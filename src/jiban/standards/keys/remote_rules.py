"""Who may ask a signing server for what, and how often."""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from jiban.standards.keys.errors import BusyError, ConfigurationError, NotAllowedError
from jiban.standards.keys.remote_protocol import PinLockedError

RIGHTS = frozenset({"sign", "make", "destroy"})
WRONG_PINS = 5
PIN_LOCK = timedelta(minutes=15)
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Client:
    """One who is known by a certificate.

    fingerprint   SHA-256 of the certificate, 64 hexadecimal digits in lower case
    keys          patterns of key names (* and ?) that this client sees at all
    rights        of "sign", "make" (make keys, hand in certificates) and "destroy"
    per_minute    acts a minute; as many may come at once
    """

    name: str
    fingerprint: str
    keys: tuple[str, ...]
    rights: frozenset[str]
    per_minute: int = 600

    def __post_init__(self) -> None:
        if not _FINGERPRINT.fullmatch(self.fingerprint):
            raise ConfigurationError(f"client {self.name}: certificate_sha256 is 64 hexadecimal digits in lower case")
        if not self.rights <= RIGHTS:
            raise ConfigurationError(f"client {self.name}: a right is one of {', '.join(sorted(RIGHTS))}")
        if self.per_minute < 1:
            raise ConfigurationError(f"client {self.name}: per_minute is at least 1")

    def sees(self, key_id: str) -> bool:
        """Whether this client may know of the key."""
        return any(fnmatchcase(key_id, pattern) for pattern in self.keys)

    def check(self, right: str, key_id: str) -> None:
        """Raise NotAllowedError unless this client may do this with this key. Says the same if there is no such key."""
        if right not in self.rights or not self.sees(key_id):
            raise NotAllowedError(f"this client may not {right} with {key_id}")


class Clients:
    """All who are known."""

    def __init__(self, clients: Sequence[Client]) -> None:
        self._known = {client.fingerprint: client for client in clients}
        if len(self._known) != len(clients) or len({client.name for client in clients}) != len(clients):
            raise ConfigurationError("two clients have the same certificate or the same name")

    def of(self, fingerprint: str) -> Client:
        """The client with this certificate. Raises NotAllowedError."""
        found = self._known.get(fingerprint)
        if found is None:
            raise NotAllowedError("this certificate belongs to no client of this server")
        return found


@dataclass
class _Bucket:
    tokens: float
    at: datetime


@dataclass
class RateLimit:
    """A bucket of tokens a client: full at first, filled again evenly over a minute."""

    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, client: Client, now: datetime) -> None:
        """Raise BusyError if this client has had its acts; `wait_seconds` of the error tells until when."""
        with self._lock:
            bucket = self._buckets.setdefault(client.fingerprint, _Bucket(client.per_minute, now))
            passed = max(0.0, (now - bucket.at).total_seconds())
            bucket.tokens = min(client.per_minute, bucket.tokens + passed * client.per_minute / 60)
            bucket.at = now
            if bucket.tokens < 1:
                wait = (1 - bucket.tokens) * 60 / client.per_minute
                raise BusyError(f"more than {client.per_minute} acts a minute", wait_seconds=wait)
            bucket.tokens -= 1


@dataclass
class PinWatch:
    """Closes a key for a while after five wrong PINs in a row, whoever sent them. Kept in memory."""

    _wrong: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before(self, key_id: str, now: datetime) -> None:
        """Count a try before the PIN is looked at. Raises PinLockedError."""
        with self._lock:
            count, since = self._wrong.get(key_id, (0, now))
            if now - since >= PIN_LOCK:
                count = 0
            if count >= WRONG_PINS:
                raise PinLockedError("too many wrong PINs in a row: the key is closed for 15 minutes")
            self._wrong[key_id] = count + 1, now

    def right(self, key_id: str) -> None:
        """The PIN was right: forget the wrong ones."""
        with self._lock:
            self._wrong.pop(key_id, None)
