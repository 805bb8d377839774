"""A further signature on a file that is signed already: its field was there from the beginning and is now filled.

Nothing of the earlier signature changes; it allowed exactly this (fields.FILL_AND_SIGN).
"""

from jiban.standards.pdf.errors import FieldError
from jiban.standards.pdf.fields import picture_appearance, signature_references
from jiban.standards.pdf.objects import reference, text_string
from jiban.standards.pdf.revision import Revision, references_in, with_entry
from jiban.standards.pdf.signature import Signing, fill, put_signature
from jiban.standards.pdf.signer import PdfSigner
from jiban.standards.pdf.timestamping import TimestampSource

_LOCKS = b"/Type/SigFieldLock"


def countersign(
    pdf: bytes,
    *,
    signer: PdfSigner,
    signing: Signing,
    picture: bytes | None = None,
    timestamps: TimestampSource | None = None,
) -> bytes:
    """The file with one more signature, in the field that `signing.field_name` names.

    picture      PNG or JPEG that fills the field's box, such as a seal
    timestamps   who says when it was signed (B-T); None for B-B

    Raises NotOursError for a file not written by `compose_and_sign`, FieldError when no such field waits, PictureError,
    RoomError, TimestampError, and what signer and source raise.
    """
    revision = Revision.newest(pdf)
    number, field = _waiting_field(revision, signing.field_name)
    body = revision.update()
    signature = body.reserve()
    if picture is not None:
        appearance = picture_appearance(body, picture)
        field = field.replace(_appearance_entry(revision, field), b"/AP<</N %s>>" % reference(appearance))
    body.put(number, with_entry(field, b"V", signature))
    references = signature_references(certifies=False, closes=_LOCKS in field, catalog=revision.catalog)
    hole = put_signature(body, signature, signing, references=references, stamped=timestamps is not None)
    revision.close(body)
    fill(body.data, hole, signer=signer, timestamps=timestamps)
    return bytes(body.data)


def _waiting_field(revision: Revision, field_name: str) -> tuple[int, bytes]:
    """The number and the dictionary of the field."""
    form = revision.content(revision.referred(revision.content(revision.catalog), b"AcroForm"))
    for number in references_in(form):
        field = revision.content(number)
        if b"/T%s/TU" % text_string(field_name) in field and b"/V " not in field:
            return number, field
    raise FieldError("no signature field of this name waits for a signature")


def _appearance_entry(revision: Revision, field: bytes) -> bytes:
    return b"/AP<</N %s>>" % reference(revision.referred(field, b"N"))
