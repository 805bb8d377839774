"""Write a signed PDF in one pass: pages, faces, pictures, attachments, then the signature into its hole.

The file follows ISO 32000-1 with the restrictions of ISO 19005-3 level B (part 2 when nothing is attached), and carries
one PAdES baseline B-B signature over all of it. The same values, signed by a deterministic signer, give the same bytes.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jiban.standards.pdf.attachments import Attachment, add_attachments
from jiban.standards.pdf.drawing import content_stream, opacity_name
from jiban.standards.pdf.errors import PageError
from jiban.standards.pdf.fields import (
    SIGNATURES_EXIST_APPEND_ONLY,
    AwaitedField,
    Box,
    add_pictures,
    field_dictionary,
    signature_references,
    widget_entries,
)
from jiban.standards.pdf.fonts import EmbeddedFace, embed
from jiban.standards.pdf.metadata import DocInfo, add_info, add_output_intent, add_xmp
from jiban.standards.pdf.objects import (
    MM_TO_POINTS,
    Body,
    array,
    deflated_stream,
    number,
    reference,
    text_string,
)
from jiban.standards.pdf.signature import Signing, fill, put_signature
from jiban.standards.pdf.signer import PdfSigner
from jiban.standards.pdf.timestamping import TimestampSource
from jiban.standards.typeset.faces import face
from jiban.standards.typeset.page import Line, Page, Picture, Turned

_PADES_EXTENSION = b"/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>"
"""What PAdES adds to ISO 32000-1: evidence and document time stamps (ETSI EN 319 142-1 clause 5.6)."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A picture put on a page after everything else, as a seal is: its page (0 the first) and its box."""

    page_index: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    picture: bytes


def compose_and_sign(
    pages: Sequence[Page],
    *,
    info: DocInfo,
    signer: PdfSigner,
    signing: Signing,
    stamps: Sequence[Stamp] = (),
    attachments: Sequence[Attachment] = (),
    awaited: Sequence[AwaitedField] = (),
    timestamps: TimestampSource | None = None,
) -> bytes:
    """Give the signed file. Its signature certifies it: afterwards it may only be signed further and provided with
    evidence and time stamps (DocMDP level 2).

    stamps       drawn last, in order; the signature field lies on the last one, and is invisible without any
    awaited      fields that others sign later with `countersigning.countersign`
    timestamps   who says when it was signed (B-T); None leaves it at what the signer claims (B-B)

    Raises PageError, PictureError, RoomError, TimestampError; what the face raises for a missing glyph; what signer and
    source raise.
    """
    pages = _stamped(pages, stamps)
    body = Body()
    catalog, page_tree, signature = (body.reserve() for _ in range(3))
    fields = _place_fields(body, pages, signing, stamps=stamps, awaited=awaited)
    sheets = _add_pages(body, pages, page_tree=page_tree, fields=fields)
    for field in fields:
        body.put(field.number, _field(body, field, pages, sheets, signature=None if field.waits else signature))
    form = body.add(
        b"<</Fields%s/SigFlags %d>>"
        % (array(reference(field.number) for field in fields), SIGNATURES_EXIST_APPEND_ONLY)
    )
    files = add_attachments(body, attachments, modified=info.created)
    body.put(catalog, _catalog(body, info, page_tree=page_tree, form=form, signature=signature, files=files))
    summary = add_info(body, info)
    references = signature_references(certifies=True, closes=False, catalog=catalog)
    hole = put_signature(body, signature, signing, references=references, stamped=timestamps is not None)
    body.close(catalog=catalog, info=summary)
    fill(body.data, hole, signer=signer, timestamps=timestamps)
    return bytes(body.data)


def compose(pages: Sequence[Page], *, info: DocInfo, attachments: Sequence[Attachment] = ()) -> bytes:
    """Give a file that nobody signs: the same pages, without form and signature.

    Raises PageError, PictureError, and what the face raises for a missing glyph.
    """
    if not pages:
        raise PageError("a file needs a page")
    body = Body()
    catalog, page_tree = body.reserve(), body.reserve()
    _add_pages(body, pages, page_tree=page_tree, fields=())
    files = add_attachments(body, attachments, modified=info.created)
    body.put(catalog, _catalog_head(body, info, page_tree=page_tree, files=files) + files + b">>")
    body.close(catalog=catalog, info=add_info(body, info))
    return bytes(body.data)


@dataclass(frozen=True, slots=True)
class _PlacedField:
    number: int
    field_name: str
    description: str
    page_index: int
    box: Box | None
    waits: bool
    closes: bool


def _place_fields(
    body: Body, pages: Sequence[Page], signing: Signing, *, stamps: Sequence[Stamp], awaited: Sequence[AwaitedField]
) -> list[_PlacedField]:
    """The field that is signed now, then those that wait."""
    if len({signing.field_name, *(field.field_name for field in awaited)}) != 1 + len(awaited):
        raise PageError("two signature fields of one name")
    if any(not 0 <= field.box.page_index < len(pages) for field in awaited):
        raise PageError("a signature field on no page")
    on = stamps[-1] if stamps else None
    box = Box(on.page_index, on.x_mm, on.y_mm, on.width_mm, on.height_mm) if on else None
    page_index = on.page_index if on else 0
    now = _PlacedField(
        body.reserve(), signing.field_name, signing.description, page_index, box, waits=False, closes=False
    )
    later = [
        _PlacedField(body.reserve(), a.field_name, a.description, a.box.page_index, a.box, waits=True, closes=a.closes)
        for a in awaited
    ]
    return [now, *later]


def _stamped(pages: Sequence[Page], stamps: Sequence[Stamp]) -> list[Page]:
    if not pages:
        raise PageError("a file needs a page")
    put_on: dict[int, list[Picture]] = defaultdict(list)
    for stamp in stamps:
        if not 0 <= stamp.page_index < len(pages):
            raise PageError(f"a stamp on page {stamp.page_index} of {len(pages)}")
        put_on[stamp.page_index].append(Picture(stamp.picture, stamp.x_mm, stamp.y_mm, stamp.width_mm, stamp.height_mm))
    return [Page(page.width_mm, page.height_mm, (*page.items, *put_on[index])) for index, page in enumerate(pages)]


def _add_pages(body: Body, pages: Sequence[Page], *, page_tree: int, fields: Sequence[_PlacedField]) -> list[int]:
    """The page tree and its pages; gives the object number of each page.

    The list of a page's fields is an object of its own, so that a later field adds to it without touching the page.
    """
    resources, draw = _add_resources(body, pages)
    sheets = [body.reserve() for _ in pages]
    for index, (page, sheet) in enumerate(zip(pages, sheets, strict=True)):
        lying_here = [reference(field.number) for field in fields if field.page_index == index]
        annotations = b"/Annots " + reference(body.add(array(lying_here))) if lying_here else b""
        content = body.add(deflated_stream(b"", draw(page)))
        body.put(sheet, _page(page, page_tree=page_tree, resources=resources, content=content) + annotations + b">>")
    kids = array(reference(sheet) for sheet in sheets)
    body.put(page_tree, b"<</Type/Pages/Count %d/Kids%s>>" % (len(sheets), kids))
    return sheets


def _add_resources(body: Body, pages: Sequence[Page]) -> tuple[int, Callable[[Page], bytes]]:
    """One resource dictionary for all pages, and the function that draws a page with it."""
    faces = _add_faces(body, pages)
    plain = [item for page in pages for item in page.plain_items()]
    pictures = add_pictures(body, [item.data for item in plain if isinstance(item, Picture)])
    fonts = b"".join(b"/%s %s" % (f.resource.encode("ascii"), reference(f.font)) for f in faces.values())
    images = b"".join(b"/I%d %s" % (place, reference(place)) for place in pictures.values())
    resources = body.add(b"<</Font<<%s>>/XObject<<%s>>%s>>" % (fonts, images, _faint_states(pages)))

    def draw(page: Page) -> bytes:
        return content_stream(page, faces=faces, picture_name=lambda data: f"I{pictures[data]}")

    return resources, draw


def _faint_states(pages: Sequence[Page]) -> bytes:
    """A graphics state (ISO 32000-1 clause 8.4.5) for every opacity in use."""
    turned = (item for page in pages for item in page.items if isinstance(item, Turned))
    opacities = {opacity_name(item.opacity): item.opacity for item in turned if item.opacity < 1}
    states = [f"/{name}<</ca {number(one)}/CA {number(one)}>>" for name, one in sorted(opacities.items())]
    return f"/ExtGState<<{''.join(states)}>>".encode("ascii") if states else b""


def _add_faces(body: Body, pages: Sequence[Page]) -> Mapping[str, EmbeddedFace]:
    texts: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        for item in page.plain_items():
            if isinstance(item, Line) and item.text:
                texts[item.face].append(item.text)
    return {
        face_name: embed(body, face(face_name), resource=f"F{place}", text="".join(texts[face_name]))
        for place, face_name in enumerate(sorted(texts))
    }


def _page(page: Page, *, page_tree: int, resources: int, content: int) -> bytes:
    """A page object without its end, so that annotations can follow."""
    size = f"{number(page.width_mm * MM_TO_POINTS)} {number(page.height_mm * MM_TO_POINTS)}".encode("ascii")
    return b"<</Type/Page/Parent %s/MediaBox[0 0 %s]/Resources %s/Contents %s/Tabs/S" % (
        reference(page_tree),
        size,
        reference(resources),
        reference(content),
    )


def _field(
    body: Body, field: _PlacedField, pages: Sequence[Page], sheets: Sequence[int], *, signature: int | None
) -> bytes:
    widget = widget_entries(body, field.box, page_height_mm=pages[field.page_index].height_mm)
    return field_dictionary(
        field.field_name,
        description=field.description,
        page=sheets[field.page_index],
        widget=widget,
        signature=signature,
        closes=field.closes,
    )


def _catalog(body: Body, info: DocInfo, *, page_tree: int, form: int, signature: int, files: bytes) -> bytes:
    signed = b"/AcroForm %s/Perms<</DocMDP %s>>" % (reference(form), reference(signature))
    return _catalog_head(body, info, page_tree=page_tree, files=files) + signed + _PADES_EXTENSION + files + b">>"


def _catalog_head(body: Body, info: DocInfo, *, page_tree: int, files: bytes) -> bytes:
    metadata = add_xmp(body, info, pdfa_part=3 if files else 2)
    return b"".join(
        (
            b"<</Type/Catalog/Pages %s/Lang%s" % (reference(page_tree), text_string(info.language)),
            b"/ViewerPreferences<</DisplayDocTitle true>>/Metadata %s" % reference(metadata),
            b"/OutputIntents" + array([add_output_intent(body)]),
        )
    )
