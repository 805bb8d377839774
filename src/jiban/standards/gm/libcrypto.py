"""The few calls of the system's OpenSSL 3 that SM2 needs, bound without a compiler (cffi, ABI mode).

All calls release the interpreter lock. A key handle may be used by several threads at once; contexts are made for one
call and freed after it. Handles free themselves when nothing refers to them any more.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cffi import FFI

from jiban.standards.gm.errors import LibraryMissingError, SigningError

KNOWN_NAMES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
MAX_SIGNATURE_BYTES = 72  # SEQUENCE of two INTEGER of up to 33 octets (GM/T 0009)

Handle = Any  # an EVP_PKEY *

ffi = FFI()
ffi.cdef("""
    typedef struct evp_pkey_st EVP_PKEY;
    typedef struct evp_pkey_ctx_st EVP_PKEY_CTX;
    typedef struct bignum_st BIGNUM;

    EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_name(void *library, const char *name, const char *properties);
    EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_pkey(void *library, EVP_PKEY *key, const char *properties);
    void EVP_PKEY_CTX_free(EVP_PKEY_CTX *context);
    int EVP_PKEY_keygen_init(EVP_PKEY_CTX *context);
    int EVP_PKEY_generate(EVP_PKEY_CTX *context, EVP_PKEY **key);
    int EVP_PKEY_check(EVP_PKEY_CTX *context);
    int EVP_PKEY_sign_init(EVP_PKEY_CTX *context);
    int EVP_PKEY_sign(EVP_PKEY_CTX *context, unsigned char *signature, size_t *size,
                      const unsigned char *digest, size_t digest_size);
    int EVP_PKEY_verify_init(EVP_PKEY_CTX *context);
    int EVP_PKEY_verify(EVP_PKEY_CTX *context, const unsigned char *signature, size_t size,
                        const unsigned char *digest, size_t digest_size);

    void EVP_PKEY_free(EVP_PKEY *key);
    int EVP_PKEY_is_a(const EVP_PKEY *key, const char *name);
    EVP_PKEY *d2i_AutoPrivateKey(EVP_PKEY **key, const unsigned char **data, long size);
    EVP_PKEY *d2i_PUBKEY(EVP_PKEY **key, const unsigned char **data, long size);
    int i2d_PUBKEY(const EVP_PKEY *key, unsigned char **data);
    int EVP_PKEY_get_bn_param(const EVP_PKEY *key, const char *name, BIGNUM **number);
    int BN_bn2binpad(const BIGNUM *number, unsigned char *data, int size);
    void BN_clear_free(BIGNUM *number);

    unsigned long ERR_get_error(void);
    void ERR_error_string_n(unsigned long code, char *text, size_t size);
    void ERR_clear_error(void);
    const char *OpenSSL_version(int part);
""")


@lru_cache(maxsize=1)
def libcrypto() -> Any:
    """The library, loaded once a process. Raises LibraryMissingError."""
    return load(KNOWN_NAMES)


def load(names: Sequence[str]) -> Any:
    """Load the first of `names` that is an OpenSSL 3 with SM2. Raises LibraryMissingError if there is none."""
    for name in names:
        try:
            lib = ffi.dlopen(name)
        except OSError:
            continue
        if _knows_sm2(lib):
            return lib
    raise LibraryMissingError(
        f"no OpenSSL 3 with SM2 was found under {', '.join(names)}; some distributions build OpenSSL without SM2"
    )


def _knows_sm2(lib: Any) -> bool:
    try:
        context = lib.EVP_PKEY_CTX_new_from_name(ffi.NULL, b"SM2", ffi.NULL)
    except AttributeError:  # OpenSSL before 3.0
        return False
    lib.EVP_PKEY_CTX_free(context)
    return bool(context != ffi.NULL)


def version() -> str:
    """Such as "OpenSSL 3.0.19 27 Jan 2026"."""
    return str(ffi.string(libcrypto().OpenSSL_version(0)).decode())


def generate_key() -> Handle:
    """A new SM2 key pair. Raises SigningError if the library has no randomness."""
    lib = libcrypto()
    context = lib.EVP_PKEY_CTX_new_from_name(ffi.NULL, b"SM2", ffi.NULL)
    made = ffi.new("EVP_PKEY **")
    try:
        if lib.EVP_PKEY_keygen_init(context) <= 0 or lib.EVP_PKEY_generate(context, made) <= 0:
            raise SigningError(f"no key could be made: {_last_error(lib)}")
    finally:
        lib.EVP_PKEY_CTX_free(context)
    return _owned(lib, made[0])


def load_private_key(pkcs8: bytes) -> Handle | None:
    """The key in a PrivateKeyInfo, None if it is not an SM2 key or its halves do not belong together."""
    lib = libcrypto()
    key = _owned(lib, lib.d2i_AutoPrivateKey(ffi.NULL, _position(pkcs8), len(pkcs8)))
    if key is None:
        return None
    context = lib.EVP_PKEY_CTX_new_from_pkey(ffi.NULL, key, ffi.NULL)
    sound = lib.EVP_PKEY_check(context) == 1
    lib.EVP_PKEY_CTX_free(context)
    lib.ERR_clear_error()
    return key if sound else None


def load_public_key(spki: bytes) -> Handle | None:
    """The key in a SubjectPublicKeyInfo, None if it is not an SM2 key or not a point of the curve."""
    lib = libcrypto()
    return _owned(lib, lib.d2i_PUBKEY(ffi.NULL, _position(spki), len(spki)))


def _position(data: bytes) -> Any:
    return ffi.new("const unsigned char **", ffi.from_buffer("unsigned char[]", data))


def _owned(lib: Any, key: Handle) -> Handle | None:
    lib.ERR_clear_error()
    if key == ffi.NULL:
        return None
    owned = ffi.gc(key, lib.EVP_PKEY_free)
    return owned if lib.EVP_PKEY_is_a(owned, b"SM2") == 1 else None


def spki_of(key: Handle) -> bytes:
    """The SubjectPublicKeyInfo of a key pair."""
    lib = libcrypto()
    buffer = ffi.new("unsigned char[]", 256)
    size = lib.i2d_PUBKEY(key, ffi.new("unsigned char **", buffer))
    return bytes(ffi.buffer(buffer, size))


def scalar_of(key: Handle) -> bytes:
    """The private scalar, 32 bytes."""
    lib = libcrypto()
    number = ffi.new("BIGNUM **")
    if lib.EVP_PKEY_get_bn_param(key, b"priv", number) != 1:
        raise SigningError(f"the private key cannot be read out: {_last_error(lib)}")
    buffer = ffi.new("unsigned char[]", 32)
    lib.BN_bn2binpad(number[0], buffer, 32)
    lib.BN_clear_free(number[0])
    return bytes(ffi.buffer(buffer, 32))


def sign(key: Handle, digest: bytes) -> bytes:
    """SEQUENCE{r, s} over a 32 byte digest. Raises SigningError."""
    lib = libcrypto()
    context = lib.EVP_PKEY_CTX_new_from_pkey(ffi.NULL, key, ffi.NULL)
    signature = ffi.new("unsigned char[]", MAX_SIGNATURE_BYTES)
    size = ffi.new("size_t *", MAX_SIGNATURE_BYTES)
    try:
        if (
            lib.EVP_PKEY_sign_init(context) <= 0
            or lib.EVP_PKEY_sign(context, signature, size, digest, len(digest)) <= 0
        ):
            raise SigningError(f"signing failed: {_last_error(lib)}")
    finally:
        lib.EVP_PKEY_CTX_free(context)
    return bytes(ffi.buffer(signature, size[0]))


def verify(key: Handle, digest: bytes, signature: bytes) -> bool:
    """Whether SEQUENCE{r, s} is a signature over the 32 byte digest."""
    lib = libcrypto()
    context = lib.EVP_PKEY_CTX_new_from_pkey(ffi.NULL, key, ffi.NULL)
    try:
        good = bool(
            lib.EVP_PKEY_verify_init(context) == 1
            and lib.EVP_PKEY_verify(context, signature, len(signature), digest, len(digest)) == 1
        )
    finally:
        lib.EVP_PKEY_CTX_free(context)
    if not good:
        lib.ERR_clear_error()
    return good


def _last_error(lib: Any) -> str:
    text = ffi.new("char[]", 256)
    lib.ERR_error_string_n(lib.ERR_get_error(), text, 256)
    lib.ERR_clear_error()
    return str(ffi.string(text).decode("ascii", "replace"))
