"""Load a token's library, once a process and ready for threads; and put its errors into the words of key stores."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pkcs11
from cffi import FFI

from jiban.standards.keys.errors import ConfigurationError, UnavailableError, UnsupportedError, WrongPinError
from jiban.standards.keys.pool import SessionLostError

CKF_OS_LOCKING_OK = 2
CKR_OK = 0

_ffi = FFI()
_ffi.cdef("""
    typedef struct { void *create; void *destroy; void *lock; void *unlock; unsigned long flags; void *reserved; } InitializeArgs;
    typedef struct {
        unsigned char version[2];
        unsigned long (*C_Initialize)(InitializeArgs *);
        unsigned long (*C_Finalize)(void *);
    } FunctionList;
    unsigned long C_GetFunctionList(FunctionList **list);
""")

_lock = threading.Lock()
_ready: dict[str, int] = {}  # module -> the process that initialised it

# With the token its sessions are gone, and their handles may be given to others.
GONE = (pkcs11.DeviceRemoved, pkcs11.TokenNotPresent, pkcs11.SessionHandleInvalid, pkcs11.SessionClosed)
LOST = (
    *GONE,
    pkcs11.DeviceError,
    pkcs11.UserNotLoggedIn,
    pkcs11.ObjectHandleInvalid,
    pkcs11.KeyHandleInvalid,
    pkcs11.GeneralError,
)
PINS = (pkcs11.PinIncorrect, pkcs11.PinLocked, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinExpired)
ABSENT = (pkcs11.NoSuchToken, pkcs11.SlotIDInvalid, pkcs11.SessionCount, pkcs11.TokenNotRecognised)
UNABLE = (pkcs11.MechanismInvalid, pkcs11.KeyTypeInconsistent, pkcs11.FunctionNotSupported)


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn the library's errors into KeyStoreError."""
    try:
        yield
    except LOST as error:
        raise SessionLostError(f"the token is gone: {_name(error)}", is_closed=isinstance(error, GONE)) from error
    except PINS as error:
        raise WrongPinError(f"the token refuses the user's PIN: {_name(error)}") from error
    except ABSENT as error:
        raise UnavailableError(f"the token cannot be used: {_name(error)}") from error
    except UNABLE as error:
        raise UnsupportedError(f"the token cannot do this: {_name(error)}") from error
    except pkcs11.PKCS11Error as error:
        raise UnavailableError(f"the token failed: {_name(error)}") from error


def _name(error: Exception) -> str:
    return type(error).__name__


def load(module: str, *, threads: bool) -> Any:
    """The library, initialised in this process. Raises ConfigurationError.

    python-pkcs11 initialises a library without telling it of threads, and calls it from several at once all the same;
    a library believes that and takes no locks. So it is initialised again here, with CKF_OS_LOCKING_OK. This also
    serves a process that was forked after the library was loaded.
    """
    with _lock:
        if module not in _ready:
            try:
                pkcs11.lib(module)
            except pkcs11.PKCS11Error as error:
                raise ConfigurationError(f"{Path(module).name} is no PKCS #11 library that can be used") from error
        if _ready.get(module) != os.getpid():
            _initialise(module, threads=threads)
            _ready[module] = os.getpid()
        return pkcs11.lib(module)


def _initialise(module: str, *, threads: bool) -> None:
    functions = _ffi.new("FunctionList **")
    if _ffi.dlopen(module).C_GetFunctionList(functions) != CKR_OK:
        raise ConfigurationError("the PKCS #11 library does not tell its functions")
    functions[0].C_Finalize(_ffi.NULL)  # whatever it answers: it may be a child's first call
    arguments = _ffi.new("InitializeArgs *", {"flags": CKF_OS_LOCKING_OK})
    answer = functions[0].C_Initialize(arguments if threads else _ffi.NULL)
    if answer != CKR_OK:
        raise ConfigurationError(f"the PKCS #11 library cannot be used by threads ({answer:#x}): set sessions = 1")
