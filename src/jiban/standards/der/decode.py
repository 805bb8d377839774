"""Read DER (X.690), strictly: what is not the one right encoding of its value is refused.

Only the outermost TLV is read at first; `children` are read when asked for, so that a large value of which little is
needed costs little. Whoever walks a value walks only checked ground: each step raises DerError where it meets a mistake.
"""

from __future__ import annotations

from datetime import datetime

from jiban.standards.der import tags, values
from jiban.standards.der.errors import DerError

MAX_SIZE_BYTES = 32 * 1024 * 1024  # a seal may carry a large picture; a list of revoked certificates, many lines
MAX_DEPTH = 32

# EXTERNAL, EMBEDDED PDV, SEQUENCE, SET, CHARACTER STRING are constructed in DER; every other universal type is primitive.
_CONSTRUCTED_NUMBERS = frozenset({8, 11, 16, 17, 29})
UNIVERSAL_TAGS = frozenset(
    number | tags.CONSTRUCTED if number in _CONSTRUCTED_NUMBERS else number for number in range(1, 31)
)


def parse(data: bytes, *, max_size_bytes: int = MAX_SIZE_BYTES, max_depth: int = MAX_DEPTH) -> Node:
    """Read one TLV that fills `data` completely.

    max_size_bytes  the most bytes accepted
    max_depth       how many levels of children may be opened below this node

    Raises DerError for an empty or too large input, for bytes after the value, and for each breach of DER.
    """
    if len(data) > max_size_bytes:
        raise DerError(f"{len(data)} bytes are more than the {max_size_bytes} accepted")
    tag, start, end = read_header(data, 0, len(data))
    if end != len(data):
        raise DerError(f"{len(data) - end} bytes follow the value")
    return Node(data, tag, 0, start, end, max_depth)


def read_header(data: bytes, offset: int, limit: int) -> tuple[int, int, int]:
    """Read identifier and length at `offset`; gives the tag and where the content starts and ends (X.690 8.1, 10.1).

    Raises DerError for high tag numbers, tag 0, a wrong primitive/constructed bit, indefinite or not minimal lengths,
    and for a value that does not end before `limit`.
    """
    if limit - offset < 2:
        raise DerError(f"no complete header at byte {offset}")
    tag = data[offset]
    length = data[offset + 1]
    start = offset + 2
    if tag & 0x1F == 0x1F:
        raise DerError(f"high tag number at byte {offset}")
    if tag < 0x40 and tag not in UNIVERSAL_TAGS:
        raise DerError(f"tag {tag:#04x} at byte {offset} is not in the form DER asks for")
    if length >= 0x80:
        length, start = _long_length(data, offset, limit)
    if length > limit - start:
        raise DerError(f"the value at byte {offset} is longer than what holds it")
    return tag, start, start + length


def _long_length(data: bytes, offset: int, limit: int) -> tuple[int, int]:
    count = data[offset + 1] & 0x7F
    start = offset + 2 + count
    if not 1 <= count <= 4 or start > limit:
        raise DerError(f"length at byte {offset} is indefinite, too large or cut off")
    length = int.from_bytes(data[offset + 2 : start], "big")
    if length < 0x80 or data[offset + 2] == 0:
        raise DerError(f"length at byte {offset} is not minimal")
    return length, start


class Node:
    """One TLV inside the bytes it was read from.

    tag       the identifier octet: 0x30 for SEQUENCE, 0xA0 for [0] constructed
    raw       the complete TLV exactly as stored; sign and hash this, never a re-encoding
    content   the content octets

    The readers (`integer`, `oid`, ...) raise DerError when the tag is another one or the content is not DER.
    """

    __slots__ = ("_children", "_data", "_end", "_levels_left", "_offset", "_start", "tag")

    def __init__(  # noqa: PLR0917 - made once for every value read: keywords would cost more than they tell
        self, data: bytes, tag: int, offset: int, start: int, end: int, levels_left: int
    ) -> None:
        self.tag = tag
        self._data = data
        self._offset = offset
        self._start = start
        self._end = end
        self._levels_left = levels_left
        self._children: list[Node] | None = None

    def __repr__(self) -> str:
        return f"<Node {self.tag:#04x}, {self._end - self._start} bytes>"

    def __len__(self) -> int:
        return len(self.children)

    def __getitem__(self, index: int) -> Node:
        try:
            return self.children[index]
        except IndexError:
            raise DerError(f"no element {index} in {self!r}") from None

    @property
    def raw(self) -> bytes:
        """The complete TLV exactly as stored."""
        return self._data[self._offset : self._end]

    @property
    def content(self) -> bytes:
        """The content octets."""
        return self._data[self._start : self._end]

    @property
    def children(self) -> list[Node]:
        """The elements of a constructed value, in stored order; a SET must stand in DER order (X.690 10.3, 11.6)."""
        if self._children is None:
            self._children = self._read_children()
        return self._children

    def _read_children(self) -> list[Node]:
        if not self.tag & tags.CONSTRUCTED:
            raise DerError(f"{self!r} is primitive and has no elements")
        if self._levels_left == 0:
            raise DerError("values are nested too deep")
        data, offset, limit, below = self._data, self._start, self._end, self._levels_left - 1
        found = []
        while offset < limit:
            tag, start, end = read_header(data, offset, limit)
            found.append(Node(data, tag, offset, start, end, below))
            offset = end
        if self.tag == tags.SET and len(found) > 1:
            stored = [child.raw for child in found]
            if stored != sorted(stored):
                raise DerError("the elements of a SET are out of order")
        return found

    def expect(self, tag: int) -> Node:
        """This node, or DerError if it does not carry `tag`."""
        if self.tag != tag:
            raise DerError(f"tag {self.tag:#04x} where {tag:#04x} belongs")
        return self

    def retagged(self, tag: int) -> Node:
        """The same content under `tag`: the way to read an IMPLICIT value, once its own tag has been checked."""
        if (self.tag ^ tag) & tags.CONSTRUCTED:
            raise DerError(f"tag {self.tag:#04x} cannot stand for {tag:#04x}")
        return Node(self._data, tag, self._offset, self._start, self._end, self._levels_left)

    def only_child(self) -> Node:
        """The single element, as inside an EXPLICIT tag."""
        if len(self.children) != 1:
            raise DerError(f"{len(self.children)} elements where one belongs")
        return self.children[0]

    def integer(self) -> int:
        """INTEGER of any size and sign."""
        return values.integer(self.expect(tags.INTEGER).content)

    def boolean(self) -> bool:
        """BOOLEAN, exactly 00 or FF."""
        return values.boolean(self.expect(tags.BOOLEAN).content)

    def null(self) -> None:
        """Nothing, if this is a NULL without content."""
        if self.expect(tags.NULL).content:
            raise DerError("NULL with content")

    def oid(self) -> str:
        """OBJECT IDENTIFIER in dotted form."""
        return values.oid(self.expect(tags.OID).content)

    def octets(self) -> bytes:
        """The octets of an OCTET STRING."""
        return self.expect(tags.OCTET_STRING).content

    def bits(self) -> bytes:
        """The octets of a BIT STRING that is a whole number of octets, such as a signature."""
        return values.whole_octets(self.expect(tags.BIT_STRING).content)

    def named_bits(self) -> frozenset[int]:
        """The positions of the one bits of a BIT STRING with a named bit list, such as keyUsage."""
        return values.named_bits(self.expect(tags.BIT_STRING).content)

    def text(self) -> str:
        """The text of any of the string types of X.509: UTF8, Printable, IA5, Numeric, Visible, Teletex, BMP."""
        return values.text(self.tag, self.content)

    def time(self) -> datetime:
        """UTCTime or GeneralizedTime as an aware datetime in UTC."""
        return values.time(self.tag, self.content)


class Fields:
    """Reads the elements of a SEQUENCE one after another, as its ASN.1 definition lists them.

    Each taking raises DerError when the element is missing or carries another tag; `end` when elements are left over.
    """

    def __init__(self, node: Node, tag: int = tags.SEQUENCE) -> None:
        self._left = node.expect(tag).children
        self._next = 0

    def peek(self) -> int | None:
        """The tag of the next element, None at the end."""
        return self._left[self._next].tag if self._next < len(self._left) else None

    def take(self, tag: int | None = None) -> Node:
        """The next element, which must carry `tag` if one is given."""
        if self._next == len(self._left):
            raise DerError("an element is missing")
        node = self._left[self._next]
        if tag is not None:
            node.expect(tag)
        self._next += 1
        return node

    def optional(self, *wanted: int) -> Node | None:
        """The next element if it carries one of the `wanted` tags, else None."""
        return self.take() if self.peek() in wanted else None

    def end(self) -> None:
        """Nothing, if every element was taken."""
        if self._next != len(self._left):
            raise DerError(f"{len(self._left) - self._next} elements too many")
