"""Secrets at rest: encrypted or hashed under keys derived from SECRET_KEY, one for each purpose."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes

PURPOSE = b"jiban.people.encryption:"


class UnreadableError(Exception):
    """The text was changed, or encrypted under a SECRET_KEY that is not set any more."""


def encrypt(plain: bytes) -> bytes:
    return _keys().encrypt(plain)


def decrypt(token: bytes) -> bytes:
    try:
        return _keys().decrypt(token)
    except InvalidToken as error:
        raise UnreadableError("not encrypted under this SECRET_KEY or one of SECRET_KEY_FALLBACKS") from error


def keyed_hash(purpose: str, text: str) -> str:
    """64 hex digits that nobody can compute, or try all codes against, without SECRET_KEY."""
    return salted_hmac(f"jiban.people.{purpose}", text, algorithm="sha256").hexdigest()


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(PURPOSE + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
