"""Every field of a seal and of a signature (GB/T 38540-2020): change its value, and see which finding tells."""

from dataclasses import dataclass
from functools import cache

from jiban.standards.der.decode import Node, parse
from jiban.standards.der.encode import tlv
from tests.standards.verifying import paper

# Names of the parts, in order; a tuple opens the part. What stands in brackets is optional.
HEADER = ("header", ("ID", "version", "Vid"))
PROPERTY = ("property", ("type", "name", "certListType", "certList", "createDate", "validStart", "validEnd"))
PICTURE = ("picture", ("type", "data", "width", "height"))
SEAL_INFO = ("esealInfo", (HEADER, "esID", PROPERTY, PICTURE))
SEAL = ("eseal", (SEAL_INFO, "cert", "signAlgID", "signedValue"))
TO_SIGN = ("toSign", ("version", SEAL, "timeInfo", "dataHash", "propertyInfo"))
SIGNATURE = ("SES_Signature", (TO_SIGN, "cert", "signatureAlgID", "signature"))


@dataclass(frozen=True)
class Field:
    name: str
    path: tuple[int, ...]


def fields(schema=SIGNATURE, above=(), path=()):
    """The fields that hold a value, by their names from the outside in."""
    name, parts = schema
    for number, part in enumerate(parts):
        here = (*path, number)
        if isinstance(part, tuple):
            yield from fields(part, (*above, name), here)
        else:
            yield Field(".".join((*above, name, part)), here)


def changed(node: Node, path: tuple[int, ...]) -> bytes:
    """The same value, but for the last byte at `path`: of the first leaf there."""
    if path:
        number, *deeper = path
        parts = [changed(part, tuple(deeper)) if at == number else part.raw for at, part in enumerate(node.children)]
        return tlv(node.tag, b"".join(parts))
    if node.tag & 0x20:
        parts = node.children
        return tlv(node.tag, b"".join([changed(parts[0], ()), *(part.raw for part in parts[1:])]))
    return tlv(node.tag, node.content[:-1] + bytes([node.content[-1] ^ 1]))


@cache
def what_tells():
    """The first finding that fails for a change of each field; None if nothing does."""
    entries = paper.entries_of(paper.Signing())
    place = next(name for name in entries if name.endswith("SignedValue.dat"))
    whole = parse(entries[place])
    told = {}
    for field in fields():
        report = paper.verified(paper.packed({**entries, place: changed(whole, field.path)}))
        failing = paper.told(report, "fail", "unknown")
        told[field.name] = failing if report.verdict != "genuine" else []
    return told
