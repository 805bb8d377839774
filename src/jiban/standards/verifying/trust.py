"""Whom whoever checks relies on."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trust:
    """DER certificates.

    roots           authorities trusted by themselves
    makers          those who may make seals
    intermediates   authorities that may stand between, trusted or not
    stamp_roots     roots trusted for time stamps
    """

    roots: Collection[bytes] = ()
    makers: Collection[bytes] = ()
    intermediates: Collection[bytes] = ()
    stamp_roots: Collection[bytes] = ()
