"""Count codes that do not exist, per client address. Kept in the cache: each process counts for itself, and forgets.

A code that exists is answered at any time. Nobody gets nearer to one of 2^80 codes by being slowed, while a school or
a whole mobile network may sit behind one address: their certificates must not become uncheckable by a stranger's game.
"""

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from .refusals import TooManyUnknownCodesError, UnknownCodeError

ALLOWED = 30
PERIOD_SECONDS = 600
IPV6_SITE_BITS = 64


def refuse(request: HttpRequest) -> UnknownCodeError | TooManyUnknownCodesError:
    """Count one more, and say which refusal it deserves."""
    key = _key(client_address(request))
    cache.add(key, 0, PERIOD_SECONDS)
    try:
        count = cache.incr(key)
    except ValueError:  # the period ended between the two lines
        return UnknownCodeError()
    return TooManyUnknownCodesError(wait_seconds=PERIOD_SECONDS) if count > ALLOWED else UnknownCodeError()


def client_address(request: HttpRequest) -> str:
    """Behind the trusted proxy of a production setting, the last address that it noted; else the peer itself."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    noted = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return noted if noted and settings.SECURE_PROXY_SSL_HEADER else peer


def _key(address: str) -> str:
    # Hashed: no address of a visitor is kept in the clear, and any text makes a valid key.
    return f"unknown-codes:{salted_hmac('jiban.web.verify.unknown_codes', _site(address)).hexdigest()}"


def _site(address: str) -> str:
    """One household or office has a whole IPv6 network to itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, IPV6_SITE_BITS), strict=False)) if parsed.version == 6 else str(parsed)
