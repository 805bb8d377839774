"""GeneralName (RFC 5280 section 4.2.1.6): the names in alternative names, name constraints and distribution points."""

from typing import Literal, NamedTuple

from jiban.standards.der import DerError, Node, tags

Kind = Literal["email", "dns", "directory", "uri", "ip", "other", "unreadable"]

_TEXT_KINDS: dict[int, Kind] = {0x81: "email", 0x82: "dns", 0x86: "uri"}
_OTHER_TAGS = frozenset({0xA0, 0xA3, 0xA5, 0x88})  # otherName, x400Address, ediPartyName, registeredID


class GeneralName(NamedTuple):
    """One name.

    text    of email, dns and uri
    octets  DER of a directory name; 4 or 16 octets of an address, 8 or 32 of an address range; DER of another kind
    """

    kind: Kind
    text: str = ""
    octets: bytes = b""


def read(node: Node) -> GeneralName:
    """One GeneralName. Raises DerError for what is none."""
    if node.tag in _TEXT_KINDS:
        return GeneralName(_TEXT_KINDS[node.tag], text=node.retagged(tags.IA5_STRING).text())
    if node.tag == tags.explicit_tag(4):
        return GeneralName("directory", octets=node.only_child().expect(tags.SEQUENCE).raw)
    if node.tag == 0x87:
        return GeneralName("ip", octets=node.content)
    if node.tag in _OTHER_TAGS:
        return GeneralName("other", octets=node.raw)
    raise DerError(f"tag {node.tag:#04x} is no name")


def read_all(node: Node) -> tuple[GeneralName, ...]:
    """GeneralNames: at least one. Raises DerError."""
    found = tuple(map(read, node.expect(tags.SEQUENCE).children))
    if not found:
        raise DerError("an empty list of names")
    return found
