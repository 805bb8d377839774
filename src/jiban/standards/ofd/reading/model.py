"""A package, its documents and their pages (GB/T 33190-2016), as plain values that rendering and verifying build on.

Locations are resolved: wherever a field names a file, it is the name of an entry of `Package.entries` (or None where
the file that is named is not there, which is a finding too).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jiban.standards.ofd.reading.findings import Finding
from jiban.standards.ofd.reading.objects import Action, Box, Destination, PageObject
from jiban.standards.ofd.reading.resources import Resources


class LayerKind(StrEnum):
    """Where a layer or a template lies: painted from the first to the last of these (section 7.7)."""

    BACKGROUND = "Background"
    BODY = "Body"
    FOREGROUND = "Foreground"
    CUSTOM = "Custom"


@dataclass(frozen=True, slots=True)
class PageArea:
    """CT_PageArea (section 7.5): the sheet, and within it what is shown, what holds the text, and the bleed."""

    physical: Box
    application: Box | None = None
    content: Box | None = None
    bleed: Box | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """CT_Layer (section 7.7): objects in the order of painting; `draw_param` is the object ID of their defaults."""

    id: int
    kind: LayerKind
    objects: tuple[PageObject, ...]
    draw_param: int | None = None


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """A template under (Background) or over (Foreground) the layers of a page."""

    template: int
    z_order: LayerKind = LayerKind.BACKGROUND


@dataclass(frozen=True, slots=True)
class Page:
    """A page or a template page (section 7.7).

    entry       the file with its content; None if it is missing
    area        the sheet: the page's own, else its template's, else the document's
    resources   what its objects may refer to, the document's included
    complete    False if part of it could not be read; the findings tell why
    """

    id: int
    entry: str | None
    area: PageArea
    layers: tuple[Layer, ...]
    templates: tuple[TemplateUse, ...]
    resources: Resources
    name: str = ""
    z_order: LayerKind = LayerKind.BACKGROUND
    actions: tuple[Action, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation (section 15.2). kind Link, Path, Highlight, Stamp or Watermark; `boundary` of its appearance."""

    id: int
    page: int
    kind: str
    subtype: str = ""
    creator: str = ""
    modified: str = ""
    remark: str = ""
    visible: bool = True
    printed: bool = True
    no_zoom: bool = False
    no_rotate: bool = False
    read_only: bool = True
    parameters: tuple[tuple[str, str], ...] = ()
    boundary: Box | None = None
    objects: tuple[PageObject, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """An attachment (section 20). `entry` is None if it is missing; `size_kb` as the table states it."""

    id: str
    name: str
    entry: str | None
    format: str = ""
    created: str = ""
    modified: str = ""
    size_kb: float | None = None
    visible: bool = True
    usage: str = ""


@dataclass(frozen=True, slots=True)
class CustomTag:
    """A tree of meanings over the page objects (section 16)."""

    type_id: str
    schema: str | None
    entry: str | None


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """A line of the outline (section 7.8)."""

    title: str
    expanded: bool = True
    count: int | None = None
    actions: tuple[Action, ...] = ()
    children: "tuple[OutlineNode, ...]" = ()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A named place (section 7.5)."""

    name: str
    destination: Destination


@dataclass(frozen=True, slots=True)
class Permissions:
    """What the writer allows (section 7.5); None: not stated, which allows it. `print_copies` -1: any number."""

    edit: bool | None = None
    annot: bool | None = None
    export: bool | None = None
    signature: bool | None = None
    watermark: bool | None = None
    print_screen: bool | None = None
    printable: bool | None = None
    print_copies: int = -1
    valid_from: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """What an application added of its own (section 17). `data` are its values as text, `entry` a file of them."""

    app_name: str
    company: str = ""
    app_version: str = ""
    date: str = ""
    ref_id: int | None = None
    properties: tuple[tuple[str, str, str], ...] = ()
    data: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the document (section 19). `doc_root` is the root file of that version, `files` what it consists of."""

    id: str
    index: int
    current: bool
    entry: str | None
    name: str = ""
    created: str = ""
    doc_root: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StampAnnot:
    """Where a seal is shown (section 18.2.3): `page` an object ID, `clip` relative to `boundary`."""

    id: str
    page: int
    boundary: Box
    clip: Box | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A digest of one file (section 18.2.2). `entry` is None if the file is missing; `check_value` as written."""

    file_ref: str
    entry: str | None
    check_value: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature (section 18), read but not judged. Entries are None where the file is missing.

    kind   Seal or Sign; base the ID of the signature that this one goes on from (`Relative`)
    """

    id: str
    kind: str
    entry: str | None
    base: str = ""
    provider: str = ""
    company: str = ""
    provider_version: str = ""
    method: str = ""
    signed_at: str = ""
    check_method: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    references: tuple[Reference, ...] = ()
    stamps: tuple[StampAnnot, ...] = ()
    seal: str | None = None
    signed_value: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """CT_DocInfo (section 7.4), texts as written. `cover` is an entry."""

    doc_id: str = ""
    title: str = ""
    author: str = ""
    subject: str = ""
    abstract: str = ""
    created: str = ""
    modified: str = ""
    usage: str = ""
    cover: str | None = None
    keywords: tuple[str, ...] = ()
    creator: str = ""
    creator_version: str = ""
    custom: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One DocBody of OFD.xml with all that hangs on it (section 7.4, 7.5). `default_color_space` is an object ID."""

    info: DocumentInfo
    entry: str | None
    area: PageArea
    pages: tuple[Page, ...] = ()
    templates: Mapping[int, Page] = field(default_factory=dict)
    resources: Resources = field(default_factory=Resources)
    default_color_space: int | None = None
    annotations: tuple[Annotation, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
    custom_tags: tuple[CustomTag, ...] = ()
    outline: tuple[OutlineNode, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    permissions: Permissions | None = None
    actions: tuple[Action, ...] = ()
    preferences: tuple[tuple[str, str], ...] = ()
    extensions: tuple[Extension, ...] = ()
    versions: tuple[Version, ...] = ()
    signature_list: str | None = None
    signatures: tuple[Signature, ...] = ()
    _by_page: Mapping[int, list[Annotation]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_page: dict[int, list[Annotation]] = {}
        for one in self.annotations:
            by_page.setdefault(one.page, []).append(one)
        object.__setattr__(self, "_by_page", by_page)

    def annotations_of(self, page: Page) -> Iterator[Annotation]:
        """The annotations on one page, in the order of painting."""
        return iter(self._by_page.get(page.id, ()))


@dataclass(frozen=True, slots=True)
class Package:
    """What stands in one file. `entries` holds every file of the archive, empty if the archive was refused."""

    documents: tuple[Document, ...]
    entries: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    version: str = ""
    doc_type: str = ""

    @property
    def readable(self) -> bool:
        """Whether there is a document with at least one page that was read."""
        return any(page.complete for document in self.documents for page in document.pages)
