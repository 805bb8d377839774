"""Signing in two visits: the digest leaves now, the signature is fetched later, perhaps by another process.

The request id is drawn from the key and the digest, so nothing has to be written down but what fixes the digest: whoever
builds the same document with the same moment of signing asks for the same signature, and gets it, once made.
"""

import hashlib

from jiban.standards.keys.errors import StillPendingError
from jiban.standards.keys.remote_store import RemoteStore
from jiban.standards.keys.store import check_digest


def request_id_of(key_id: str, e: bytes) -> str:
    """64 hexadecimal digits that name the signature of this key over this digest."""
    return hashlib.sha256(key_id.encode() + b"\0" + check_digest(e)).hexdigest()


class DeferringKey:
    """An OpenKey that does not wait: `sign_digest` hands in the digest and raises StillPendingError until it is signed.

    Fits where an OpenKey does (`StoreSigner`), so that whatever signs in one go signs in two visits as well.
    """

    def __init__(self, store: RemoteStore, key_id: str, *, pin: str = "") -> None:
        self._store = store
        self._key_id = key_id
        self._pin = pin

    @property
    def spki(self) -> bytes:
        """See OpenKey.spki."""
        return self._store.public_key(self._key_id)

    def sign_digest(self, e: bytes) -> bytes:
        """See OpenKey.sign_digest. Raises StillPendingError; nothing is lost by calling again, here or elsewhere."""
        request_id = request_id_of(self._key_id, e)
        signature = self._store.submit(self._key_id, e, request_id=request_id, pin=self._pin)
        if signature is None:
            raise StillPendingError("the digest was handed in; its signature is not there yet")
        return signature
