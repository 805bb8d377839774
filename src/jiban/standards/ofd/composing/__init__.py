"""Write OFD documents: what they hold, how they look, how they are sealed (docs/reference/writing-ofd.md)."""

from jiban.standards.ofd.composing.annotations import Annotation, highlight, link
from jiban.standards.ofd.composing.document import Composed, Document, UnknownPlaceError
from jiban.standards.ofd.composing.looks import LARGE_PRINT, OFFICIAL, Look
from jiban.standards.ofd.composing.permissions import VIEW_AND_PRINT, Permissions
from jiban.standards.ofd.composing.seams import SeamError, cut_out, seam_stamps, stamps_on_each
from jiban.standards.ofd.composing.signatories import Signatory, sign_in_order
from jiban.standards.ofd.composing.waiting import set_aside, take_up
from jiban.standards.ofd.composing.watermarks import Watermark
from jiban.standards.typeset.elements import Cell, Figure, Paragraph, Sheet, Table
from jiban.standards.typeset.flow import Span, TextStyle

__all__ = [
    "LARGE_PRINT",
    "OFFICIAL",
    "VIEW_AND_PRINT",
    "Annotation",
    "Cell",
    "Composed",
    "Document",
    "Figure",
    "Look",
    "Paragraph",
    "Permissions",
    "SeamError",
    "Sheet",
    "Signatory",
    "Span",
    "Table",
    "TextStyle",
    "UnknownPlaceError",
    "Watermark",
    "cut_out",
    "highlight",
    "link",
    "seam_stamps",
    "set_aside",
    "sign_in_order",
    "stamps_on_each",
    "take_up",
]
