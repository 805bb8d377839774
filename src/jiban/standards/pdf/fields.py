"""Signature fields, each its own widget (ISO 32000-1 clauses 12.5.6.19, 12.7.4.5), and what a signature locks (12.8.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiban.standards.pdf.objects import MM_TO_POINTS, Body, array, number, rectangle, reference, stream, text_string
from jiban.standards.pdf.pictures import ImageParts, image_parts

PRINTED_AND_LOCKED = 4 | 128
SIGNATURES_EXIST_APPEND_ONLY = 3
FILL_AND_SIGN = 2
"""DocMDP level: later signatures, filled-in fields, evidence and time stamps are allowed, nothing else (Table 254)."""

_LOCK_ALL = b"/Action/All"


@dataclass(frozen=True, slots=True)
class Box:
    """Where a field lies: its page (0 the first) and its box on it; the origin is the page's upper left corner."""

    page_index: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class AwaitedField:
    """A field that is there from the beginning and signed later, by `countersign`."""

    field_name: str
    box: Box
    description: str = ""
    closes: bool = True


def field_dictionary(
    field_name: str, *, description: str, page: int, widget: bytes, signature: int | None = None, closes: bool = False
) -> bytes:
    """The field. `widget` is what `widget_entries` gave; a field without signature waits for one.

    closes   whether signing it locks every field (SigFieldLock, 12.7.4.5)
    """
    signed = b"/V " + reference(signature) if signature else b""
    lock = b"/Lock<</Type/SigFieldLock%s>>" % _LOCK_ALL if closes else b""
    return b"<</Type/Annot/Subtype/Widget/FT/Sig/T%s/TU%s/F %d/P %s%s%s%s>>" % (
        text_string(field_name),
        text_string(description or field_name),
        PRINTED_AND_LOCKED,
        reference(page),
        lock,
        widget,
        signed,
    )


def widget_entries(body: Body, box: Box | None, *, page_height_mm: float) -> bytes:
    """Rect and an appearance that shows nothing: either the seal stands in the page itself, where a viewer that shows no
    form fields shows it too, or nobody has signed yet. Without a box the field is invisible.
    """
    if box is None:
        return b"/Rect[0 0 0 0]"
    edges = rectangle(page_height_mm, box.x_mm, box.y_mm, box.width_mm, box.height_mm)
    return b"/Rect%s/AP<</N %s>>" % (edges, reference(body.add(_empty(box.width_mm, box.height_mm))))


def _empty(width_mm: float, height_mm: float) -> bytes:
    size = f"{number(width_mm * MM_TO_POINTS)} {number(height_mm * MM_TO_POINTS)}".encode("ascii")
    return stream(b"/Type/XObject/Subtype/Form/BBox[0 0 %s]/Resources<<>>" % size, b"")


def picture_appearance(body: Body, picture: bytes) -> int:
    """An appearance (12.5.5) filled by a picture, in a space of one by one. Raises PictureError."""
    image = add_image(body, image_parts(picture))
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</I %s>>>>" % reference(image)
    return body.add(stream(entries, b"/I Do"))


def add_pictures(body: Body, pictures: Sequence[bytes]) -> Mapping[bytes, int]:
    """Each picture once, however often it is placed: picture bytes to object number."""
    return {picture: add_image(body, image_parts(picture)) for picture in dict.fromkeys(pictures)}


def add_image(body: Body, image: ImageParts) -> int:
    """An image and, before it, its mask."""
    mask = b"/SMask " + reference(add_image(body, image.mask)) if image.mask else b""
    return body.add(stream(image.entries + mask, image.data))


def signature_references(*, certifies: bool, closes: bool, catalog: int) -> bytes:
    """The Reference entry of a signature dictionary (Table 253): what may change after this signature.

    certifies   this is the first signature: it says FILL_AND_SIGN for the whole file (DocMDP)
    closes      every form field is locked from now on (FieldMDP)
    """
    said = []
    if certifies:
        said.append(_reference(b"DocMDP", b"/P %d" % FILL_AND_SIGN, b""))
    if closes:
        said.append(_reference(b"FieldMDP", _LOCK_ALL, b"/Data " + reference(catalog)))
    return b"/Reference" + array(said) if said else b""


def _reference(method: bytes, parameters: bytes, data: bytes) -> bytes:
    return b"<</Type/SigRef/TransformMethod/%s/TransformParams<</Type/TransformParams%s/V/1.2>>%s>>" % (
        method,
        parameters,
        data,
    )
