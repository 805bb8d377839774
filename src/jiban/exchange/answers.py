"""Signed letters between departments: canonical JSON (RFC 8785) and an SM2 signature over it.

{"key": BASE64 SPKI, "letter": {...}, "signature": BASE64 DER}
"""

import base64
import binascii
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import rfc8785
from django.conf import settings

from jiban.seals.keyring import keyring, refusals
from jiban.standards.gm.errors import KeyFormatError, SignatureFormatError
from jiban.standards.gm.sm2 import PublicKey
from jiban.standards.keys.errors import UnknownKeyError
from jiban.standards.keys.store import Algorithm, OpenKey

from .errors import RequestError


def sign(letter: Mapping[str, Any], key: OpenKey) -> str:
    body = rfc8785.dumps(dict(letter))
    signature = key.sign_digest(PublicKey.from_spki(key.spki).digest(body))
    envelope: dict[str, Any] = {"letter": dict(letter), "key": _text(key.spki), "signature": _text(signature)}
    return rfc8785.dumps(envelope).decode()


def read(text: str, key: PublicKey) -> Mapping[str, Any]:
    """The letter, if this key signed it. Raises RequestError."""
    letter, signature = _opened(text)
    try:
        if key.verify(rfc8785.dumps(dict(letter)), signature):
            return letter
    except (SignatureFormatError, rfc8785.CanonicalizationError) as error:
        raise RequestError from error
    raise RequestError


def read_unproven(text: str) -> Mapping[str, Any]:
    """The letter as it says it is: to find the key that it has to be read with. Raises RequestError."""
    return _opened(text)[0]


def key_of(text: str) -> PublicKey:
    """The key that stands beside a letter: it proves nothing until it is compared with one that is trusted."""
    try:
        return PublicKey.from_spki(base64.b64decode(json.loads(text)["key"], validate=True))
    except (ValueError, KeyError, TypeError, binascii.Error, KeyFormatError) as error:
        raise RequestError from error


def department_key(code: str) -> OpenKey:
    """The key that answers of a department are signed with. In development the first call makes it."""
    return _open(Path(settings.KEYRING_DIR), code)


@lru_cache(maxsize=256)
def _open(_folder: Path, code: str) -> OpenKey:
    name, store = f"department-{code}.sm2", keyring().sm2
    with refusals():
        try:
            return store.open_key(name)
        except UnknownKeyError:
            if settings.PRODUCTION:
                raise
        store.generate(name, Algorithm.SM2)
        return store.open_key(name)


def _opened(text: str) -> tuple[Mapping[str, Any], bytes]:
    try:
        envelope = json.loads(text)
        letter, signature = envelope["letter"], base64.b64decode(envelope["signature"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
        raise RequestError from error
    if not isinstance(letter, dict):
        raise RequestError
    return letter, signature


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
