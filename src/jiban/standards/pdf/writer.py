"""Write a signed PDF in one pass: pages, faces, pictures, attachments, then the signature into its hole.

The file follows ISO 32000-1 with the restrictions of ISO 19005-3 level B (part 2 when nothing is attached), and carries
one PAdES baseline B-B signature over all of it. The same values, signed by a deterministic signer, give the same bytes.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jiban.standards.pdf.attachments import Attachment, add_attachments
from jiban.standards.pdf.drawing import content_stream
from jiban.standards.pdf.errors import PageError
from jiban.standards.pdf.fonts import EmbeddedFace, embed
from jiban.standards.pdf.metadata import DocInfo, add_info, add_output_intent, add_xmp
from jiban.standards.pdf.objects import (
    MM_TO_POINTS,
    Body,
    array,
    deflated_stream,
    number,
    rectangle,
    reference,
    stream,
    text_string,
)
from jiban.standards.pdf.pictures import ImageParts, image_parts
from jiban.standards.pdf.signature import Signing, fill, put_signature
from jiban.standards.pdf.signer import PdfSigner
from jiban.standards.typeset.faces import face
from jiban.standards.typeset.page import Line, Page, Picture

_PRINTED_AND_LOCKED = 4 | 128
_SIGNATURES_EXIST_APPEND_ONLY = 3


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
) -> bytes:
    """Give the signed file.

    stamps       drawn last, in order; the signature field lies on the last one, and is invisible without any

    Raises PageError, PictureError, RoomError; what the face raises for a missing glyph; what the signer raises.
    """
    pages = _stamped(pages, stamps)
    body = Body()
    catalog, page_tree, field, signature = (body.reserve() for _ in range(4))
    field_page = stamps[-1].page_index if stamps else 0
    sheets = _add_pages(body, pages, page_tree=page_tree, field=field, field_page=field_page)
    widget = _widget(body, pages[field_page], stamps[-1] if stamps else None)
    body.put(field, _field(signing, page=sheets[field_page], signature=signature) + widget + b">>")
    files = add_attachments(body, attachments, modified=info.created)
    body.put(catalog, _catalog(body, info, page_tree=page_tree, field=field, files=files))
    summary = add_info(body, info)
    hole = put_signature(body, signature, signing)
    body.close(catalog=catalog, info=summary)
    fill(body.data, hole, signer=signer)
    return bytes(body.data)


def _stamped(pages: Sequence[Page], stamps: Sequence[Stamp]) -> list[Page]:
    if not pages:
        raise PageError("a file needs a page")
    put_on: dict[int, list[Picture]] = defaultdict(list)
    for stamp in stamps:
        if not 0 <= stamp.page_index < len(pages):
            raise PageError(f"a stamp on page {stamp.page_index} of {len(pages)}")
        put_on[stamp.page_index].append(Picture(stamp.picture, stamp.x_mm, stamp.y_mm, stamp.width_mm, stamp.height_mm))
    return [Page(page.width_mm, page.height_mm, (*page.items, *put_on[index])) for index, page in enumerate(pages)]


def _add_pages(body: Body, pages: Sequence[Page], *, page_tree: int, field: int, field_page: int) -> list[int]:
    """The page tree and its pages; gives the object number of each page."""
    resources, draw = _add_resources(body, pages)
    sheets = [body.reserve() for _ in pages]
    for index, (page, sheet) in enumerate(zip(pages, sheets, strict=True)):
        annotations = b"/Annots" + array([reference(field)]) if index == field_page else b""
        content = body.add(deflated_stream(b"", draw(page)))
        body.put(sheet, _page(page, page_tree=page_tree, resources=resources, content=content) + annotations + b">>")
    kids = array(reference(sheet) for sheet in sheets)
    body.put(page_tree, b"<</Type/Pages/Count %d/Kids%s>>" % (len(sheets), kids))
    return sheets


def _add_resources(body: Body, pages: Sequence[Page]) -> tuple[int, Callable[[Page], bytes]]:
    """One resource dictionary for all pages, and the function that draws a page with it."""
    faces = _add_faces(body, pages)
    pictures = _add_pictures(body, pages)
    fonts = b"".join(b"/%s %s" % (f.resource.encode("ascii"), reference(f.font)) for f in faces.values())
    images = b"".join(b"/I%d %s" % (place, reference(place)) for place in pictures.values())
    resources = body.add(b"<</Font<<%s>>/XObject<<%s>>>>" % (fonts, images))

    def draw(page: Page) -> bytes:
        return content_stream(page, faces=faces, picture_name=lambda data: f"I{pictures[data]}")

    return resources, draw


def _add_faces(body: Body, pages: Sequence[Page]) -> Mapping[str, EmbeddedFace]:
    texts: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        for item in page.items:
            if isinstance(item, Line) and item.text:
                texts[item.face].append(item.text)
    return {
        face_name: embed(body, face(face_name), resource=f"F{place}", text="".join(texts[face_name]))
        for place, face_name in enumerate(sorted(texts))
    }


def _add_pictures(body: Body, pages: Sequence[Page]) -> Mapping[bytes, int]:
    """Each picture once, however often it is placed: picture bytes to object number."""
    placed: dict[bytes, int] = {}
    for page in pages:
        for item in page.items:
            if isinstance(item, Picture) and item.data not in placed:
                placed[item.data] = _add_image(body, image_parts(item.data))
    return placed


def _add_image(body: Body, image: ImageParts) -> int:
    mask = b"/SMask " + reference(_add_image(body, image.mask)) if image.mask else b""
    return body.add(stream(image.entries + mask, image.data))


def _page(page: Page, *, page_tree: int, resources: int, content: int) -> bytes:
    """A page object without its end, so that annotations can follow."""
    size = f"{number(page.width_mm * MM_TO_POINTS)} {number(page.height_mm * MM_TO_POINTS)}".encode("ascii")
    return b"<</Type/Page/Parent %s/MediaBox[0 0 %s]/Resources %s/Contents %s/Tabs/S" % (
        reference(page_tree),
        size,
        reference(resources),
        reference(content),
    )


def _field(signing: Signing, *, page: int, signature: int) -> bytes:
    """The signature field (12.7.4.5) that is its own widget, without its end."""
    description = text_string(signing.description or signing.field_name)
    return b"<</Type/Annot/Subtype/Widget/FT/Sig/T%s/TU%s/F %d/P %s/V %s" % (
        text_string(signing.field_name),
        description,
        _PRINTED_AND_LOCKED,
        reference(page),
        reference(signature),
    )


def _widget(body: Body, page: Page, stamp: Stamp | None) -> bytes:
    """Where the field lies. Its appearance is empty: the seal stands in the page itself,
    where a viewer that shows no form fields shows it too.
    """
    if stamp is None:
        return b"/Rect[0 0 0 0]"
    box = rectangle(page.height_mm, stamp.x_mm, stamp.y_mm, stamp.width_mm, stamp.height_mm)
    size = f"{number(stamp.width_mm * MM_TO_POINTS)} {number(stamp.height_mm * MM_TO_POINTS)}".encode("ascii")
    appearance = body.add(stream(b"/Type/XObject/Subtype/Form/BBox[0 0 %s]/Resources<<>>" % size, b""))
    return b"/Rect%s/AP<</N %s>>" % (box, reference(appearance))


def _catalog(body: Body, info: DocInfo, *, page_tree: int, field: int, files: bytes) -> bytes:
    metadata = add_xmp(body, info, pdfa_part=3 if files else 2)
    return b"".join(
        (
            b"<</Type/Catalog/Pages %s/Lang%s" % (reference(page_tree), text_string(info.language)),
            b"/ViewerPreferences<</DisplayDocTitle true>>/Metadata %s" % reference(metadata),
            b"/OutputIntents" + array([add_output_intent(body)]),
            b"/AcroForm<</Fields%s/SigFlags %d>>" % (array([reference(field)]), _SIGNATURES_EXIST_APPEND_ONLY),
            files + b">>",
        )
    )
