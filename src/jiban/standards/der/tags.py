"""Identifier octets (X.690 8.1.2) of the types used here: universal class, low tag numbers."""

BOOLEAN = 0x01
INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
NULL = 0x05
OID = 0x06
ENUMERATED = 0x0A
UTF8_STRING = 0x0C
NUMERIC_STRING = 0x12
PRINTABLE_STRING = 0x13
TELETEX_STRING = 0x14
IA5_STRING = 0x16
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
VISIBLE_STRING = 0x1A
BMP_STRING = 0x1E
SEQUENCE = 0x30
SET = 0x31

CONSTRUCTED = 0x20
CONTEXT = 0x80


def explicit_tag(number: int) -> int:
    """The identifier octet of `[number] EXPLICIT` (X.690 8.14.2): context class, constructed."""
    return CONTEXT | CONSTRUCTED | number


def implicit_tag(number: int, *, constructed: bool = False) -> int:
    """The identifier octet of `[number] IMPLICIT` (X.690 8.14.3) over a primitive or a constructed type."""
    return CONTEXT | number | (CONSTRUCTED if constructed else 0)
