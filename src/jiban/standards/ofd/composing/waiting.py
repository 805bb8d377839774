"""Lay a signature aside until its value comes back, perhaps to another process on another day.

What is kept is an ordinary .ofd file: the package with the Signature.xml that is being signed, and no SignedValue.dat
yet. Everything else that `finish` must know is told by the file itself.
"""

from jiban.standards.ofd.digest import sm3
from jiban.standards.ofd.errors import SigningOrderError
from jiban.standards.ofd.package import SIGNATURES, Package, write
from jiban.standards.ofd.resuming import resume
from jiban.standards.ofd.signing import Pending

_COVERS_THE_LIST = f'<ofd:Reference FileRef="/{SIGNATURES}">'.encode()


def set_aside(pending: Pending) -> bytes:
    """The pending signature as a file."""
    waiting = pending.package.with_entries({f"{pending.folder}/Signature.xml": pending.signature_xml})
    return write(waiting)


def take_up(data: bytes) -> Pending:
    """The pending signature that `set_aside` gave; equal to the one laid aside.

    Raises what `resume` raises, and SigningOrderError if no signature of the file waits for its value.
    """
    waiting = resume(data)
    _, _, path = waiting.signatures[-1] if waiting.signatures else ("", "", "")
    folder = path.rpartition("/")[0]
    if path not in waiting.entries or f"{folder}/SignedValue.dat" in waiting.entries:
        raise SigningOrderError("no signature of this file waits for its value")
    xml = waiting.entries[path]
    package = Package(
        entries={name: content for name, content in waiting.entries.items() if name != path},
        created=waiting.created,
        page_ids=waiting.page_ids,
        unsealed=waiting.unsealed,
        signatures=waiting.signatures,
    )
    return Pending(xml, f"/{path}", sm3(xml), package, folder, closes=_COVERS_THE_LIST in xml)
