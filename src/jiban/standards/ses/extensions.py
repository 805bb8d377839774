"""ExtensionDatas, the free room at the end of a seal and of a signature (GB/T 38540-2020).

ExtensionDatas ::= SEQUENCE OF SEQUENCE { extnID OID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
"""

from dataclasses import dataclass

from jiban.standards.der import Fields, Node, tags

UNTAGGED_OR_EXPLICIT = (tags.SEQUENCE, tags.explicit_tag(0))
"""Files of different makers carry either form in both places."""


@dataclass(frozen=True, slots=True)
class Extension:
    """One additional statement. A critical one must be understood by whoever relies on the rest."""

    oid: str
    critical: bool
    value: bytes


def read_extensions(node: Node | None) -> tuple[Extension, ...]:
    """Extensions in either form, none if there is no node. Raises DerError."""
    if node is None:
        return ()
    untagged = node if node.tag == tags.SEQUENCE else node.only_child().expect(tags.SEQUENCE)
    return tuple(_read_extension(child) for child in untagged.children)


def _read_extension(node: Node) -> Extension:
    fields = Fields(node)
    oid = fields.take(tags.OID).oid()
    critical = fields.optional(tags.BOOLEAN)
    value = fields.take(tags.OCTET_STRING).octets()
    fields.end()
    return Extension(oid, critical is not None and critical.boolean(), value)
