"""SM3 (GB/T 32905-2016), the only digest that is written or accepted in a package."""

import hashlib

SM3_OID = "1.2.156.10197.1.401"
SM2_WITH_SM3_OID = "1.2.156.10197.1.501"
CHECK_METHODS = frozenset({SM3_OID, "SM3"})

_SM3 = hashlib.new("sm3")


def sm3(data: bytes) -> bytes:
    """32 bytes."""
    state = _SM3.copy()
    state.update(data)
    return state.digest()
