"""Files inside the file: the record that the page was drawn from (ISO 32000-1 clause 7.11.4, ISO 19005-3 clause 6.8)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from jiban.standards.pdf.errors import PageError
from jiban.standards.pdf.objects import Body, array, date, deflated_stream, name, reference, text_string


@dataclass(frozen=True, slots=True)
class Attachment:
    """An embedded file.

    relationship   how it stands to the page: the source it was made from, or the data it shows
    """

    file_name: str
    data: bytes
    media_type: str = "application/json"
    description: str = ""
    relationship: Literal["Source", "Data"] = "Source"


def add_attachments(body: Body, attachments: Sequence[Attachment], *, modified: datetime) -> bytes:
    """Embed the files; gives the catalog entries for the name tree and the associated files, empty without any.

    Raises PageError when two files have one name.
    """
    if not attachments:
        return b""
    ordered = sorted(attachments, key=lambda attachment: text_string(attachment.file_name))
    if len({attachment.file_name for attachment in ordered}) != len(ordered):
        raise PageError("two attachments of one name")
    places = [reference(_add(body, attachment, modified)) for attachment in ordered]
    tree = array(text_string(a.file_name) + b" " + place for a, place in zip(ordered, places, strict=True))
    return b"/Names<</EmbeddedFiles<</Names%s>>>>/AF%s" % (tree, array(places))


def _add(body: Body, attachment: Attachment, modified: datetime) -> int:
    # The checksum of 7.11.4.1 is defined as MD5: it finds accidents, the signature finds intent.
    checksum = hashlib.md5(attachment.data, usedforsecurity=False).hexdigest().upper().encode("ascii")
    file = body.add(
        deflated_stream(
            b"/Type/EmbeddedFile/Subtype%s/Params<</Size %d/ModDate%s/CheckSum<%s>>>"
            % (name(attachment.media_type), len(attachment.data), date(modified), checksum),
            attachment.data,
        )
    )
    shown_name = text_string(attachment.file_name)
    return body.add(
        b"<</Type/Filespec/F%s/UF%s/AFRelationship%s/Desc%s/EF<</F %s/UF %s>>>>"
        % (
            shown_name,
            shown_name,
            name(attachment.relationship),
            text_string(attachment.description),
            reference(file),
            reference(file),
        )
    )
