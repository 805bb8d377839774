"""The functions of GM/T 0018 (SDF) that signing needs, bound without a compiler (cffi, ABI mode).

    int SDF_OpenDevice(void **device);
    int SDF_CloseDevice(void *device);
    int SDF_OpenSession(void *device, void **session);
    int SDF_CloseSession(void *session);
    int SDF_GetPrivateKeyAccessRight(void *session, unsigned int index, unsigned char *password, unsigned int size);
    int SDF_ReleasePrivateKeyAccessRight(void *session, unsigned int index);
    int SDF_ExportSignPublicKey_ECC(void *session, unsigned int index, ECCrefPublicKey *key);
    int SDF_InternalSign_ECC(void *session, unsigned int index, unsigned char *e, unsigned int size, ECCSignature *signature);

Numbers in the structures are big-endian and stand at the right end of their field. A field has 64 bytes in the
standard of 2012; devices from before it have fields of 32 bytes. Which one a device has is told by its maker's header.
"""

from dataclasses import dataclass
from typing import Any

from cffi import FFI

from jiban.standards.keys.errors import (
    BadAnswerError,
    ConfigurationError,
    KeyStoreError,
    UnavailableError,
    UnknownKeyError,
    UnsupportedError,
    WrongPinError,
)
from jiban.standards.keys.pool import SessionLostError

SDR_OK = 0
SDR_BASE = 0x01000000
COORDINATE_BYTES = 32
BITS = 256

# GM/T 0018-2012 appendix A: the last octets of a return value and their names.
NAMES = {
    0x01: "SDR_UNKNOWERR",
    0x02: "SDR_NOTSUPPORT",
    0x03: "SDR_COMMFAIL",
    0x04: "SDR_HARDFAIL",
    0x05: "SDR_OPENDEVICE",
    0x06: "SDR_OPENSESSION",
    0x07: "SDR_PARDENY",
    0x08: "SDR_KEYNOTEXIST",
    0x09: "SDR_ALGNOTSUPPORT",
    0x0A: "SDR_ALGMODNOTSUPPORT",
    0x0B: "SDR_PKOPERR",
    0x0C: "SDR_SKOPERR",
    0x0D: "SDR_SIGNERR",
    0x0E: "SDR_VERIFYERR",
    0x10: "SDR_STEPERR",
    0x14: "SDR_KEYTYPEERR",
    0x15: "SDR_KEYERR",
    0x18: "SDR_PRKRERR",
    0x1D: "SDR_INARGERR",
    0x1E: "SDR_OUTARGERR",
}
LOST = {0x03, 0x04}
ABSENT = {0x05, 0x06}
DENIED = {0x07, 0x18}
UNKNOWN = {0x08, 0x15}
UNABLE = {0x02, 0x09, 0x0A, 0x14}


@dataclass(frozen=True, slots=True)
class SdfError:
    """What a return value other than SDR_OK means."""

    act: str
    code: int

    def __str__(self) -> str:
        return f"{self.act}: {NAMES.get(self.code & 0xFFFFFF, 'an error of its maker')} ({self.code:#010x})"

    def raised(self) -> KeyStoreError:
        """The error of the family. SessionLostError where a new session may help."""
        low = self.code - SDR_BASE
        kinds: tuple[tuple[set[int], type[KeyStoreError]], ...] = (
            (LOST, SessionLostError),
            (ABSENT, UnavailableError),
            (DENIED, WrongPinError),
            (UNKNOWN, UnknownKeyError),
            (UNABLE, UnsupportedError),
        )
        return next((kind for codes, kind in kinds if low in codes), UnavailableError)(str(self))


class SdfLibrary:
    """A maker's shared library. Handles are opaque; every call raises KeyStoreError. Safe to share between threads."""

    def __init__(self, path: str, *, field_bytes: int = 64) -> None:
        """`field_bytes` is 64 or 32: ECCref_MAX_LEN of the maker's header. Raises ConfigurationError."""
        if field_bytes not in {COORDINATE_BYTES, 64}:
            raise ConfigurationError("a field of an SDF structure has 64 bytes, or 32 in devices from before 2012")
        self._field_bytes = field_bytes
        self._ffi = FFI()
        self._ffi.cdef(_DECLARATIONS.replace("ECCref_MAX_LEN", str(field_bytes)))
        try:
            self._library = self._ffi.dlopen(path)
            for function in _FUNCTIONS:
                getattr(self._library, function)
        except (OSError, AttributeError) as missing:
            raise ConfigurationError("the SDF library cannot be loaded, or lacks a function of GM/T 0018") from missing

    def open_device(self) -> Any:
        """A handle of the device. Raises UnavailableError."""
        handle = self._ffi.new("void **")
        self._call("SDF_OpenDevice", handle)
        return handle[0]

    def close_device(self, device: Any) -> None:
        """Give the handle back."""
        self._call("SDF_CloseDevice", device)

    def open_session(self, device: Any) -> Any:
        """A handle of a session, for one thread at a time."""
        handle = self._ffi.new("void **")
        self._call("SDF_OpenSession", device, handle)
        return handle[0]

    def close_session(self, session: Any) -> None:
        """Give the handle back."""
        self._call("SDF_CloseSession", session)

    def take_right(self, session: Any, index: int, password: str) -> None:
        """Take the right to use the private key at `index` in this session. Raises WrongPinError."""
        secret = password.encode()
        self._call("SDF_GetPrivateKeyAccessRight", session, index, secret, len(secret))

    def give_back_right(self, session: Any, index: int) -> None:
        """Give back the right that `take_right` took."""
        self._call("SDF_ReleasePrivateKeyAccessRight", session, index)

    def public_key(self, session: Any, index: int) -> bytes:
        """The point of the signing key at `index`, 65 bytes 04 || x || y. Raises UnknownKeyError, BadAnswerError."""
        key = self._ffi.new("ECCrefPublicKey *")
        self._call("SDF_ExportSignPublicKey_ECC", session, index, key)
        if key.bits != BITS:
            raise BadAnswerError(f"the device's key has {key.bits} bits instead of 256: is field_bytes right?")
        return b"\4" + self._number(key.x) + self._number(key.y)

    def sign(self, session: Any, index: int, e: bytes) -> bytes:
        """64 bytes r || s over a digest of 32 bytes. Raises WrongPinError, UnknownKeyError, BadAnswerError."""
        signature = self._ffi.new("ECCSignature *")
        self._call("SDF_InternalSign_ECC", session, index, e, len(e), signature)
        return self._number(signature.r) + self._number(signature.s)

    def _number(self, stored: Any) -> bytes:
        field = bytes(self._ffi.buffer(stored, self._field_bytes))
        if any(field[:-COORDINATE_BYTES]):
            raise BadAnswerError("a number of the device is longer than 32 bytes: is field_bytes right?")
        return field[-COORDINATE_BYTES:]

    def _call(self, function: str, *arguments: Any) -> None:
        # cffi releases the interpreter lock for the time of the call.
        code = getattr(self._library, function)(*arguments) & 0xFFFFFFFF
        if code != SDR_OK:
            raise SdfError(function, code).raised()


_DECLARATIONS = """
    typedef struct { unsigned int bits; unsigned char x[ECCref_MAX_LEN]; unsigned char y[ECCref_MAX_LEN]; } ECCrefPublicKey;
    typedef struct { unsigned char r[ECCref_MAX_LEN]; unsigned char s[ECCref_MAX_LEN]; } ECCSignature;

    int SDF_OpenDevice(void **device);
    int SDF_CloseDevice(void *device);
    int SDF_OpenSession(void *device, void **session);
    int SDF_CloseSession(void *session);
    int SDF_GetPrivateKeyAccessRight(void *session, unsigned int index, const unsigned char *password, unsigned int size);
    int SDF_ReleasePrivateKeyAccessRight(void *session, unsigned int index);
    int SDF_ExportSignPublicKey_ECC(void *session, unsigned int index, ECCrefPublicKey *key);
    int SDF_InternalSign_ECC(void *session, unsigned int index, const unsigned char *e, unsigned int size,
                             ECCSignature *signature);
"""
_FUNCTIONS = (
    "SDF_OpenDevice",
    "SDF_CloseDevice",
    "SDF_OpenSession",
    "SDF_CloseSession",
    "SDF_GetPrivateKeyAccessRight",
    "SDF_ReleasePrivateKeyAccessRight",
    "SDF_ExportSignPublicKey_ECC",
    "SDF_InternalSign_ECC",
)
