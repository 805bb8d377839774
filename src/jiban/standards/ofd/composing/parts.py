"""Add to a composed package what stands beside its pages: outline, permissions, bookmarks, annotations."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from jiban.standards.ofd.composing.annotations import ANNOTATIONS, Annotation, annotation_entries
from jiban.standards.ofd.composing.navigation import bookmarks_xml, outlines_xml
from jiban.standards.ofd.composing.permissions import Permissions, permissions_xml
from jiban.standards.ofd.errors import SigningOrderError
from jiban.standards.ofd.package import DOCUMENT_FOLDER, DOCUMENT_ROOT, Package
from jiban.standards.typeset.paging import PlacedHeading

# Document.xml is of this writer: it has each of these once, and text cannot hold an angle bracket.
_MAX_ID = re.compile(rb"<ofd:MaxUnitID>(\d+)</ofd:MaxUnitID>")
_AFTER_PAGES = b"</ofd:Pages>"
_NO_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a package gets besides pages, texts and attachments.

    bookmarks     name -> page index and height from the top of the page in mm
    annotations   page index -> annotations, painted in this order
    """

    headings: Sequence[PlacedHeading] = ()
    bookmarks: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    permissions: Permissions | None = None
    annotations: Mapping[int, Sequence[Annotation]] = field(default_factory=dict)


def add_parts(package: Package, parts: Parts, *, creator: str = "") -> Package:
    """The package with these parts, in the order that the schema of Document.xml asks for.

    creator   who made the annotations; they carry the day of the package

    Raises SigningOrderError if the package is signed already, and IllegalTextError.
    """
    if package.signatures:
        raise SigningOrderError("a signed document does not get another outline, permission or annotation")
    root = package.entries[DOCUMENT_ROOT]
    highest = max(int(told) for told in _MAX_ID.findall(root))
    next_id = count(highest + 1).__next__
    entries: dict[str, bytes] = {}
    if parts.annotations:
        day = package.created or _NO_DAY
        entries = annotation_entries(
            parts.annotations, page_ids=package.page_ids, creator=creator, modified=day, next_id=next_id
        )
    added = "".join(
        (
            outlines_xml(parts.headings, package.page_ids),
            permissions_xml(parts.permissions) if parts.permissions else "",
            bookmarks_xml(parts.bookmarks, package.page_ids),
            f"<ofd:Annotations>{ANNOTATIONS.removeprefix(DOCUMENT_FOLDER + '/')}</ofd:Annotations>" if entries else "",
        )
    )
    if not added:
        return package
    root = _MAX_ID.sub(b"<ofd:MaxUnitID>%d</ofd:MaxUnitID>" % (next_id() - 1), root, count=1)
    root = root.replace(_AFTER_PAGES, _AFTER_PAGES + added.encode(), 1)
    return package.with_entries({DOCUMENT_ROOT: root, **entries})
