"""The numbers by which a token is asked for SM2 and for P-256."""

from dataclasses import dataclass
from typing import Any

from pkcs11 import Attribute, KeyType, Mechanism
from pkcs11.attributes import AttributeMapper

CKM_EC_KEY_PAIR_GEN = 0x1040
CKM_ECDSA = 0x1041
CKK_EC = 0x03


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a token calls an algorithm: CKK_ of its keys, CKM_ that makes pairs, CKM_ that signs a digest of 32 bytes."""

    key_type: int
    make: int
    sign: int


P256 = Numbers(CKK_EC, CKM_EC_KEY_PAIR_GEN, CKM_ECDSA)


def mechanism(number: int) -> Mechanism:
    """A mechanism by its number. The library takes members of its own list alone, so a maker's number becomes one."""
    try:
        return Mechanism(number)
    except ValueError:
        made: Mechanism = _member(Mechanism, number)
        return made


def key_type(number: int) -> KeyType:
    """A key type by its number, as `mechanism`."""
    try:
        return KeyType(number)
    except ValueError:
        made: KeyType = _member(KeyType, number)
        return made


def _member(kind: Any, number: int) -> Any:
    made = int.__new__(kind, number)
    made._name_ = f"MAKERS_{number:#x}"
    made._value_ = number
    return made


def mapper() -> AttributeMapper:
    """Reads and writes attributes; key types of a maker are read as well."""
    made = AttributeMapper()
    pack, unpack = made.attribute_types[Attribute.MODULUS_BITS]  # a CK_ULONG, as key types are
    made.attribute_types = dict(made.attribute_types)
    made.register_handler(Attribute.KEY_TYPE, lambda value: pack(int(value)), lambda stored: key_type(unpack(stored)))
    return made
