"""What a document allows its readers (CT_Permission, GB/T 33190-2016 section 7.5).

A declaration, not a lock: a reader that keeps to the standard obeys it, and a signature covers it.
"""

from dataclasses import dataclass
from datetime import datetime

from jiban.standards.ofd.errors import IllegalTextError

_FLAGS = (
    ("edit", "Edit"),
    ("annotate", "Annot"),
    ("export", "Export"),
    ("sign", "Signature"),
    ("add_watermark", "Watermark"),
    ("capture_screen", "PrintScreen"),
)


@dataclass(frozen=True, slots=True)
class Permissions:
    """Everything is allowed unless told otherwise.

    copies                    how often it may be printed; None for as often as one likes
    valid_from, valid_until   when it may be opened; aware or naive, written as they are
    """

    edit: bool = True
    annotate: bool = True
    export: bool = True
    sign: bool = True
    add_watermark: bool = True
    capture_screen: bool = True
    print: bool = True
    copies: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


VIEW_AND_PRINT = Permissions(edit=False, annotate=False, export=False, sign=False, add_watermark=False)


def permissions_xml(permissions: Permissions) -> str:
    """The element Permissions of Document.xml.

    Raises IllegalTextError for a negative number of copies and a period that ends before it begins.
    """
    if permissions.copies is not None and permissions.copies < 0:
        raise IllegalTextError(f"{permissions.copies} copies")
    begin, end = permissions.valid_from, permissions.valid_until
    if begin and end and begin > end:
        raise IllegalTextError("the period of validity ends before it begins")
    flags = "".join([f"<ofd:{name}>{_boolean(getattr(permissions, flag))}</ofd:{name}>" for flag, name in _FLAGS])
    copies = -1 if permissions.copies is None else permissions.copies
    period = "".join(
        [
            f' {name}="{moment.isoformat(timespec="seconds")}"'
            for name, moment in (("StartDate", begin), ("EndDate", end))
            if moment
        ]
    )
    return (
        f'<ofd:Permissions>{flags}<ofd:Print Printable="{_boolean(permissions.print)}" Copies="{copies}"/>'
        f"{f'<ofd:ValidPeriod{period}/>' if period else ''}</ofd:Permissions>"
    )


def _boolean(value: object) -> str:
    return "true" if value else "false"
