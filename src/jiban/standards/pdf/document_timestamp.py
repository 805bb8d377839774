"""A time stamp over a whole file, evidence included: what makes B-LT into B-LTA (ETSI EN 319 142-1 clause 5.5)."""

from jiban.standards.pdf.errors import FieldError
from jiban.standards.pdf.fields import field_dictionary, widget_entries
from jiban.standards.pdf.objects import array, reference
from jiban.standards.pdf.revision import Revision, references_in
from jiban.standards.pdf.signature import TOKEN_RESERVED_BYTES, covered_parts, put_hole, write_container
from jiban.standards.pdf.timestamping import TimestampSource, token_over

_ENTRIES = b"/Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161"


def add_document_timestamp(pdf: bytes, timestamps: TimestampSource, *, field_name: str = "Timestamp1") -> bytes:
    """The same file with an invisible field more, in which a token over everything else stands.

    Raises NotOursError, FieldError for a name that is taken, RoomError, TimestampError, and what the source raises.
    """
    revision = Revision.newest(pdf)
    body = revision.update()
    form_number = revision.referred(revision.content(revision.catalog), b"AcroForm")
    form = revision.content(form_number)
    fields = [revision.content(number) for number in references_in(form)]
    if any(b"/T(%s)/TU" % field_name.encode() in field for field in fields):
        raise FieldError("a field of this name is there already")
    page_number = revision.referred(fields[0], b"P")
    list_number = revision.referred(revision.content(page_number), b"Annots")
    signature, added = body.reserve(), body.reserve()
    widget = widget_entries(body, None, page_height_mm=0)
    body.put(added, field_dictionary(field_name, description="", page=page_number, widget=widget, signature=signature))
    body.put(form_number, form.replace(b"]", b" " + reference(added) + b"]", 1))
    listed = references_in(revision.content(list_number))
    body.put(list_number, array(reference(number) for number in [*listed, added]))
    hole = put_hole(body, signature, _ENTRIES, room_bytes=TOKEN_RESERVED_BYTES)
    revision.close(body)
    token = token_over(b"".join(covered_parts(body.data, hole)), timestamps)
    write_container(body.data, token, contents=hole.contents, room_bytes=hole.room_bytes)
    return bytes(body.data)
